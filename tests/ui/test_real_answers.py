"""The page over the real assistant and real guidance: a question, its follow-up, an opened citation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import Site, served
from tests.ui.library import GUIDANCE
from ui.settings import UiSettings

pytestmark = pytest.mark.browser
VISAS = Path(__file__).parents[2] / "corpus" / "visas"
DOCUMENTS = ("visas-o1.md", "visas-j1.md", "visas-overview.md")
FIRST_WORDS_MS = 500


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    from assistant import Assistant, AssistantSettings
    from ingest.pipeline import ingest

    home = tmp_path_factory.mktemp("real")
    settings = AssistantSettings(home=home)  # type: ignore[call-arg]
    ingest([*(VISAS / name for name in DOCUMENTS), GUIDANCE / "plain.md"], settings)
    assistant = Assistant.open(settings)
    assistant.ask("What is an O-1 visa?")
    with served(UiSettings(home=home), assistant) as site:  # type: ignore[arg-type]
        yield site


def test_o1_question_follow_up_and_citation(visits: Any, real: Site) -> None:
    window = visits(url=real.url).open()
    page = window.page
    turn = window.ask("What does an O-1 visa ask of a physician?")
    assert "O-1" in turn.locator(".words").inner_text()
    turn = window.ask("and how long can I stay on it?")
    words = turn.locator(".words").inner_text()
    assert re.search(r"O-1.*(three|3) years", words, re.DOTALL), words
    turn.locator("a.n").first.click()
    card = page.locator(".ev.on")
    assert card.locator("mark.on").is_visible()
    quoted = " ".join(card.locator("mark.on").all_inner_texts())
    stored = [real.assistant.library.text(document.id) for document in real.assistant.library.documents()]
    assert any(quoted in text for text in stored), "the marked words stand in the stored document"
    assert card.locator("footer a").get_attribute("href").startswith("https://")
    assert re.search(r"as of \d{1,2} \w{3} \d{4}", card.inner_text())
    window.check("real-answer")


def test_hostile_document_through_the_whole_pipeline(visits: Any, real: Site) -> None:
    window = visits(url=real.url).open()
    page = window.page
    window.ask("How long is the Step 3 exam?")
    assert "<script>window.hacked = 1</script>" in page.locator(".ev .text").first.inner_text()
    assert page.locator(".ev footer a, .turn script, .turn img, .ev img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_first_words_of_a_warm_answer(visits: Any, real: Site, record_property: Any) -> None:
    window = visits(url=real.url).open()
    took = [first_words(window.page, question) for question in ("What is an O-1 visa?", "Who files it?", "How long?")]
    record_property("first_words_ms", took)
    assert min(took) < FIRST_WORDS_MS


def first_words(page: Any, question: str) -> float:
    """Milliseconds from sending a question until words are painted on the screen."""
    page.fill("#ask-field", question)
    took: float = page.evaluate(
        """() => new Promise(done => {
            const log = document.getElementById('log'), count = log.querySelectorAll('.turn').length;
            const began = performance.now();
            new MutationObserver((_, watch) => {
                const turn = log.querySelectorAll('.turn')[count];
                if (!turn?.querySelector('.words')) return;
                watch.disconnect();
                requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
            }).observe(log, {childList: true, subtree: true});
            document.getElementById('ask').requestSubmit() })"""
    )
    page.locator(".turn").last.locator(".acts").wait_for()
    return round(took)
