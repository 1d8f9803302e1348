// Brings the four parts of the page together. Gradio mounts them one by one; the page starts with the last.
import { $ } from "./dom.js";
import { Evidence } from "./evidence.js";
import { Guide } from "./guide.js";
import { Side } from "./side.js";
import { Status } from "./status.js";
import { Store } from "./store.js";
import { Talk } from "./talk.js";

const NAMES = ["side", "talk", "evidence", "guide"];
const parts = {};

export function mount(name, part) {
  parts[name] = part;
  if (NAMES.every(known => parts[known])) start();
}

function start() {
  document.querySelector("gradio-app main, .gradio-container main")?.setAttribute("id", "main");
  const status = new Status();
  const store = new Store(() => status.notice("status.full"), () => status.notice("status.private"));
  const evidence = new Evidence($("log"));
  const talk = new Talk({ part: parts.talk, store, status, evidence });
  const guide = new Guide({ server: parts.guide.server, ask: question => talk.fresh(question) });
  const side = new Side({ server: parts.side.server, store, status, talk, guide });
  document.addEventListener("click", event => {
    const node = event.target.closest("[data-document]");
    if (node && node.closest("#evidence")) guide.section(node.dataset.document, node.dataset.section, node);
    const act = event.target.closest("[data-act]");
    if (act && !act.closest("#guide") && ["topics", "states"].includes(act.dataset.act)) guide.open(act.dataset.act, act);
  });
  document.documentElement.dataset.ready = "";
  side.load();
  talk.begin(new URL(location.href).searchParams.get("q"));
}
