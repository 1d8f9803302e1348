"""The page as Gradio blocks: four parts, one streaming event, a few server functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr
from gradio.events import api
from pydantic import ValidationError

from ingest.errors import CredenceError
from ui.desk import Desk, Payload
from ui.feedback import Keeper, NewFeedback
from ui.guide import Guide
from ui.page.components import part
from ui.settings import UiSettings
from ui.strings import say


def build_page(desk: Desk, guide: Guide, feedback: Keeper, settings: UiSettings) -> gr.Blocks:
    """Build the page over an open assistant."""
    functions = _Functions(desk, guide, feedback)
    page: gr.Blocks = gr.Blocks(title=say("page.title"), analytics_enabled=False, fill_width=True)
    with page:
        with gr.Row(elem_id="credence"):
            part("side", functions=(functions.facts_function(),))
            talk = part(
                "talk", events=("ask", "stop"), functions=functions.talk_functions(), limit=settings.max_question_chars
            )
            part("evidence")
        part("guide", functions=functions.guide_functions())

        def on_ask(event: gr.EventData, request: gr.Request) -> Iterator[Payload]:
            yield from desk.ask(event._data or {}, _address(request))

        asking = talk.ask(
            on_ask,
            outputs=talk,
            show_progress="hidden",
            trigger_mode="multiple",
            concurrency_limit=settings.concurrency,
            concurrency_id="ask",
            api_visibility="private",
        )
        talk.stop(None, cancels=[asking], queue=False, api_visibility="private")
        api(_ask_api(desk), api_name="ask", concurrency_id="ask", concurrency_limit=settings.concurrency)
    page.queue(max_size=settings.max_waiting, default_concurrency_limit=settings.concurrency)
    return page


def _ask_api(desk: Desk) -> Any:
    def ask(
        question: str, history: list[dict[str, str]], forget: list[str], request: gr.Request
    ) -> Iterator[dict[str, Any]]:
        """Answer a question for `gradio_client`: the same payloads that the page receives."""
        yield from desk.ask({"question": question, "history": history, "forget": forget}, _address(request))

    return ask


def _address(request: gr.Request | None) -> str:
    client = request.client if request is not None else None
    return client.host if client is not None else "unknown"


@dataclass(frozen=True, slots=True)
class _Functions:
    """What the page's script may call besides asking; plain functions, because Gradio marks them."""

    desk: Desk
    guide: Guide
    feedback: Keeper

    def facts_function(self) -> Any:
        def facts(_data: object = None) -> dict[str, Any]:
            return self.guide.facts(date.today())

        return facts

    def talk_functions(self) -> tuple[Any, ...]:
        def restore(turns: list[dict[str, Any]]) -> list[Payload]:
            return self.desk.restore(turns)

        def feedback(data: dict[str, Any]) -> dict[str, bool]:
            try:
                self.feedback.add(NewFeedback.model_validate(data))
            except (ValidationError, OSError, CredenceError):
                return {"kept": False}
            return {"kept": True}

        return (restore, feedback)

    def guide_functions(self) -> tuple[Any, ...]:
        def topics(_data: object = None) -> str:
            return self.guide.topics()

        def states(_data: object = None) -> str:
            return self.guide.states()

        def document(data: dict[str, str]) -> str:
            return self.guide.document(str(data.get("document", "")))

        def section(data: dict[str, str]) -> str:
            return self.guide.section(str(data.get("document", "")), str(data.get("section", "")))

        def search(query: str) -> str:
            return self.guide.search(str(query))

        return (topics, states, document, section, search)
