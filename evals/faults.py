"""The seeded faults: every stage of the program, and facts of the corpus, each broken in one way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from assistant.features import NAMES
from assistant.retrieve import Passage
from assistant.route import Routed
from assistant.types import Citation, Reason, Statement
from ingest.errors import InputError

PIPELINE = "assistant.pipeline"
SEARCH = "assistant.search"
REPLY = "assistant.reply"


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to break the program: replacements of attributes by dotted path, each made from what it replaces."""

    name: str
    breaks: str
    replacements: dict[str, Callable[[Any], Any]]

    @contextmanager
    def injected(self) -> Iterator[None]:
        """Put the fault in place.

        Raises:
            InputError: what it replaces is gone; the fault has to follow the code.
        """
        with ExitStack() as stack:
            for path, make in self.replacements.items():
                try:
                    patcher = patch(path)
                    original = patcher.get_original()[0]
                    stack.enter_context(patch(path, make(original)))
                except (AttributeError, ImportError) as error:
                    raise InputError(f"The fault {self.name} finds no {path}.", "Follow the code.") from error
            yield


@dataclass(frozen=True, slots=True)
class CorpusFault:
    """A wrong fact: in `document` (a path in the corpus) `old` is replaced by `new`, wherever it stands."""

    name: str
    document: str
    old: str
    new: str

    def apply(self, corpus: Path) -> None:
        """Change the copy of the corpus.

        Raises:
            InputError: the words are not there any more.
        """
        path = corpus / self.document
        text = path.read_text("utf-8") if path.is_file() else ""
        if self.old not in text:
            raise InputError(f"The fault {self.name} finds no {self.old!r} in {self.document}.", "Follow the corpus.")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8", newline="\n")


def _always(value: Any) -> Callable[[Any], Any]:
    """A replacement that ignores what it replaces."""
    return lambda original: value


def _returning(value: Any) -> Callable[[Any], Any]:
    """A replacement by a function that always returns `value`."""
    return lambda original: lambda *args, **named: value


def _then(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A replacement by the same function with its result changed."""
    return lambda original: lambda *args, **named: change(original(*args, **named))


def _next_number(match: re.Match[str]) -> str:
    return str(int(match.group()) + 1)


def _drafts(change: Callable[[str], str]) -> Callable[[Any], Any]:
    return _then(lambda drafts: [replace(draft, text=change(draft.text)) for draft in drafts])


def _upside_down(found: Sequence[Passage]) -> list[Passage]:
    return [replace(passage, score=-passage.score) for passage in found][::-1]


def _chunk_vector_only(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray([float(name == "chunk") for name in NAMES], dtype=weights.dtype)


_Cited = tuple[tuple[Statement, ...], tuple[Citation, ...]]


def _citations(change: Callable[[Citation], Citation]) -> Callable[[Any], Any]:
    def changed(cited: _Cited) -> _Cited:
        return cited[0], tuple(change(citation) for citation in cited[1])

    return _then(changed)


def _first_quote_for_all(cited: _Cited) -> _Cited:
    statements = tuple(replace(s, citations=(1,) if s.citations else ()) for s in cited[0])
    return statements, tuple(cited[1])


_UNVERIFIED = {"assistant.compose.engine.verified": _returning(True)}
FAULTS: tuple[Fault, ...] = (
    Fault("retrieval-upside-down", "retrieval", {f"{SEARCH}.retrieve": _then(_upside_down)}),
    Fault(
        "retrieval-by-chunk-vector-only",
        "retrieval",
        {"assistant.retrieve.ranking_weights": _then(_chunk_vector_only)},
    ),
    Fault("second-best-first", "ranking", {f"{SEARCH}.retrieve": _then(lambda found: [*found[1:2], *found[2:]])}),
    Fault("no-veto", "ranking", {"assistant.rank.is_vetoed": _returning(False)}),
    Fault(
        "conversation-forgotten",
        "condensing",
        {f"{PIPELINE}.condense": lambda condense: lambda question, history, forget=(): condense(question, (), forget)},
    ),
    Fault(
        "everything-allowed",
        "routing",
        {
            f"{PIPELINE}.route_by_rules": _returning(None),
            f"{SEARCH}.route_by_rules": _returning(None),
            "assistant.route.Router.route": _returning(Routed(Reason.OFF_TOPIC, -1.0, 0.0)),
        },
    ),
    Fault("everything-off-topic", "routing", {f"{SEARCH}.route_by_rules": _returning(Reason.OFF_TOPIC)}),
    Fault("always-sure", "deciding", {"assistant.confidence.ANSWER": _always(0.0)}),
    Fault("never-sure", "deciding", {"assistant.confidence.ANSWER": _always(1.1)}),
    Fault("never-asks-back", "deciding", {f"{REPLY}.clarify": _returning(None)}),
    Fault(
        "numbers-changed-unverified",
        "verification",
        {
            **_UNVERIFIED,
            "assistant.compose.engine.compose": _drafts(lambda text: re.sub(r"\b\d+\b", _next_number, text)),
        },
    ),
    Fault(
        "negation-dropped-unverified",
        "verification",
        {
            **_UNVERIFIED,
            "assistant.compose.engine.compose": _drafts(lambda text: re.sub(r"\b(?:not|cannot|no)\b ?", "", text)),
        },
    ),
    Fault(
        "verdicts-turned-round",
        "verification",
        {
            **_UNVERIFIED,
            "assistant.compose.engine.compose": _drafts(lambda text: {"Yes.": "No.", "No.": "Yes."}.get(text, text)),
        },
    ),
    Fault(
        "offsets-shifted",
        "citing",
        {f"{REPLY}.cite": _citations(lambda c: replace(c, start=c.start + 1, end=c.end + 1))},
    ),
    Fault("one-quote-for-all", "citing", {f"{REPLY}.cite": _then(_first_quote_for_all)}),
    Fault("dates-lost", "dating", {f"{REPLY}.cite": _citations(lambda c: replace(c, as_of=None))}),
    Fault("warnings-lost", "dating", {f"{REPLY}.warnings_for": _returning(())}),
)
CORPUS_FAULTS: tuple[CorpusFault, ...] = (
    CorpusFault("corpus-number", "exams/usmle-overview.md", "at most four attempts", "at most six attempts"),
    CorpusFault("corpus-negation", "visas/visas-j1.md", "strictly prohibits moonlighting", "allows moonlighting"),
    CorpusFault("corpus-years", "states/new-york.md", "3 years of accredited", "2 years of accredited"),
    CorpusFault("corpus-date", "residency/eras-season-and-fees.md", "Friday, 19 March 2027", "Friday, 12 March 2027"),
    CorpusFault("corpus-fee", "practice/dea-and-prescribing.md", "has been USD 888", "has been USD 731"),
)
