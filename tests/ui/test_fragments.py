"""Sections, evidence and the guide as HTML: quotes are marked, links lead only to sources, nothing becomes markup."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ui.fakes import FakeAssistant
from tests.ui.reading import Reading, assert_harmless
from ui.evidence import evidence_html, is_current
from ui.examples import examples
from ui.guide import Guide
from ui.links import Links, host
from ui.section import Quote, section_html
from ui.strings import say


@cache
def shared() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def assistant() -> FakeAssistant:
    return shared()


@pytest.mark.parametrize(("document", "section"), [("visas-j1", "conrad-30"), ("state-licenses", "compared")])
def test_section_shows_its_units_and_marks_each_quote(assistant: FakeAssistant, document: str, section: str) -> None:
    source, found = assistant.library.text(document), assistant.library.section(document, section)
    quotes = [Quote(n, unit.start, unit.end) for n, unit in enumerate(found.units, 1)]
    html = section_html(source, found, quotes)
    assert_harmless(html)
    for quote in quotes:
        marked = re.findall(f'<mark data-n="{quote.number}">(.*?)</mark>', html)
        joined = " ".join(re.sub(r"[|\s]+", " ", source[quote.start : quote.end]).split())
        assert " ".join(unescape(" ".join(marked)).split()) == joined


@settings(deadline=None)
@given(st.data())
def test_any_span_is_marked_and_no_word_is_lost(data: Any) -> None:
    assistant = shared()
    source = assistant.library.text("visas-j1")
    section = assistant.library.section("visas-j1", "conrad-30")
    start = data.draw(st.integers(section.start, section.end - 1))
    end = data.draw(st.integers(start + 1, section.end))
    html = section_html(source, section, [Quote(1, start, end), Quote(2, section.start, section.end)])
    assert Reading(html).words == source[section.start : section.end]
    first = re.findall(r'<mark data-n="1[^"]*">(.*?)</mark>', html)
    assert "".join("".join(map(unescape, first)).split()) == "".join(source[start:end].split())


def test_evidence_of_an_older_generation_keeps_the_quoted_words() -> None:
    assistant = FakeAssistant()
    answer = assistant.ask("Must I go home?")
    assistant.library.revise("visas-j1", "two years in total", "three years in total")
    html = evidence_html(answer, "t1", assistant.library, Links())
    assert not is_current(answer, assistant.library)
    assert "two years in total" in html
    assert "three years" not in html
    assert say("evidence.part") in html


def test_links_lead_only_to_sources(assistant: FakeAssistant) -> None:
    links = Links()
    assert links.allowed(assistant.library, "https://www.uscis.gov/conrad-30")
    for url in ("https://evil.example/", "javascript:alert(1)", "https://www.uscis.gov/conrad-30/..", "//x", None):
        assert links.allowed(assistant.library, url) is None
    assert host("https://www.ecfmg.org/x") == "ecfmg.org"
    assert host("http://[broken") is None


def test_guide_fragments_are_harmless(assistant: FakeAssistant) -> None:
    guide = Guide(assistant, Links())  # type: ignore[arg-type]
    fragments = [guide.topics(), guide.states(), guide.search("conrad <b>"), guide.search("zzz")]
    for document in assistant.library.documents():
        fragments.append(guide.document(document.id))
        fragments += [guide.section(document.id, section.id) for section in assistant.library.sections(document.id)]
    for fragment in fragments:
        assert_harmless(fragment)
    assert say("guide.missing") in guide.section("visas-j1", "gone")
    assert say("guide.missing") in guide.document("gone")


def test_guide_facts(assistant: FakeAssistant) -> None:
    facts = Guide(assistant, Links()).facts(date(2026, 11, 22))  # type: ignore[arg-type]
    assert (facts["topics"], facts["sections"], facts["due"], facts["reviewed"]) == (3, 8, 1, "2 Oct 2026")
    assert len(facts["examples"]) == 8


def test_eight_examples_for_any_corpus(assistant: FakeAssistant) -> None:
    found = examples(assistant.library)  # type: ignore[arg-type]
    assert len({example["question"] for example in found}) == len(found) == 8
