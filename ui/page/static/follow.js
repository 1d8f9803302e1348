// Keeps the newest words in view until the reader scrolls; never pushes the question out at the top.
import { $, calm, small } from "./dom.js";

const MARGIN = 18;

export class Follow {
  constructor(log) {
    this.log = log;
    for (const kind of ["wheel", "touchmove"]) addEventListener(kind, () => (this.on = false), { passive: true });
  }

  /** Follow the newest turn; it comes into view from above too, as after reading evidence on a phone. */
  start() {
    this.on = true;
    const behavior = calm() ? "auto" : "smooth";
    const way = this.log.lastElementChild.getBoundingClientRect().top - this.#top() - MARGIN;
    if (way < 0) this.#box().scrollBy({ top: way, behavior });
    else this.keep(behavior);
  }

  keep(behavior = "auto") {
    const last = this.log.lastElementChild;
    if (!this.on || !last) return;
    const bottom = (small() ? $("ask").getBoundingClientRect().top : this.log.getBoundingClientRect().bottom) - MARGIN;
    const turn = last.getBoundingClientRect();
    const way = Math.min(turn.bottom - bottom, turn.top - this.#top() - MARGIN);
    if (way > 0) this.#box().scrollBy({ top: way, behavior });
  }

  #box() {
    return small() ? document.scrollingElement : this.log;
  }

  #top() {
    return small() ? document.querySelector(".bar").offsetHeight : this.log.getBoundingClientRect().top;
  }
}
