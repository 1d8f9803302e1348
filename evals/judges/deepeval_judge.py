"""Faithfulness and answer relevance by deepeval (https://deepeval.com), with any chat model that LangChain opens.

deepeval is an optional extra: `pip install 'credence-img[judge]'`. It is told to send no telemetry and to write no
files, and is asked for one metric after the other, so that a scripted model can stand in for the chat model.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from evals.judges.items import Item, Opinion
from ingest.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

QUIET = {"DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "DEEPEVAL_DISABLE_DOTENV": "1", "DEEPEVAL_FILE_SYSTEM": "READ_ONLY"}


def judge_with(chat: BaseChatModel) -> Callable[[Item], Opinion]:
    """A judge that asks `chat`.

    Raises:
        SettingsError: deepeval is not installed.
    """
    if find_spec("deepeval") is None:
        raise SettingsError(
            "Judging needs deepeval.", "Run `pip install 'credence-img[judge]'` in an environment of its own."
        )
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    metrics, test_case = import_module("deepeval.metrics"), import_module("deepeval.test_case")
    options: dict[str, Any] = {"model": _model(chat), "async_mode": False, "include_reason": False}

    def judge(item: Item) -> Opinion:
        case = test_case.LLMTestCase(input=item.question, actual_output=item.text, retrieval_context=list(item.quotes))
        faithful = metrics.FaithfulnessMetric(**options, penalize_ambiguous_claims=True)
        relevant = metrics.AnswerRelevancyMetric(**options)
        try:
            faithful.measure(case, _show_indicator=False)
            if not item.changed:
                relevant.measure(case, _show_indicator=False)
        except Exception as error:  # a model that is away or talks no JSON; the other answers are judged all the same
            return Opinion(None, None, fault=f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")
        reasons = [str(one.reason) for one in faithful.verdicts if one.verdict != "yes" and one.reason]
        return Opinion(faithful.score, relevant.score if not item.changed else None, " ".join(reasons))

    return judge


def _model(chat: BaseChatModel) -> Any:
    """`chat` as deepeval asks its models: a prompt goes in, text that holds JSON comes out."""
    base: Any = import_module("deepeval.models").DeepEvalBaseLLM

    class Chat(base):  # type: ignore[misc]
        def load_model(self) -> BaseChatModel:
            return chat

        def generate(self, prompt: str) -> str:
            return str(chat.invoke(prompt).text)

        async def a_generate(self, prompt: str) -> str:
            return self.generate(prompt)

        def get_model_name(self) -> str:
            return chat.get_name()

    return Chat()
