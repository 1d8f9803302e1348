// What the reader is told about the page itself: notices, the live region, the connection, a switched index.
import { $, el, iconButton, say } from "./dom.js";

const LOOK_MS = 15000;

export class Status {
  constructor() {
    this.online = true;
    this.generation = null;
    this.process = null;
    this.shown = new Map();
    addEventListener("offline", () => this.look());
    addEventListener("online", () => this.look());
    setInterval(() => document.visibilityState === "visible" && this.look(), LOOK_MS);
    this.look();
  }

  /** Speak a text once; the region is never written while words stream. */
  speak(text) {
    $("say").textContent = "";
    requestAnimationFrame(() => ($("say").textContent = text));
  }

  notice(key, { bad = false, stay = false, values = {}, action = null } = {}) {
    this.clear(key);
    const box = el("div", { class: bad ? "notice bad" : "notice" }, el("span", {}, say(key, values)), action,
      iconButton(say("status.dismiss"), "close", { onclick: () => this.clear(key) }));
    this.shown.set(key, box);
    $("notices").append(box);
    if (!stay) setTimeout(() => this.shown.get(key) === box && this.clear(key), 6000);
  }

  clear(key) {
    this.shown.get(key)?.remove();
    this.shown.delete(key);
  }

  /** Ask the server how it is; true when it answers and is ready. */
  async look() {
    try {
      const response = await fetch("./status", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      const state = await response.json();
      const ready = response.ok && state.status === "ready";
      this.#online(ready);
      if (ready) this.#compare(state);
      return ready;
    } catch {
      this.#online(false);
      return false;
    }
  }

  #online(now) {
    if (now === this.online) return;
    this.online = now;
    document.documentElement.toggleAttribute("data-offline", !now);
    if (now) {
      this.clear("status.offline");
      this.notice("status.online");
    } else {
      this.notice("status.offline", { bad: true, stay: true });
    }
    document.dispatchEvent(new CustomEvent("credence:online", { detail: now }));
  }

  #compare({ generation, process }) {
    if (this.process && process !== this.process) {
      const action = el("button", { type: "button", class: "primary", onclick: () => location.reload() }, say("status.reload_do"));
      this.notice("status.reload", { stay: true, action });
    }
    if (this.generation && generation !== this.generation) {
      this.notice("status.switched");
      document.dispatchEvent(new CustomEvent("credence:switched"));
    }
    this.process = process;
    this.generation = generation;
  }
}
