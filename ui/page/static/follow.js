// Keeps the newest words in view until the reader scrolls; never pushes the question out at the top.
import { $, calm, small } from "./dom.js";

const MARGIN = 18;

export class Follow {
  constructor(log) {
    this.log = log;
    for (const kind of ["wheel", "touchmove"]) addEventListener(kind, () => (this.on = false), { passive: true });
  }

  start() {
    this.on = true;
    this.keep(calm() ? "auto" : "smooth");
  }

  keep(behavior = "auto") {
    const last = this.log.lastElementChild;
    if (!this.on || !last) return;
    const box = small() ? document.scrollingElement : this.log;
    const view = this.log.getBoundingClientRect();
    const top = small() ? document.querySelector(".bar").offsetHeight : view.top;
    const bottom = (small() ? $("ask").getBoundingClientRect().top : view.bottom) - MARGIN;
    const turn = last.getBoundingClientRect();
    const way = Math.min(turn.bottom - bottom, turn.top - top - MARGIN);
    if (way > 0) box.scrollBy({ top: way, behavior });
  }
}
