// Helpful or not, why, and whether the reader's words may be kept.
import { $, say } from "./dom.js";

/** Open the form below an answer; `send` posts it and says whether it was kept. */
export function askFeedback(turnNode, helpful, send, status) {
  turnNode.querySelector(".feedback")?.remove();
  const form = $("feedback-form").content.firstElementChild.cloneNode(true);
  form.querySelector("legend").textContent = say(helpful ? "feedback.title_good" : "feedback.title");
  if (helpful) form.querySelector(".reasons").remove();
  const opener = turnNode.querySelector(`[data-act=${helpful ? "helpful" : "unhelpful"}]`);
  const close = () => { form.remove(); opener.focus(); };
  form.querySelector("[data-act=feedback-cancel]").addEventListener("click", close);
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const fields = new FormData(form);
    const kept = await send({
      helpful, reason: fields.get("reason"), comment: fields.get("comment"), consent: fields.get("consent") === "on",
    }).catch(() => false);
    status.notice(kept ? "feedback.thanks" : "feedback.failed", { bad: !kept });
    if (!kept) return;
    for (const other of turnNode.querySelectorAll("[aria-pressed]")) other.setAttribute("aria-pressed", String(other === opener));
    close();
  });
  turnNode.querySelector(".it").append(form);
  form.scrollIntoView({ block: "nearest" });
  form.querySelector("input, textarea").focus();
}
