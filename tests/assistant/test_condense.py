"""Follow-ups become standalone questions from the reader's own words, and the name that answered "which state?"."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.condense import condense
from assistant.types import Turn
from ingest.names import find_names, names_of

QUESTIONS = st.sampled_from(
    [
        "What does an O-1 visa ask of a physician?",
        "and how long can I stay on it?",
        "What about New Jersey?",
        "H-1B?",
        "in Ohio",
        "I am on a J-1 visa in New York.",
        "How much is Step 2 CK?",
        "and Step 3?",
        "Is it required?",
        "thanks",
        "the second one",
        "what if I fail it twice",
        "Can I moonlight?",
        "and in Texas instead",
        "for Canadians",
        "Same for my wife?",
        "",
    ]
)
REPLIES = st.sampled_from(
    [
        "Which state do you have in mind?",
        "Florida and the H-4 visa are different. [1]",
        "Yes. See the TN visa in Alaska.",
    ]
)
HISTORIES = st.lists(st.tuples(QUESTIONS, REPLIES), max_size=4).map(
    lambda pairs: [turn for asked, said in pairs for turn in (Turn("user", asked), Turn("assistant", said))]
)


def standalone(*turns: str, reply: str = "Some answer. [1]") -> str:
    history = [turn for asked in turns[:-1] for turn in (Turn("user", asked), Turn("assistant", reply))]
    return condense(turns[-1], history).standalone


@given(QUESTIONS, HISTORIES)
def test_it_is_a_pure_function_of_the_conversation(question: str, history: list[Turn]) -> None:
    assert condense(question, history) == condense(question, tuple(history))


@given(QUESTIONS, HISTORIES)
def test_no_name_comes_in_that_the_reader_did_not_say(question: str, history: list[Turn]) -> None:
    said = {hit.name for turn in history if turn.role == "user" for hit in find_names(turn.content)}
    said |= {hit.name for hit in find_names(question)}
    query = condense(question, history)
    assert {hit.name for text in (query.standalone, *query.texts) for hit in find_names(text)} <= said
    assert {name for names in query.names.values() for name in names} <= said


@given(QUESTIONS, HISTORIES, st.lists(REPLIES, min_size=4, max_size=4))
def test_the_assistants_words_are_no_evidence(question: str, history: list[Turn], others: list[str]) -> None:
    """Only whether it asked something back counts, and the name that a question for one asked for."""
    replies = iter(others)
    said = [
        turn if turn.role == "user" else Turn("assistant", _same_end(turn.content, next(replies))) for turn in history
    ]
    assert replace(condense(question, said), turns=()) == replace(condense(question, history), turns=())


@pytest.mark.parametrize(
    ("asked", "reply", "kept"),
    [
        ("Which state lets graduates work as an assistant physician?", "Missouri has such a license. [1]", "Missouri"),
        ("Which visa suits a graduate who only watches?", "A B-1. [1]", "B-1"),
        ("Which state lets graduates work as an assistant physician?", "Missouri and Arkansas. [1]", None),
        ("Does some state let graduates work?", "Missouri has such a license. [1]", None),
        ("Which state lets graduates work?", "None; the H-1B needs a license. [1]", None),
    ],
)
def test_the_one_name_that_answers_a_question_for_it_is_kept(asked: str, reply: str, kept: str | None) -> None:
    query = condense("Does it turn into a full license later?", [Turn("user", asked), Turn("assistant", reply)])
    named = {name for names in names_of(query.standalone).values() for name in names}
    assert named == ({kept} if kept else set())


@given(QUESTIONS, HISTORIES)
def test_what_was_said_is_kept_apart_latest_first(question: str, history: list[Turn]) -> None:
    assert condense(question, history).turns == tuple(turn.content for turn in reversed(history))


def _same_end(before: str, after: str) -> str:
    return after.rstrip("?. ") + ("?" if before.endswith("?") else ".")


@example(
    "I am on a J-1 visa in New York.",
    [Turn("user", "What does an O-1 visa ask of a physician?"), Turn("assistant", "Which state do you have in mind?")],
)
@given(QUESTIONS, HISTORIES)
def test_every_name_of_the_turn_itself_is_kept(question: str, history: list[Turn]) -> None:
    query = condense(question, history)
    assert {hit.name for hit in find_names(question)} <= {hit.name for hit in find_names(query.standalone)}


def test_a_first_question_is_its_own_standalone_question() -> None:
    query = condense("What does an O-1 visa ask of a physician?", [])
    assert query.standalone == query.question == query.texts[0]
    assert (query.follow_up, query.before) == (False, None)


@pytest.mark.parametrize(
    ("turns", "names"),
    [
        (("What does an O-1 visa ask of a physician?", "and how long can I stay on it?"), {"visa": ["O-1"]}),
        (("How much is Step 2 CK?", "and Step 3?"), {"exam": ["Step 3"]}),
        (("How many years of residency does New York ask?", "What about New Jersey?"), {"state": ["New Jersey"]}),
        (("Can I moonlight on a J-1 visa?", "and H-1B?"), {"visa": ["H-1B"]}),
        (
            ("How many attempts at Step 3 does Ohio allow?", "and Texas?", "in Florida?"),
            {"exam": ["Step 3"], "state": ["Florida"]},
        ),
        (("Tell me about the J-1 visa.", "How long does it last?", "Can it be extended?"), {"visa": ["J-1"]}),
    ],
)
def test_a_follow_up_takes_what_it_leaves_unsaid(turns: tuple[str, ...], names: dict[str, list[str]]) -> None:
    assert names_of(standalone(*turns), "visa", "exam", "state") == names


def test_a_new_topic_takes_nothing_along() -> None:
    asked = "What is the fee for Step 1?"
    assert standalone("How long can I stay on a J-1 visa?", asked) == asked


def test_a_reply_to_a_question_back_completes_the_question() -> None:
    text = standalone(
        "How many years of residency do I need for a license?", "New Jersey", reply="Which state do you have in mind?"
    )
    assert names_of(text) == {"state": ["New Jersey"]}
    assert "years of residency" in text


def test_a_city_brings_its_state() -> None:
    assert names_of(standalone("How do I get a license in Houston?"), "state") == {"state": ["Texas"]}
    assert names_of(standalone("Is Albany, Georgia in Georgia?"), "state") == {"state": ["Georgia"]}


def test_what_was_taken_back_is_gone() -> None:
    history = [Turn("user", "I am on a J-1 visa.")]
    assert condense("Can I moonlight?", history).situation == {"visa": "J-1"}
    assert condense("Can I moonlight?", history, forget=["visa=J-1"]).situation == {}


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("How much is Step 1?", "and ERAS for 80 programs?"), "How much is ERAS for 80 programs?"),
        (("What is the pass mark of Step 3", "for OET?"), "What is the pass mark of OET"),
        (("How long can I stay on a J-1 visa?", "and ERAS"), "How long can I stay on a J-1 visa (ERAS)?"),
        (("What is Step 3?", "Do I need it for ERAS?"), "Do I need Step 3 for ERAS?"),
    ],
)
def test_one_thing_takes_the_place_of_another_in_a_short_question(turns: tuple[str, ...], expected: str) -> None:
    assert standalone(*turns) == expected


@pytest.mark.parametrize(
    "turn",
    [
        "I got a letter that says I violated exam rules. What happens now?",
        "My program signed a contract that covers five years of moonlighting. Is it legal?",
        "I failed Step 1 once and passed later. Is it over for me in surgery?",
    ],
)
def test_a_turn_with_its_own_story_stands_alone(turn: str) -> None:
    assert standalone("Can I drive to Canada on an expired J-1 visa stamp?", turn) == turn


@pytest.mark.parametrize("turn", ["Does that say more?", "Mine was in Manchester. Will the board take it?"])
def test_a_turn_that_points_back_does_not(turn: str) -> None:
    assert standalone("Which training does Florida accept?", turn) != turn


def test_a_name_that_answers_which_takes_the_topic_along() -> None:
    asked = ("Can I get a license without doing residency again?", "Which states?", "Tell me about Tennessee")
    assert standalone(*asked) == "Can I get a license without doing residency again (Tennessee)?"


@pytest.mark.parametrize(
    ("turn", "follows"),
    [
        ("I heard of an academy for doctors near Seattle, does it exist?", False),
        ("I finished five years ago, too old for it?", True),
        ("is it the same in Washington", True),
        ("My husband's college in Khartoum was burned in the war and is gone. How can they verify his diploma?", False),
    ],
)
def test_what_a_turn_tells_itself_is_not_looked_for_before_it(turn: str, follows: bool) -> None:
    history = [
        Turn("user", "How much time does Pennsylvania give for all Steps?"),
        Turn("assistant", "Seven years. [1]"),
    ]
    query = condense(turn, history)
    assert query.follow_up is query.leans is follows
    assert query.before
    if not follows:
        assert query.standalone == turn


def test_the_same_in_another_state_asks_the_question_of_that_state() -> None:
    asked = ("How much time does Pennsylvania give for all Steps?", "is it the same in Washington")
    assert standalone(*asked) == "How much time does Washington give for all Steps?"
