"""`POST /api/ask`: a question with its history; the answer as JSON, or piece by piece as server-sent events."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Header, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.types import Answer, Draft, Progress
from ui.api.problems import trouble_of
from ui.api.route import made_router
from ui.api.service import Question, Service, turns
from ui.api.text import Text

EVENTS = "text/event-stream"
STREAM_HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}
_EXAMPLES: dict[str, Any] = {
    "a question": {"value": {"question": "Can I moonlight on a J-1 visa?"}},
    "a follow-up": {
        "value": {
            "question": "And on an H-1B?",
            "history": [
                {"role": "user", "content": "Can I moonlight on a J-1 visa?"},
                {"role": "assistant", "content": "No. [1]"},
            ],
        }
    },
    "piece by piece": {"value": {"question": "What is the two-year rule?", "stream": True}},
}


class Message(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    content: Annotated[Text, Field(max_length=20_000)]


class Ask(BaseModel):
    """A question as the service takes it."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[Text, Field(min_length=1, max_length=20_000, description="What the reader asks now.")]
    history: list[Message] = Field(default=[], max_length=200, description="Earlier messages, oldest first.")
    forget: list[Annotated[Text, Field(max_length=200)]] = Field(
        default=[], max_length=50, description="Situation values that the reader took back, as `key=value`."
    )
    explain: bool = Field(default=False, description="List the passages that were found (not when streaming).")
    stream: bool = Field(default=False, description="Send progress, drafts and the answer as server-sent events.")


def router(service: Service) -> APIRouter:
    """The route of questions."""
    made = made_router("questions", 400, 413, 422, 429, 503)

    @made.post(
        "/api/ask",
        summary="Answer a question with the words it rests on",
        response_model=Answer,
        responses=described_stream("progress", "draft", "answer", "error"),
    )
    async def ask(
        body: Annotated[Ask, Body(openapi_examples=_EXAMPLES)],
        accept: Annotated[str, Header(include_in_schema=False)] = "",
    ) -> Response:
        """Answer as JSON, or as the events `progress`, `draft` and, last, `answer` or `error`.

        Events come with `stream`, or when `text/event-stream` is what the client accepts.
        """
        history = turns([(message.role, message.content) for message in body.history])
        question = Question(body.question, history, tuple(body.forget))
        if body.stream or accept.startswith(EVENTS):
            return await streamed(_events(service, question))
        answer = await service.answer(question, explain=body.explain)
        return JSONResponse(answer.to_dict())

    return made


def described_stream(*names: str) -> dict[int | str, dict[str, Any]]:
    """How the OpenAPI document describes a stream of events; without names the events carry only data."""
    properties: dict[str, Any] = {"data": {"type": "string", "contentMediaType": "application/json"}}
    if names:
        properties["event"] = {"type": "string", "enum": list(names)}
    event = {"type": "object", "properties": properties, "required": list(properties)}
    return {200: {"content": {EVENTS: {"schema": event}}}}


async def streamed(events: AsyncIterator[str]) -> Response:
    """A stream of events; a fault before the first one is still raised."""
    first = await anext(events)

    async def whole() -> AsyncIterator[str]:
        yield first
        async for event in events:
            yield event

    return StreamingResponse(whole(), media_type=EVENTS, headers=STREAM_HEADERS)


async def _events(service: Service, question: Question) -> AsyncIterator[str]:
    began = False
    try:
        async for piece in service.stream(question):
            yield _event(piece)
            began = True
    except Exception as fault:
        if not began:
            raise
        yield _sse("error", trouble_of(fault)[1].model_dump())


def _event(piece: Progress | Draft | Answer) -> str:
    match piece:
        case Progress(step):
            return _sse("progress", {"step": step})
        case Draft(text):
            return _sse("draft", {"text": text})
        case Answer():
            return _sse("answer", piece.to_dict())


def _sse(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
