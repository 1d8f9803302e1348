// The conversation: asks, receives, keeps, shows.
import { Composer } from "./composer.js";
import { blank, messages, shorten, slim } from "./conversation.js";
import { $, calm, newId, say, small } from "./dom.js";
import { answerText, conversationText, copy, download, linkTo } from "./export.js";
import { askFeedback } from "./feedback.js";
import { Follow } from "./follow.js";
import { printable } from "./paper.js";
import { Patience } from "./patience.js";
import { Told } from "./told.js";
import { TurnView } from "./turn.js";

export class Talk {
  constructor({ part, store, status, evidence }) {
    Object.assign(this, { part, store, status, evidence });
    this.server = part.server;
    this.log = $("log");
    this.follow = new Follow(this.log);
    this.views = new Map();
    this.proofs = new Map();
    this.running = null;
    this.onChange = () => {};
    this.conversation = blank();
    this.composer = new Composer({ limit: part.props.limit, onAsk: question => this.ask(question), onStop: () => this.stop() });
    part.watch("value", () => this.receive(part.props.value));
    this.log.addEventListener("click", event => this.#click(event));
    this.told = new Told((value, words) => this.#forget(value, words));
    $("top").addEventListener("click", event => this.#tool(event));
    printable(this.log, () => ({
      title: this.conversation.named ? this.conversation.title : say("brand"),
      proofs: [...this.proofs].map(([id, html]) => [this.views.get(id).node, html]),
    }));
    this.patience = new Patience(status, {
      slow: words => this.views.get(this.running.id).step(words),
      lost: (message, remedy) => this.#fail(message, remedy),
    });
  }

  /** The first screen, the question of a link, or nothing else: conversations open from the side. */
  begin(question) {
    this.fresh();
    if (!question?.trim()) return;
    history.replaceState(null, "", location.pathname);
    if (question.trim().length > this.composer.limit) this.composer.put(question.trim());
    else this.ask(question.trim());
  }

  fresh(question) {
    this.#halt();
    this.conversation = blank();
    this.#draw();
    this.onChange();
    if (question) this.ask(question);
    else if (!small()) this.composer.focus();
  }

  async open(id) {
    this.#halt();
    const found = this.store.load(id);
    if (!found) return this.fresh();
    this.conversation = found;
    this.#draw();
    this.onChange();
    const kept = found.turns.filter(turn => turn.answer).map(turn => ({ turn: turn.id, answer: turn.answer }));
    for (const turn of found.turns) if (turn.answer) this.views.get(turn.id).plain(turn.answer.text);
    const rendered = await this.server.restore(kept).catch(() => null);
    if (this.conversation !== found) return;
    if (!rendered) return void this.status.look();
    for (const payload of rendered) this.#show(payload);
    this.#proof(rendered.at(-1)?.turn);
    this.log.scrollTop = this.log.scrollHeight;
  }

  renamed(id, title) {
    if (id === this.conversation.id && title) Object.assign(this.conversation, { title, named: true });
  }

  ask(question) {
    this.#halt();
    const turn = { id: newId(), question, answer: null };
    const { turns, forget } = this.conversation;
    const past = messages(turns);
    turns.push(turn);
    if (!this.conversation.title) this.conversation.title = shorten(question);
    this.running = turn;
    this.patience.begin();
    this.#add(turn);
    this.#keep();
    this.views.get(turn.id).step(say("step.retrieve"));
    this.follow.start();
    this.composer.working(true);
    this.status.speak(say("status.answering"));
    this.part.send.ask({ turn: turn.id, question, history: past, forget });
  }

  stop() {
    const turn = this.running;
    if (!turn) return;
    this.#halt();
    this.views.get(turn.id).stopped();
    this.status.speak(say("status.stopped"));
    this.composer.focus();
  }

  receive(payload) {
    const turn = this.running;
    if (!turn || payload?.turn !== turn.id) return;
    this.patience.heard();
    const view = this.views.get(payload.turn);
    if (payload.phase === "progress") view.step(payload.words);
    if (payload.phase === "draft") { view.draft(payload.html); this.follow.keep(); }
    if (payload.phase === "error") this.#fail(payload.message, payload.remedy);
    if (payload.phase === "answer") {
      this.#done();
      turn.answer = slim(payload.answer);
      this.#show(payload);
      this.#proof(payload.turn);
      this.#keep();
      this.follow.keep();
      this.status.speak(say("status.done", { text: payload.say }));
    }
  }

  #fail(message, remedy) {
    const turn = this.running;
    this.#done();
    this.views.get(turn.id).trouble(message, remedy);
    this.status.speak(`${message} ${remedy}`);
    this.follow.keep();
  }

  /** Leave a running question: the server frees its place. */
  #halt() {
    if (!this.running) return;
    this.part.send.stop({});
    this.#done();
  }

  #done() {
    this.patience.end();
    this.running = null;
    this.composer.working(false);
  }

