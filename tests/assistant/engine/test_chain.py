"""Credence as a LangChain runnable and retriever."""

from __future__ import annotations

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableLambda

from assistant import GuidanceRetriever, answer_chain
from assistant.service import Assistant
from assistant.types import Answer, Draft, Progress
from ingest.errors import InputError

LENGTH = "How many years can a J-1 visa last?"
STEP = "How many attempts at USMLE Step 1 are allowed?"


def test_the_chain_gives_the_assistants_answer(extractive: Assistant) -> None:
    assert answer_chain(extractive).invoke({"question": LENGTH}).text == extractive.ask(LENGTH).text


@pytest.mark.parametrize(
    "history",
    [
        [("human", "Tell me about the J-1 visa."), ("ai", "What about it?")],
        [
            {"role": "user", "content": "Tell me about the J-1 visa."},
            {"role": "assistant", "content": "What about it?"},
        ],
        [SystemMessage("Be brief."), HumanMessage("Tell me about the J-1 visa."), AIMessage("What about it?")],
    ],
    ids=["tuples", "dicts", "messages"],
)
def test_history_in_any_form_resolves_a_follow_up(history: list[object], extractive: Assistant) -> None:
    answer = answer_chain(extractive).invoke({"question": "How many years can it last?", "history": history})
    assert "J-1" in answer.standalone_question


def test_batch_answers_in_order(extractive: Assistant) -> None:
    answers = answer_chain(extractive).batch([{"question": LENGTH}, {"question": STEP}])
    assert [answer.question for answer in answers] == [LENGTH, STEP]
    assert "four attempts" in answers[1].text


def test_the_stream_ends_in_the_answer(extractive: Assistant) -> None:
    items = list(answer_chain(extractive).stream({"question": LENGTH}))
    assert isinstance(items[0], Progress)
    assert any(isinstance(item, Draft) for item in items)
    assert [isinstance(item, Answer) for item in items].index(True) == len(items) - 1


def test_it_composes_and_is_traced(extractive: Assistant) -> None:
    class Seen(BaseCallbackHandler):
        names: list[str] = []

        def on_chain_start(self, serialized, inputs, **kwargs):
            self.names.append(kwargs["name"])

    found = (answer_chain(extractive) | RunnableLambda(Answer.to_dict)).invoke(
        {"question": LENGTH}, {"callbacks": [Seen()]}
    )
    assert found["citations"][0]["section"] == "j1-length"
    assert "AnswerChain" in Seen.names


@pytest.mark.parametrize("given", [{}, {"question": None}, {"question": LENGTH, "history": [42]}], ids=str)
def test_what_is_no_question_is_an_input_error(given: dict[str, object], extractive: Assistant) -> None:
    with pytest.raises(InputError):
        answer_chain(extractive).invoke(given)  # type: ignore[arg-type]


def test_the_retriever_gives_the_stored_words(extractive: Assistant) -> None:
    documents = GuidanceRetriever(assistant=extractive, k=3).invoke(LENGTH)
    assert 1 <= len(documents) <= 3
    scores = [document.metadata["score"] for document in documents]
    assert scores == sorted(scores, reverse=True)
    best = documents[0].metadata
    assert (best["document"], best["section"], best["publisher"]) == ("visas", "j1-length", "Department of State")
    for document in documents:
        place = document.metadata
        assert extractive.library.text(place["document"])[place["start"] : place["end"]] == document.page_content


def test_the_retriever_refuses_an_empty_query(extractive: Assistant) -> None:
    with pytest.raises(InputError):
        GuidanceRetriever(assistant=extractive).invoke("  ")
