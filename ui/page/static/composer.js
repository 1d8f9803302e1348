// The question field: Enter asks, Shift+Enter makes a line, a counter appears near the limit.
import { $, narrow, say } from "./dom.js";

const NEAR = 200;

export class Composer {
  constructor({ limit, onAsk, onStop }) {
    this.limit = limit;
    this.field = $("ask-field");
    this.#hint();
    narrow.addEventListener("change", () => this.#hint());
    $("ask").addEventListener("submit", event => {
      event.preventDefault();
      const question = this.field.value.trim();
      if (!question || this.busy || question.length > limit) return this.field.focus();
      this.field.value = "";
      this.#hint();
      this.#count();
      onAsk(question);
    });
    this.field.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      $("ask").requestSubmit();
    });
    this.field.addEventListener("input", () => this.#count());
    $("ask-stop").addEventListener("click", onStop);
    document.addEventListener("keydown", event => event.key === "Escape" && this.busy && !document.querySelector("dialog[open]") && onStop());
  }

  /** While an answer is on its way, Ask becomes Stop. */
  working(busy) {
    const moves = document.activeElement === $(busy ? "ask-send" : "ask-stop");
    this.busy = busy;
    $("ask-send").hidden = busy;
    $("ask-stop").hidden = !busy;
    if (moves) this.field.focus();
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  /** Let the reader type what no button offers. */
  invite() {
    this.#hint("ask.place_type");
    this.focus();
  }

  put(text) {
    this.field.value = text;
    this.#count();
    this.focus();
  }

  #hint(key = narrow.matches ? "ask.place_short" : "ask.place") {
    this.field.placeholder = say(key);
  }

  #count() {
    const left = this.limit - this.field.value.length;
    const counter = $("ask-count");
    counter.classList.toggle("over", left < 0);
    counter.textContent = left >= NEAR ? "" : say(left < 0 ? "ask.over" : "ask.left", { count: Math.abs(left) });
  }
}
