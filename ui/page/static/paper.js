// The conversation on paper: its title, the evidence below each answer, and where it comes from.
import { el, fill, say } from "./dom.js";
import { madeOn } from "./export.js";

/** Lay out paper when the browser prints; `read` gives the title and [turn's node, its evidence as HTML] pairs. */
export function printable(log, read) {
  addEventListener("beforeprint", () => {
    clear(log);
    const { title, proofs } = read();
    log.prepend(el("h2", { class: "paper" }, title));
    for (const [node, html] of proofs) node.append(cards(html));
    log.append(el("p", { class: "paper" }, madeOn()));
  });
  addEventListener("afterprint", () => clear(log));
}

function clear(log) {
  for (const node of log.querySelectorAll(".paper")) node.remove();
}

function cards(html) {
  const box = el("div", { class: "paper" });
  fill(box, html);
  for (const node of box.querySelectorAll("[id]")) node.removeAttribute("id");
  return box;
}
