"""An office's documents beside the guidance: the stated precedence decides, and what differs is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import AssistantSettings
from assistant.types import Answer, WarningKind
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

OFFICE = {
    "fees": "# What we pay\n\n## Step 2 CK\n\nThe fee for USMLE Step 2 CK is $1,095, and the office pays half of it.\n",
    "library": "# Library\n\nThe hospital library lends every resident twelve books. Ask Ms. Ortiz for a locker.\n",
    "clinic": "# Visas\n\n## Moonlighting\n\nA physician on a J-1 visa may not moonlight in our clinic.\n",
}

Build = Callable[..., Assistant]


@pytest.fixture(scope="module")
def build(small_guidance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """Gives the assistant over the small guidance and an office's folder with its credence.yaml."""
    opened: list[Assistant] = []

    def call(stated: str = "") -> Assistant:
        work = tmp_path_factory.mktemp("beside")
        office = work / "office"
        office.mkdir()
        for name, text in OFFICE.items():
            (office / f"{name}.md").write_text(text, "utf-8")
        if stated:
            (office / "credence.yaml").write_text(stated, "utf-8")
        ingest([small_guidance, office], IngestSettings(home=work / "home"))
        opened.append(Assistant.open(AssistantSettings(home=work / "home")))
        return opened[-1]

    yield call
    for assistant in opened:
        assistant.close()


@pytest.fixture(scope="module")
def beside(build: Build) -> Assistant:
    return build()


def conflicts(answer: Answer) -> list[str]:
    return [warning.text for warning in answer.warnings if warning.kind is WarningKind.CONFLICT]


def test_the_offices_own_goes_first_and_the_other_number_is_a_warning(beside: Assistant) -> None:
    answer = beside.ask("What is the fee for Step 2 CK?")
    assert {citation.document for citation in answer.citations} == {"fees"}
    assert "$1,095" in answer.text
    assert "$1,020" not in answer.text
    (warning,) = conflicts(answer)
    assert "$1,020" in warning
    assert "The USMLE Steps" in warning


def test_a_stated_precedence_overrides_the_place(build: Build) -> None:
    answer = build("precedence: -1\n").ask("What is the fee for Step 2 CK?")
    assert {citation.document for citation in answer.citations} == {"exams"}
    assert "$1,095" not in answer.text
    assert "$1,095" in conflicts(answer)[0]


def test_where_both_agree_nothing_is_warned_of(beside: Assistant) -> None:
    answer = beside.ask("Can I moonlight on a J-1 visa?")
    assert answer.citations[0].document == "clinic"
    assert conflicts(answer) == []


@pytest.mark.parametrize("question", ["What is the fee for Step 3?", "How many attempts at a Step are allowed?"])
def test_what_the_office_does_not_say_is_answered_as_before(beside: Assistant, small: Assistant, question: str) -> None:
    assert beside.ask(question).citations[0].quote == small.ask(question).citations[0].quote


def test_words_of_two_documents_are_cited_once(beside: Assistant) -> None:
    answer = beside.ask("How many books does the hospital library lend? And who may borrow its books?")
    quotes = [citation.quote for citation in answer.citations]
    assert quotes.count("The hospital library lends every resident twelve books.") == 1
    assert answer.text.count("twelve books") == 1
