"""The extractive engine: whole sentences, the direct answer first, what belongs together kept together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.compose.extractive import MAX_WORDS, NEXT_PASSAGE, _first, plain
from assistant.compose.units import row_sentence, score_units
from assistant.condense import condense
from assistant.rank import rerank
from assistant.retrieve import retrieve
from assistant.service import Assistant
from assistant.types import Answer, Turn
from ingest.index import Index

QUESTIONS = [
    "How long can I stay on a J-1 visa?",
    "Must I go home for two years after a J-1 visa?",
    "What is the fee for Step 3?",
    "How many attempts at a USMLE Step are allowed?",
    "Which identification do I need at the test center?",
    "How many years of residency does Ohio ask?",
    "Who may borrow books from the hospital library?",
    "What is the fee for Step 2 CK and how long can I stay on an H-1B visa?",
]


def cited(answer: Answer) -> list[tuple[str, str]]:
    return [(citation.document, citation.section) for citation in answer.citations]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_is_the_text_of_its_quotes(small: Assistant, question: str) -> None:
    answer = small.ask(question)
    assert answer.outcome == "answered"
    quotes = {citation.number: " ".join(citation.quote.split()) for citation in answer.citations}
    for statement in answer.statements:
        if statement.kind == "quoted":
            assert plain(quotes[statement.citations[-1]]) == statement.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_more_than_the_question_needs(small: Assistant, question: str) -> None:
    assert sum(len(statement.text.split()) for statement in small.ask(question).statements) <= 1.5 * MAX_WORDS


def test_the_direct_answer_comes_first(small: Assistant) -> None:
    assert small.ask("How long can I stay on a J-1 visa?").statements[0].text == (
        "A J-1 visa for clinical training lasts at most seven years."
    )


def test_an_exception_stands_right_after_its_rule(small: Assistant) -> None:
    texts = [statement.text for statement in small.ask("What is the home rule of the J-1 visa?").statements]
    rule = next(number for number, text in enumerate(texts) if "must return home" in text)
    assert texts[rule + 1].startswith("A waiver removes")


def test_a_belief_is_met_with_its_correction(small: Assistant) -> None:
    answer = small.ask("I heard the two-year home rule no longer applies to physicians")
    assert "The two-year home rule still applies to every J-1 physician" in answer.text


def test_two_parts_are_both_answered(small: Assistant) -> None:
    answer = small.ask("What is the fee for Step 2 CK and how long can I stay on an H-1B visa?")
    assert {("exams", "step-2-ck-fee"), ("visas", "h1b-length")} <= set(cited(answer))


def test_a_list_comes_with_its_items(small: Assistant) -> None:
    text = small.ask("What must I bring to the exam day of a USMLE Step?").text
    assert "bring these papers" in text
    assert "the scheduling permit" in text
    assert "an unexpired passport" in text


def test_an_item_brings_its_stem(small: Assistant) -> None:
    answer = small.ask("Do I need a passport with a signature at the test center?")
    item = next(statement for statement in answer.statements if "passport" in statement.text)
    quotes = [citation.quote for citation in answer.citations if citation.number in item.citations]
    assert any("bring these papers" in quote for quote in quotes)


def test_a_leaning_sentence_brings_the_one_before(small: Assistant) -> None:
    text = small.ask("What does the hospital library ask for at the desk?").text
    assert text.index("The hospital library lends") < text.index("It asks for the resident badge")


def test_a_table_row_reads_as_a_sentence(small: Assistant) -> None:
    text = small.ask("How many lockers are on the second floor?").text
    assert "Second floor" in text
    assert "65 lockers" in text
    assert "|" not in text


def test_rows_and_emphasis_in_plain_words() -> None:
    assert row_sentence("| Floor | Lockers | Key |", "| First | 40 | |") == "First — Lockers: 40."
    header, row = "| Topic | J-1 | H-1B |", "| Longest stay | Seven years | Six years |"
    assert row_sentence(header, row, ["J-1"]) == "Longest stay — J-1: Seven years."
    assert row_sentence(header, row, ["H-4"]) == "Longest stay — J-1: Seven years; H-1B: Six years."
    assert plain("The **fee** is [here](https://example.org), _now_.") == "The fee is here, now."
    assert plain("a snake_case_name * 2") == "a snake_case_name * 2"


def test_who_asks_again_gets_what_was_left_out(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.compose.extractive.MAX_UNITS", 1)
    question = "Can I moonlight on a J-1 visa?"
    first = small.ask(question)
    again = small.ask(question, [Turn("user", question), Turn("assistant", first.text)])
    said = {citation.quote for citation in first.citations}
    assert {citation.quote for citation in again.citations} - said


def test_what_the_last_answer_said_is_said_again_where_nothing_is_new(small: Assistant) -> None:
    question = "Can I moonlight on an H-1B visa?"
    first = small.ask(question)
    again = small.ask(question, [Turn("user", question), Turn("assistant", first.text)])
    assert again.outcome == "answered"
    assert "second employer files a petition" in again.text


def test_the_next_passage_takes_over_where_the_last_answer_said_all_of_the_first(
    small: Assistant, small_index: Index
) -> None:
    question = "Can I moonlight on a J-1 visa?"
    query = condense(question, [Turn("user", question), Turn("assistant", "Yes.")])
    first, other = rerank(retrieve(query, small_index, small._model), query, small_index).passages[:2]
    told = replace(query, turns=(" ".join(unit.text for unit in score_units(first, query, small_index)),))
    for behind, expected in ((NEXT_PASSAGE, other), (NEXT_PASSAGE + 0.1, first)):
        near = replace(other, score=first.score - behind, features={**other.features, "ask": first.ask})
        chosen = _first([first, near], told, small_index)
        assert chosen is not None
        assert chosen.key == expected.key
    assert _first([first, replace(other, score=first.score)], query, small_index) is first
