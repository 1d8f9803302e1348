"""The real OpenAI client holds a conversation with Credence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.ui.conftest import Site

QUESTION: Any = {"role": "user", "content": "What is Conrad 30?"}


@pytest.fixture
def client(service: Site) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{service.url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def test_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["credence"]
    assert client.models.retrieve("credence").owned_by == "credence"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-9")


def test_a_conversation_with_citations(client: openai.OpenAI, service: Site) -> None:
    first = client.chat.completions.create(model="credence", messages=[QUESTION]).choices[0].message
    assert first.content is not None
    assert first.annotations
    for note in first.annotations:
        place, extra = note.url_citation, note.model_extra
        assert extra is not None
        citation = extra["credence"]
        assert first.content[place.start_index : place.end_index] == f"[{citation['number']}]"
        text = service.assistant.library.text(citation["document"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert " ".join(citation["quote"].split()) in first.content
    follow_up: Any = [
        {"role": "system", "content": "Say only yes."},
        QUESTION,
        {"role": "assistant", "content": first.content},
        {"role": "user", "content": [{"type": "text", "text": "And in Ohio?"}]},
    ]
    second = client.chat.completions.create(model="credence", messages=follow_up, temperature=0.9)
    asked, history, _ = service.assistant.asked[-1]
    assert second.model_extra is not None
    assert second.model_extra["credence"]["question"] == "And in Ohio?"
    assert "Say only yes." not in asked + "".join(turn.content for turn in history)


def test_a_stream_says_the_same(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="credence", messages=[QUESTION])
    chunks = list(client.chat.completions.create(model="credence", messages=[QUESTION], stream=True))
    assert len(chunks) > 3
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"
    assert len({chunk.id for chunk in chunks}) == 1
    marks = (deltas[-1].model_extra or {})["annotations"]
    notes = whole.choices[0].message.annotations or []
    assert [mark["url_citation"]["start_index"] for mark in marks] == [n.url_citation.start_index for n in notes]


def test_a_question_back_shows_its_options(client: openai.OpenAI) -> None:
    messages: Any = [{"role": "user", "content": "How many years of training do I need?"}]
    reply = client.chat.completions.create(model="credence", messages=messages).choices[0].message.content
    assert "- New York" in (reply or "").splitlines()


def test_faults_reach_the_client_as_its_own_errors(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        client.chat.completions.create(model="gpt-9", messages=[QUESTION])
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model="credence", messages=[{"role": "assistant", "content": "Hello"}])
    damaged: Any = [{"role": "user", "content": "damaged"}]
    with pytest.raises(openai.APIError, match="damaged"):
        list(client.chat.completions.create(model="credence", messages=damaged, stream=True))
