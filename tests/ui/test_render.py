"""Text to HTML: nothing a text says becomes markup, and every quote is marked where it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ui
from assistant.types import Answer, AnswerWarning, Outcome, Reason, StatementKind, WarningKind
from ingest.types import Tier
from tests.ui.fakes import FakeAssistant
from tests.ui.reading import Reading, assert_harmless
from ui import markdown
from ui.evidence import evidence_html
from ui.html import Html, join, tag, text
from ui.links import Links
from ui.render import answer_html, draft_html, plain_text
from ui.strings import say, strings


@cache
def shared() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def assistant() -> FakeAssistant:
    return shared()


@settings(deadline=None)
@given(st.text())
def test_text_shows_exactly_itself(value: str) -> None:
    assert unescape(text(value)) == value
    assert not re.search(r"[<>\"']", text(value))


def test_join_escapes_what_is_not_html() -> None:
    assert join("<b>", Html("<i>")) == "&lt;b&gt;<i>"
    assert tag("p", "<b>", title='"x"', hidden=True, id=None) == '<p title="&quot;x&quot;" hidden>&lt;b&gt;</p>'


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_markdown_of_any_text_is_harmless(value: str) -> None:
    assert_harmless(markdown.to_html(value, lambda n: tag("a", str(n), href=f"#{n}")))
    assert_harmless(draft_html(value))


@pytest.mark.parametrize(
    "value",
    [
        "<script>x</script>",
        "[x](javascript:y)",
        "![x](https://e.example/p.png)",
        "<https://e.example>",
        "https://e.example",
    ],
)
def test_markdown_makes_no_links_pictures_or_tags(value: str) -> None:
    html = markdown.to_html(value, lambda n: Html(""))
    assert Reading(html).links == []
    assert unescape(re.sub(r"</?p>|\n", "", html)) == value


def test_markdown_lists_tables_emphasis_and_marks() -> None:
    source = "**One** fact. [1]\n\n- a [2]\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |"
    found = Reading(markdown.to_html(source, lambda n: tag("a", str(n), href=f"#{n}")))
    assert {"strong", "ul", "li", "table", "td"} <= found.tags
    assert found.links == ["#1", "#2"]


def test_flags_stand_behind_the_sentence_and_its_marks() -> None:
    flagged = markdown.flagged("One. [1] [2] Two. [3]", [("One.", 0), ("Two.", 1), ("Three.", 2)])
    html = markdown.to_html(flagged, lambda n: Html(f"<{n}>"), lambda n: Html(f"!{n}"))
    assert re.sub(r"\s", "", html) == "<p>One.<1><2>!0Two.<3>!1</p>"


def test_nobody_else_can_put_a_flag() -> None:
    forged = f"One. {markdown.FLAG_OPEN}0{markdown.FLAG_CLOSE}"
    html = markdown.to_html(markdown.flagged(forged, []), lambda n: Html(""), lambda n: Html("FLAG"))
    assert "FLAG" not in html


def test_answer_carries_marks_warnings_and_buttons(assistant: FakeAssistant) -> None:
    html = answer_html(assistant.ask("What is Conrad 30?"), "t1")
    assert_harmless(html)
    assert 'href="#e-t1-1"' in html
    assert "Changes often" in html
    assert html.count('id="w-t1-') == 2
    assert 'data-ask="What is closed to me until then?"' in html


def test_warnings_that_say_the_same_are_shown_once(assistant: FakeAssistant) -> None:
    answer = assistant.ask("Which papers?")
    twice = tuple(AnswerWarning(WarningKind.VOLATILE, "It moves.", (n,)) for n in (0, 1))
    html = answer_html(replace(answer, warnings=twice), "t1")
    assert html.count("It moves.") == 1
    assert html.index('class="flag') > html.index("A letter from every")


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("reason", [None, *Reason])
def test_every_outcome_and_reason_can_be_shown(assistant: FakeAssistant, outcome: Outcome, reason: Any) -> None:
    assert_harmless(answer_html(replace(assistant.ask("Ohio?"), outcome=outcome, reason=reason), "t1"))


@pytest.mark.parametrize("kind", list(WarningKind))
def test_every_warning_has_a_word(assistant: FakeAssistant, kind: WarningKind) -> None:
    warning = AnswerWarning(kind, "Look at it.", (0,))
    html = answer_html(replace(assistant.ask("Ohio?"), warnings=(warning,)), "t1")
    assert say(f"warning.{kind}") in html
    assert kind in {"volatile", "stale", "conflict", "secondary", "fallback", "index"}


@pytest.mark.parametrize("tier", list(Tier))
def test_every_tier_has_a_word(tier: Tier) -> None:
    assert say(f"tier.{tier}")
    assert say(f"tier.{tier}_hint")


@settings(deadline=None)
@given(st.text(min_size=1), st.text(), st.text())
def test_answer_of_any_text_is_harmless(words: str, publisher: str, warning: str) -> None:
    assistant = shared()
    answer = assistant.ask("What is Conrad 30?")
    hostile = replace(
        answer,
        text=words,
        options=(words,),
        follow_ups=(warning,),
        citations=tuple(replace(c, publisher=publisher, title=words, url=warning) for c in answer.citations),
        warnings=(AnswerWarning(WarningKind.CONFLICT, warning, (0,)),),
        statements=(replace(answer.statements[0], text=words, kind=StatementKind.MODEL),),
    )
    assert_harmless(answer_html(hostile, "t1"))
    assert_harmless(evidence_html(hostile, "t1", assistant.library, Links()))


def test_plain_text_is_the_statements_without_marks(assistant: FakeAssistant) -> None:
    answer = assistant.ask("What does Ohio ask for?")
    assert plain_text(answer) == answer.statements[0].text
    assert plain_text(replace(answer, statements=(), text="Hello.")) == "Hello."


def test_answer_survives_the_browser(assistant: FakeAssistant) -> None:
    from pydantic import TypeAdapter

    answer = assistant.ask("What is Conrad 30?")
    assert TypeAdapter(Answer).validate_python(answer.to_dict()) == replace(answer, passages=None)


def test_words_have_no_markup() -> None:
    assert not [key for key, words in strings().items() if "<" in words]


def test_every_word_is_used_and_every_used_word_exists() -> None:
    folder = Path(ui.__file__).parent
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".js", ".html")]
    source = "".join(path.read_text("utf-8") for path in files)
    made = ("answer.", "tier.", "warning.", "topic.", "example.")
    unused = [key for key in strings() if key not in source and f"${key.replace('.', '_')}" not in source]
    assert not [key for key in unused if not key.startswith(made)]
    assert set(re.findall(r'say\("([a-z_.]+)"', source)) <= set(strings())
