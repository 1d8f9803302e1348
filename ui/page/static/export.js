// An answer or a conversation as Markdown that stands on its own, a link to a question.
import { say } from "./dom.js";

const day = iso => new Date(`${iso}T12:00:00`).toLocaleDateString("en-US", { day: "numeric", month: "short", year: "numeric" });

function source(citation) {
  const about = [citation.publisher ?? citation.title, citation.as_of && say("export.as_of", { date: day(citation.as_of) })];
  const address = citation.official_url ?? citation.url;
  return `[${citation.number}] ${about.filter(Boolean).join(", ")}: “${citation.quote.replace(/\s+/g, " ")}”${address ? ` <${address}>` : ""}`;
}

export function answerText(answer) {
  const warnings = answer.warnings.map(warning => `⚠ ${warning.text}`);
  const sources = answer.citations.map(source);
  return [answer.text, ...warnings, sources.length ? `${say("export.sources")}\n\n${sources.join("\n\n")}` : ""].filter(Boolean).join("\n\n");
}

export function conversationText(conversation) {
  const turns = conversation.turns.filter(turn => turn.answer)
    .map(turn => `## ${turn.question.replace(/\s+/g, " ")}\n\n${answerText(turn.answer)}`);
  return [`# ${conversation.title}`, ...turns, "---", madeOn()].join("\n\n") + "\n";
}

export function madeOn() {
  return say("export.made", { date: day(new Date().toISOString().slice(0, 10)) });
}

export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "credence"}.md`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

export function linkTo(question) {
  return `${location.origin}${location.pathname}?q=${encodeURIComponent(question)}`;
}

export async function copy(text, done, status) {
  try {
    await (navigator.clipboard?.writeText(text) ?? copyByHand(text));
    status.notice(done);
  } catch {
    status.notice("status.copy_failed", { bad: true });
  }
}

/** Browsers offer the clipboard only to secure pages; a page on the local network is none. */
function copyByHand(text) {
  const field = document.createElement("textarea");
  const before = document.activeElement;
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  if (!copied) throw new Error("not copied");
}
