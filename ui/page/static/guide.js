// The guide in its dialog: browse, search, read, ask.
import { $, fill, say } from "./dom.js";

export class Guide {
  constructor({ server, ask }) {
    this.server = server;
    this.ask = ask;
    this.dialog = $("guide");
    this.body = $("guide-body");
    this.typing = 0;
    this.turn = 0;
    this.dialog.addEventListener("click", event => this.#click(event));
    this.dialog.addEventListener("close", () => this.opener?.focus());
    $("guide-find").addEventListener("submit", event => { event.preventDefault(); this.#search(); });
    $("guide-field").addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.#search(), 250);
    });
  }

  open(view, opener = document.activeElement) {
    this.opener = opener;
    document.documentElement.removeAttribute("data-menu");
    if (!this.dialog.open) this.dialog.showModal();
    return this.#show(view, () => this.server[view](null));
  }

  section(document, section, opener) {
    if (opener) this.opener = opener;
    if (!this.dialog.open) this.dialog.showModal();
    return this.#show(null, () => this.server.section({ document, section }));
  }

  #search() {
    const query = $("guide-field").value.trim();
    return query ? this.#show("search", () => this.server.search(query)) : this.#show("topics", () => this.server.topics(null));
  }

  async #show(view, load) {
    const turn = ++this.turn;
    for (const tab of this.dialog.querySelectorAll(".tabs button")) tab.setAttribute("aria-pressed", String(tab.dataset.act === view));
    if (!this.body.childElementCount) this.body.textContent = say("guide.loading");
    let html;
    try {
      html = await load();
    } catch {
      if (turn === this.turn) this.body.textContent = say("status.offline");
      return;
    }
    if (turn !== this.turn) return;
    fill(this.body, html);
    this.body.scrollTop = 0;
    if (view !== "search") this.body.focus({ preventScroll: true });
  }

  #click(event) {
    if (event.target === this.dialog) return this.dialog.close();
    const node = event.target.closest("button");
    if (!node) return;
    const { act, ask, document, section } = node.dataset;
    if (act === "guide-close") this.dialog.close();
    else if (act) this.#show(act, () => this.server[act](null));
    else if (ask) { this.opener = $("ask-field"); this.dialog.close(); this.ask(ask); }
    else if (section) this.section(document, section);
    else if (document) this.#show(null, () => this.server.document({ document }));
  }
}
