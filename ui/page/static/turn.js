// One question and its reply in the document.
import { button, el, fill, icon, say } from "./dom.js";

export class TurnView {
  constructor(turn) {
    this.turn = turn;
    this.body = el("div", { class: "body" });
    this.bubble = el("div", { class: "bubble", dir: "auto" }, turn.question);
    this.me = el("div", { class: "me" }, el("h3", { class: "sr" }, say("talk.you")), this.bubble,
      el("div", { class: "me-acts" }, button(say("talk.edit"), { "data-act": "edit" }, "edit"), button(say("talk.link"), { "data-act": "link" }, "link")));
    this.node = el("article", { class: "turn", "data-turn": turn.id }, this.me,
      el("div", { class: "it" }, el("h3", { class: "sr" }, say("talk.credence")), this.body));
  }

  step(words) {
    const step = this.body.querySelector(".step");
    if (step) step.textContent = words;
    else if (!this.body.childElementCount) this.body.replaceChildren(el("p", { class: "step" }, words));
  }

  draft(html) {
    this.body.setAttribute("aria-busy", "true");
    fill(this.body, html);
  }

  answer(html, changed) {
    this.body.removeAttribute("aria-busy");
    fill(this.body, html);
    if (changed) this.body.prepend(el("p", { class: "changed" }, say("answer.changed")));
  }

  /** Words kept from an answer, shown until the server has rendered it again. */
  plain(text) {
    this.body.replaceChildren(el("div", { class: "words", dir: "auto" }, el("p", {}, text)));
  }

  trouble(message, remedy) {
    this.body.removeAttribute("aria-busy");
    this.body.querySelector(".step")?.remove();
    this.body.append(el("div", { class: "trouble" }, el("strong", {}, message), remedy, el("div", {}, retry())));
  }

  stopped() {
    this.body.removeAttribute("aria-busy");
    this.body.querySelector(".step")?.remove();
    this.body.append(el("p", { class: "quiet" }, say("talk.interrupted"), " ", retry()));
  }

  /** Turn the question into a form; `send` gets the new words. */
  edit(send) {
    const field = el("textarea", { "aria-label": say("talk.edit_label"), rows: 2, dir: "auto" });
    field.value = this.turn.question;
    const kept = [...this.me.childNodes];
    const back = () => { this.me.replaceChildren(...kept); this.me.querySelector("[data-act=edit]").focus(); };
    const form = el("form", {}, field, el("div", { class: "row" },
      button(say("nav.cancel"), { class: "plain-button", onclick: back }), el("button", { class: "primary", type: "submit" }, say("talk.resend"))));
    form.addEventListener("submit", event => { event.preventDefault(); if (field.value.trim()) send(field.value.trim()); });
    form.addEventListener("keydown", event => {
      if (event.key === "Escape") { event.stopPropagation(); back(); }
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
    this.me.replaceChildren(form);
    field.focus();
  }
}

function retry() {
  return el("button", { type: "button", class: "link", "data-act": "retry" }, icon("retry"), say("answer.retry"));
}