  #draw() {
    this.views.clear();
    this.proofs.clear();
    for (const node of this.log.querySelectorAll(".turn")) node.remove();
    this.evidence.clear();
    for (const turn of this.conversation.turns) {
      this.#add(turn);
      if (!turn.answer) this.views.get(turn.id).stopped();
    }
    this.#head();
  }

  #add(turn) {
    const view = new TurnView(turn);
    this.views.set(turn.id, view);
    this.log.append(view.node);
    this.#head();
  }

  #show(payload) {
    this.views.get(payload.turn)?.answer(payload.html, !payload.current);
    this.proofs.set(payload.turn, payload.evidence);
    this.#head();
  }

  #head() {
    const { turns } = this.conversation;
    $("first").hidden = turns.length > 0;
    document.title = this.conversation.title ? `${this.conversation.title} · ${say("brand")}` : say("page.title");
    this.told.draw(this.conversation);
    $("top").hidden = !turns.some(turn => turn.answer);
  }

  #proof(id) {
    const turn = this.conversation.turns.find(known => known.id === id);
    if (turn && this.proofs.has(id)) this.evidence.show(id, turn.question, this.proofs.get(id));
  }

  #keep() {
    this.store.save(this.conversation);
    this.onChange();
  }

  #click(event) {
    const ask = event.target.closest("[data-ask]");
    if (ask) return this.ask(ask.dataset.ask);
    const view = this.views.get(event.target.closest("[data-turn]")?.dataset.turn);
    if (!view) return;
    const mark = event.target.closest("a.n");
    const flag = event.target.closest("a.flag");
    if (mark) {
      event.preventDefault();
      this.#proof(view.turn.id);
      this.evidence.open(mark.dataset.n, event.detail === 0);
    } else if (flag) {
      event.preventDefault();
      $(flag.getAttribute("href").slice(1)).focus();
    }
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act) this.#act(act, view);
  }

  #act(act, view) {
    const { turn, node } = view;
    if (act === "type") this.composer.invite();
    if (act === "retry") this.#again(turn, turn.question);
    if (act === "edit") view.edit(question => this.#again(turn, question));
    if (act === "copy") copy(answerText(turn.answer), "answer.copied", this.status);
    if (act === "link") copy(linkTo(turn.question), "talk.link_copied", this.status);
    if (act === "evidence") { this.#proof(turn.id); $("evidence").scrollIntoView({ behavior: calm() ? "auto" : "smooth" }); }
    if (act === "helpful" || act === "unhelpful") askFeedback(node, act === "helpful", data => this.#feedback(turn, data), this.status);
  }

  /** Ask a turn again, perhaps in other words; it and everything after it is replaced. */
  #again(turn, question) {
    this.#halt();
    const at = this.conversation.turns.indexOf(turn);
    for (const gone of this.conversation.turns.splice(at)) {
      this.views.get(gone.id).node.remove();
      this.views.delete(gone.id);
      this.proofs.delete(gone.id);
    }
    this.ask(question);
    this.composer.focus();
  }

  async #feedback(turn, data) {
    const at = this.conversation.turns.indexOf(turn);
    const history = messages(this.conversation.turns.slice(0, at));
    const words = data.consent ? { question: turn.question, history } : {};
    return (await this.server.feedback({ ...data, ...words, answer: turn.answer })).kept;
  }

  #forget(value, words) {
    this.conversation.forget.push(value);
    this.#keep();
    this.#head();
    this.status.notice("talk.forgotten", { values: { value: words } });
    this.composer.focus();
  }

  #tool(event) {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "print") print();
    if (act === "export") {
      download(this.conversation.title, conversationText(this.conversation));
      this.status.notice("talk.exported");
    }
  }
}
