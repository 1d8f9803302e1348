// The side: conversations, the guide, how fresh the guidance is, colors.
import { $, el, button, iconButton, say } from "./dom.js";

const DAY = 86400000;

export class Side {
  constructor({ server, store, status, talk, guide }) {
    Object.assign(this, { server, store, status, talk, guide });
    this.root = $("side");
    talk.onChange = () => this.list();
    $("find-field").addEventListener("input", () => this.list());
    document.addEventListener("click", event => this.#click(event));
    document.addEventListener("keydown", event => event.key === "Escape" && this.#menu(false));
    document.addEventListener("credence:switched", () => this.load());
    addEventListener("storage", () => this.list());
    for (const choice of this.root.querySelectorAll("[name=theme]")) {
      choice.checked = choice.value === (document.documentElement.dataset.theme ?? "system");
      choice.addEventListener("change", () => setTheme(choice.value));
    }
    this.list();
  }

  /** Fetch how large and how fresh the guidance is. */
  async load() {
    const facts = await this.server.facts(null).catch(() => null);
    if (!facts) return;
    const lines = [facts.reviewed && say("nav.fresh", { date: facts.reviewed }),
      [say("nav.sections", { count: facts.sections.toLocaleString("en-US") }), facts.due && say("nav.due", { count: facts.due })].filter(Boolean).join(" · ")];
    $("fresh").replaceChildren(...lines.filter(Boolean).map(line => el("span", { style: "display:block" }, line)));
    const key = facts.reviewed ? "first.covers_text" : "first.covers_undated";
    $("covers").textContent = say(key, { topics: facts.topics, sections: facts.sections.toLocaleString("en-US"), date: facts.reviewed });
    $("examples").replaceChildren(...facts.examples.map(({ topic, question }) =>
      el("li", {}, el("button", { type: "button", "data-ask": question }, el("b", {}, topic), el("span", {}, question)))));
  }

  list() {
    const query = $("find-field").value;
    const all = this.store.list();
    $("find-field").closest(".find").hidden = all.length < 3 && !query;
    const found = this.store.search(query);
    if (!found.length) return $("past").replaceChildren(el("p", {}, say(query ? "nav.no_match" : "nav.none")));
    const today = new Date().setHours(0, 0, 0, 0);
    const groups = [["nav.today", entry => entry.updated >= today],
      ["nav.week", entry => entry.updated < today && entry.updated >= today - 6 * DAY],
      ["nav.older", entry => entry.updated < today - 6 * DAY]];
    $("past").replaceChildren(...groups.flatMap(([key, fits]) => {
      const entries = found.filter(fits);
      return entries.length ? [el("h2", {}, say(key)), el("ul", {}, ...entries.map(entry => this.#entry(entry)))] : [];
    }));
  }

  #entry(entry) {
    const on = entry.id === this.talk.conversation.id;
    const open = el("button", { type: "button", class: "open", "aria-current": on && "true", dir: "auto", title: entry.title, onclick: () => this.#open(entry.id) }, el("span", {}, entry.title));
    const item = el("li", { "data-on": on, "data-id": entry.id }, open, el("span", { class: "do" },
      iconButton(`${say("nav.rename")}: ${entry.title}`, "edit", { onclick: () => this.#rename(item, entry) }),
      iconButton(`${say("nav.delete")}: ${entry.title}`, "trash", { onclick: () => this.#delete(item, entry) })));
    return item;
  }

  #open(id) {
    this.#menu(false);
    this.talk.open(id);
  }

  #rename(item, entry) {
    const field = el("input", { value: entry.title, maxlength: 120, "aria-label": say("nav.rename_label") });
    const form = el("form", {}, field, el("button", { class: "primary", type: "submit" }, say("nav.save")), this.#cancel(entry.id));
    form.addEventListener("submit", event => {
      event.preventDefault();
      if (field.value.trim()) this.store.rename(entry.id, field.value.trim());
      this.talk.renamed(entry.id, field.value.trim());
      this.#back(entry.id);
      this.status.speak(say("nav.renamed"));
    });
    item.replaceChildren(form);
    field.select();
  }

  #delete(item, entry) {
    const sure = el("button", { class: "primary danger", type: "submit" }, say("nav.delete"));
    const form = el("form", {}, el("strong", {}, say("nav.delete_ask")), sure, this.#cancel(entry.id));
    form.addEventListener("submit", event => {
      event.preventDefault();
      this.store.remove(entry.id);
      if (entry.id === this.talk.conversation.id) this.talk.fresh();
      this.list();
      this.status.speak(say("nav.deleted"));
    });
    item.replaceChildren(form);
    sure.focus();
  }

  #cancel(id) {
    return button(say("nav.cancel"), { class: "plain-button", onclick: () => this.#back(id) });
  }

  #back(id) {
    this.list();
    $("past").querySelector(`[data-id="${id}"] .open`)?.focus();
  }

  #menu(open) {
    const before = document.documentElement.hasAttribute("data-menu");
    document.documentElement.toggleAttribute("data-menu", open);
    const opener = document.querySelector("[data-act=menu]");
    opener.setAttribute("aria-expanded", String(open));
    if (open) this.root.querySelector(".icon").focus();
    else if (before) opener.focus();
  }

  #click(event) {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "menu") this.#menu(true);
    else if (act === "menu-close" || (!event.composedPath().includes(this.root) && document.documentElement.hasAttribute("data-menu"))) this.#menu(false);
    else if (act === "new") { this.#menu(false); this.talk.fresh(); }
  }
}

function setTheme(value) {
  if (value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  try { localStorage.setItem("credence.theme", value); } catch { /* not kept */ }
}
