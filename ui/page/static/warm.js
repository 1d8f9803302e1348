// The document shown before the page: ask until the server is ready, then open the page at the same address.
const warm = document.querySelector(".warm[data-phase]");
const words = JSON.parse(document.getElementById("credence-words").textContent);

function show(phase, title, text, hint) {
  if (document.getElementById("warm-words").textContent === text) return;
  warm.dataset.phase = phase;
  document.getElementById("warm-title").textContent = title;
  document.getElementById("warm-words").textContent = text;
  document.getElementById("warm-hint").textContent = hint;
}

async function look() {
  try {
    const response = await fetch("./status", { cache: "no-store" });
    const state = await response.json();
    if (state.status === "ready") {
      show("ready", words["warm.title"], words["warm.ready"], "");
      location.reload();
      return;
    }
    if (state.status === "failed") show("failed", words["warm.failed"], `${state.message} ${state.remedy}`, words["warm.retry"]);
    else show("warming", words["warm.title"], state.message || words["warm.text"], "");
  } catch {
    show("failed", words["warm.title"], words["warm.offline"], "");
  }
  setTimeout(look, 400);
}

if (warm) look();
