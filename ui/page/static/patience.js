// Watches a question on its way: says when it is slow, notices when it is lost or refused.
import { say } from "./dom.js";

const SLOW_MS = 5000;
const VERY_SLOW_MS = 15000;

export class Patience {
  constructor(status, { slow, lost }) {
    Object.assign(this, { status, slow, lost });
    this.timer = null;
    this.#watchQueue();
  }

  begin() {
    this.started = this.last = performance.now();
    this.timer = setInterval(() => this.#look(), 1000);
  }

  heard() {
    this.last = performance.now();
  }

  end() {
    clearInterval(this.timer);
    this.timer = null;
  }

  async #look() {
    const waited = performance.now() - this.last;
    if (waited <= SLOW_MS) return;
    this.slow(say(waited > VERY_SLOW_MS ? "step.very_slow" : "step.slow"));
    if (this.looking) return;
    const timer = this.timer;
    this.looking = true;
    const there = await this.status.look();
    this.looking = false;
    if (!there && timer === this.timer) this.lost(say("error.lost"), say("error.lost_do"));
  }

  /** Gradio keeps a refused question to itself; the browser's own record of its request tells us. */
  #watchQueue() {
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        if (!this.timer || !entry.name.includes("/queue/join") || entry.startTime < this.started) continue;
        if (entry.responseStatus === 503) this.lost(say("error.busy"), say("error.busy_do"));
        else if (entry.responseStatus >= 400) this.lost(say("error.generic"), say("error.generic_do"));
        else if (entry.responseStatus === 0) { this.status.look(); this.lost(say("error.lost"), say("error.lost_do")); }
      }
    }).observe({ type: "resource" });
  }
}
