"""Text from readers, documents and storage that tries to become markup, script or a request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.ui.attacks import hostile_lines, put_through, sample
from tests.ui.conftest import served
from tests.ui.fakes import FakeAssistant
from ui.settings import UiSettings

pytestmark = pytest.mark.browser

QUESTIONS = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "<svg/onload=window.hacked=1><iframe srcdoc='<script>parent.hacked=1</script>'>",
    "</div></article><h1>Broken out</h1><style>*{display:none}</style>",
    "![pixel](https://evil.example/p.png) [click](javascript:window.hacked=1)",
    "`${window.hacked = 1}` ${window.hacked = 1} {{constructor.constructor('window.hacked=1')()}}",
    "{\ue0000\ue000} {\ue00099\ue000} [1] [999] [-1]",
    "<gradio-app></gradio-app><base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example'>",
    "x" * 1500,
    "Z̸̢̛a̴l̵g̶o̷" * 60 + "\u202e reversed \u202c",
    "NUL \x00 and \x1b[31m bell \x07 \ufffe \ud7ff",
    '\'; DROP TABLE feedback; -- " onmouseover=window.hacked=1 x="',
]
SAMPLE = 60
GENTLE = """() => [window.hacked,
    document.querySelectorAll('.turn script, .turn iframe, .turn img, .turn style, base').length]"""


@pytest.mark.parametrize("width", [1280, 360])
def test_hostile_questions(visits: Any, width: int) -> None:
    window = visits(width).open()
    page = window.page
    for question in QUESTIONS:
        page.evaluate("document.querySelector('[data-act=new]').click()")
        turn = window.ask(question)
        shown = turn.locator(".bubble").evaluate("node => node.textContent")
        assert shown == question.strip().replace("\r\n", "\n")
    hacked, elements = page.evaluate(GENTLE)
    assert hacked is None
    assert elements == 1, "only Gradio's own base element"
    window.check("hostile")
    page.reload()
    page.wait_for_selector("#past li", state="attached")
    assert page.locator("#past li").count() == len(QUESTIONS), "titles are text as well"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["garak", "deepset", "blns"])
def test_hostile_lines_from_a_folder(visits: Any, name: str, width: int) -> None:
    folder = os.environ.get("ATTACKS")
    if not folder:
        pytest.skip("ATTACKS names no folder with more hostile lines")
    lines = sample(hostile_lines(Path(folder))[name], SAMPLE)
    window = visits(width).open()
    assert put_through(window, lines) > 0.9 * len(lines)
    window.shot(f"hostile-{name}")


def test_hostile_document(visits: Any) -> None:
    window = visits().open()
    turn = window.ask("How long is the Step 3 exam?")
    page = window.page
    assert "<script>window.hacked = 1</script>" in turn.inner_text()
    assert "[a link](https://evil.example/x)" in page.locator(".ev .text").inner_text()
    page.locator(".ev [data-section]").click()
    page.wait_for_selector("#guide .reading")
    assert page.locator("#guide .reading a").count() == 0, "no source, no link"
    assert page.evaluate("window.hacked") is None
    window.check("hostile-document")


def test_tampered_storage_cannot_bring_links_or_markup(visits: Any) -> None:
    window = visits().open()
    page = window.page
    window.ask("What is Conrad 30?")
    page.evaluate(
        """() => { const key = Object.keys(localStorage).find(k => k.startsWith('credence.conversation.'));
        const kept = JSON.parse(localStorage[key]); const c = kept.turns[0].answer.citations[0];
        c.official_url = 'javascript:window.hacked=1'; c.url = 'https://evil.example/';
        c.publisher = '<img src=x onerror=window.hacked=1>';
        kept.turns[0].answer.text += '<img src=y onerror=window.hacked=1>';
        kept.turns.push({id: 'x" onclick="', question: 'broken', answer: {nonsense: true}});
        localStorage[key] = JSON.stringify(kept) }"""
    )
    window.open()
    page.locator("#past .open").click()
    page.wait_for_selector(".ev")
    assert page.locator(".ev footer a").count() == 0, "links lead only to the corpus's sources"
    assert "<img src=x" in page.locator(".ev .who").inner_text()
    assert page.evaluate("window.hacked") is None


def test_policy_blocks_what_gradio_does_not_need(visits: Any, tmp_path: Any) -> None:
    with served(UiSettings(home=tmp_path), FakeAssistant()) as site:
        window = visits(url=site.url).open()
        page = window.page
        blocked = page.evaluate(
            """async () => { const script = document.createElement('script'); script.textContent = 'window.inline = 1';
            document.head.append(script);
            const fetched = await fetch('https://evil.example/').then(() => 'went out', () => 'blocked');
            return [window.inline, fetched] }"""
        )
        assert blocked == [None, "blocked"]
        assert window.foreign == [], "the policy stopped it before it became a request"
        window.errors.clear()
