// What the reader has said about themselves, as chips that take it back.
import { told } from "./conversation.js";
import { $, el, icon, say } from "./dom.js";

export class Told {
  constructor(onForget) {
    this.box = $("told");
    this.box.addEventListener("click", event => {
      const chip = event.target.closest(".chip");
      if (chip) onForget(chip.dataset.value, chip.textContent);
    });
  }

  draw(conversation) {
    for (const chip of this.box.querySelectorAll(".chip")) chip.remove();
    const known = told(conversation);
    this.box.append(...known.map(([name, value]) => el("button",
      { type: "button", class: "chip", "data-value": `${name}=${value}`, "aria-label": say("talk.forget", { value: words(name, value) }) }, words(name, value), icon("close"))));
    this.box.hidden = !known.length;
  }
}

/** A bare number says nothing, so its name stands before it: "graduation year 2015". */
const words = (name, value) => (/^\d+$/.test(value) ? `${name} ${value}` : value);
