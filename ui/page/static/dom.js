// Small helpers for the document. Text always becomes text; markup comes only from the server, which escapes it.
const words = JSON.parse(document.getElementById("credence-words").textContent);

export const $ = id => document.getElementById(id);

export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function button(label, attributes = {}, drawing = null) {
  return el("button", { type: "button", ...attributes }, drawing && icon(drawing), el("span", {}, label));
}

export function iconButton(label, drawing, attributes = {}) {
  return el("button", { type: "button", class: "icon", title: label, ...attributes }, icon(drawing), el("span", { class: "sr" }, label));
}

/** Replace the content of a node by HTML that the server made and escaped. */
export function fill(node, serverHtml) {
  const template = document.createElement("template");
  template.innerHTML = serverHtml;
  node.replaceChildren(template.content);
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = matchMedia("(max-width: 1079px)");
export const small = () => matchMedia("(max-width: 759px)").matches;
export const newId = () => "t" + Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(36).padStart(2, "0")).join("");
