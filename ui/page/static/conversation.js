// What a conversation is: turns of a question and, when it came, its answer.
import { newId } from "./dom.js";

const TITLE = 60;

export function blank() {
  return { id: newId(), title: "", turns: [], forget: [], created: Date.now() };
}

export function shorten(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > TITLE ? `${line.slice(0, TITLE - 1).trimEnd()}…` : line;
}

/** The answered turns as the messages that the next question brings along. */
export function messages(turns) {
  return turns.filter(turn => turn.answer)
    .flatMap(turn => [{ role: "user", content: turn.question }, { role: "assistant", content: turn.answer.text }]);
}

/** What is worth keeping of an answer in the browser. */
export function slim({ passages, timings_ms, receipt, ...answer }) {
  return answer;
}

/** What the reader has said about themselves and not taken back, as [name, value]. */
export function told({ turns, forget }) {
  const last = turns.findLast(turn => turn.answer)?.answer;
  return Object.entries(last?.situation ?? {}).filter(([name, value]) => !forget.includes(`${name}=${value}`));
}
