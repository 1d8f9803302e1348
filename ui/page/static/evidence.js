// The panel beside the conversation, and the two-way link between marks and cards.
import { $, calm, fill, say, small } from "./dom.js";

export class Evidence {
  constructor(log) {
    this.log = log;
    this.panel = $("evidence");
    this.cards = $("cards");
    this.empty = this.cards.innerHTML;
    this.turn = null;
    for (const root of [log, this.panel]) {
      root.addEventListener("mouseover", event => this.#hover(event, root));
      root.addEventListener("mouseleave", () => this.light(this.picked));
      root.addEventListener("focusin", event => this.#hover(event, root));
    }
    this.panel.addEventListener("click", event => this.#fromCard(event));
    this.picked = null;
  }

  clear() {
    this.turn = null;
    this.picked = null;
    fill(this.cards, this.empty);
    $("evidence-for").textContent = say("evidence.sub");
  }

  /** Show the cards of one turn; `html` comes from the server. */
  show(turn, question, html) {
    if (this.turn === turn) return;
    this.turn = turn;
    this.picked = null;
    fill(this.cards, html);
    $("evidence-for").textContent = say("evidence.for", { question });
    this.panel.scrollTop = 0;
    for (const card of this.cards.querySelectorAll(".ev")) this.#scrollText(card, card.dataset.n.split(" ")[0]);
  }

  /** Bring the card of a citation into view; with `focus`, the keyboard goes along. */
  open(number, focus) {
    const card = this.#card(number);
    if (!card) return;
    this.picked = number;
    this.light(number);
    this.#scrollText(card, number);
    card.scrollIntoView({ block: small() ? "start" : "nearest", behavior: calm() ? "auto" : "smooth" });
    if (focus) $(`e-${this.turn}-${number}`)?.focus({ preventScroll: true });
  }

  light(number) {
    const marks = this.log.querySelectorAll(`[data-turn="${this.turn}"] .n, [data-turn="${this.turn}"] .on`);
    for (const mark of marks) mark.classList.toggle("on", number != null && mark.dataset.n === String(number));
    for (const node of this.cards.querySelectorAll(".ev, mark, .n")) node.classList.toggle("on", number != null && has(node, number));
  }

  #card(number) {
    return [...this.cards.querySelectorAll(".ev")].find(card => has(card, number));
  }

  #hover(event, root) {
    const node = event.target.closest("[data-n]");
    if (root === this.log && node?.closest("[data-turn]")?.dataset.turn !== this.turn) return;
    this.light(node ? node.dataset.n.split(" ")[0] : this.picked);
  }

  #fromCard(event) {
    const card = event.target.closest(".ev");
    const back = event.target.closest(".to-sentence") && card;
    const node = back || event.target.closest("a.n, mark");
    if (!node) return;
    event.preventDefault();
    const number = back && has(card, this.picked) ? this.picked : node.dataset.n.split(" ")[0];
    const mark = $(`m-${this.turn}-${number}`);
    this.picked = number;
    this.light(number);
    this.#scrollText(card, number);
    mark?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    mark?.focus({ preventScroll: true });
  }

  #scrollText(card, number) {
    const text = card.querySelector(".text");
    const mark = [...card.querySelectorAll("mark")].find(node => has(node, number));
    if (text && mark) text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - 12;
  }
}

const has = (node, number) => (node.dataset.n ?? "").split(" ").includes(String(number));
