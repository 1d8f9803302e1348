"""The long conversations: they rest on the guidance, their halves are apart, and turns are judged in their place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.service import Assistant
from assistant.settings import AssistantSettings
from evals.talks import judge, read_talks, table
from evals.tuning.pools import guidance
from ingest.types import Document

TALK = {
    "id": "t1",
    "turns": [
        {"ask": "How long can I stay on a J-1 visa?", "sections": ["visas#j1-length"]},
        {"ask": "and can I moonlight on it", "sections": ["visas#j1-moonlighting"]},
        {"ask": "What is the fee for Step 3?", "sections": ["visas#j1-length"]},
    ],
}


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return guidance()


@pytest.fixture(scope="module")
def small(small_home) -> Iterator[Assistant]:
    opened = Assistant.open(AssistantSettings(home=small_home))
    yield opened
    opened.close()


def test_every_section_exists_and_no_recorded_question_is_asked(documents: list[Document]) -> None:
    sections = {f"{document.id}#{section.id}": section for document in documents for section in document.sections}
    recorded = {q.ask.lower() for section in sections.values() for q in section.questions}
    turns = [turn for split in ("dev", "report") for talk in read_talks(split) for turn in talk["turns"]]
    assert len(turns) >= 590
    assert {name for turn in turns for name in turn["sections"]} <= set(sections)
    assert not [turn["ask"] for turn in turns if turn["ask"].lower() in recorded]


def test_the_halves_share_no_conversation() -> None:
    dev, report = ({talk["id"] for talk in read_talks(split)} for split in ("dev", "report"))
    assert len(dev) == len(report) == 50
    assert not dev & report


def test_turns_are_judged_where_they_stand(small: Assistant) -> None:
    judged = list(judge(small, [TALK]))
    assert [(one.number, one.among(1), one.cited) for one in judged] == [
        (0, True, True),
        (1, True, True),
        (2, False, False),
    ]
    assert "t1.3 What is the fee for Step 3?" in str(judged[2])
    first, later = table(judged).splitlines()[2:]
    assert first.startswith("| first (1) | 100.0% | 100.0% | 100.0% | 0.0% |")
    assert later.startswith("| later (2) | 50.0% |")
