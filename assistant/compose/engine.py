"""Engines: what composes an answer from passages. Both pass through the same verification."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.compose.arithmetic.drafts import asked_of, rules_of, with_computed
from assistant.compose.extractive import compose, plain
from assistant.compose.types import Draft
from assistant.compose.units import choices_of, row_sentence
from assistant.precedence import same_words
from assistant.query import Query
from assistant.retrieve import Passage
from assistant.types import AnswerWarning, StatementKind
from assistant.verify import check_statement
from assistant.verify.computed import check_computed
from ingest.index import Index


@dataclass(frozen=True, slots=True)
class Composed:
    """The verified drafts of an answer so far, and what the receipt says about how they came."""

    drafts: tuple[Draft, ...]
    engine: str
    warnings: tuple[AnswerWarning, ...] = ()
    receipt: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> Composed:
        """No drafts yet."""
        return cls((), "extractive")


class Engine(Protocol):
    """Composes verified drafts."""

    @property
    def name(self) -> str:
        """The engine's name in answers."""

    def compose(self, query: Query, passages: Sequence[Passage], index: Index, before: Composed) -> Iterator[Composed]:
        """Add this question's drafts to those of earlier parts; yields after each verified one."""


def verified(draft: Draft, query: Query | None = None) -> bool:
    """Whether a draft may be shown: a bare verdict, words that its evidence carries, or a sum that comes out again."""
    if draft.kind is StatementKind.VERDICT:
        return True
    if draft.kind is StatementKind.COMPUTED:
        return query is not None and not check_computed(draft.text, rules_of(draft.evidence), asked_of(query))
    quotes = [evidence.text for evidence in draft.evidence]
    if draft.kind is StatementKind.QUOTED and (_verbatim(draft.text, quotes) or _cells_of(draft.text, quotes)):
        return True
    return bool(quotes) and not check_statement(draft.text, quotes)


def _verbatim(text: str, quotes: Sequence[str]) -> bool:
    """Whether a statement is one of its quotes, Markdown emphasis and links aside."""
    return any(text in (quote, plain(quote)) for quote in quotes)


def _cells_of(text: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence made of a table row holds nothing but cells of the header and of that row."""
    if len(quotes) != 2:
        return False
    header, row = quotes
    return any(text == row_sentence(header, row, visas) for visas in choices_of(header))


def _said(draft: Draft) -> str:
    """What is not said twice, also when two documents say it; equal items of two lists are two things."""
    last = draft.evidence[-1]
    return f"{last.passage.key} {last.start}" if draft.item else same_words(last.text)


@dataclass(frozen=True, slots=True)
class ExtractiveEngine:
    """The guidance's own sentences; needs no model and no network."""

    name: str = "extractive"

    def compose(self, query: Query, passages: Sequence[Passage], index: Index, before: Composed) -> Iterator[Composed]:
        """Quote the units that answer."""
        drafts = list(before.drafts)
        shown = {_said(draft) for draft in drafts if draft.evidence}
        dropped = 0
        for draft in with_computed(query, passages, index, compose(query, passages, index)):
            if draft.evidence and _said(draft) in shown:
                continue
            if not verified(draft, query):
                dropped += 1
                continue
            if draft.kind is StatementKind.VERDICT and before.drafts:
                continue
            drafts.append(draft)
            if draft.evidence:
                yield Composed(tuple(drafts), self.name, before.warnings, {"dropped": dropped})
