"""What a chat model is given to answer from, and what its sentences are held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.compose.extractive import WITHIN_BEST, compose
from assistant.compose.tokens import TokenMap
from assistant.compose.types import Draft, Scored
from assistant.compose.units import score_units
from assistant.query import Query
from assistant.retrieve import Passage
from assistant.route import route_by_rules
from assistant.types import Reason, StatementKind
from ingest.index import Index

MOST_PASSAGES = 6
OFF_QUESTION = 0.55
"""A unit of another section that scores this much below the best one is beside the question (another visa, stage)."""


@dataclass(frozen=True, slots=True)
class Material:
    """A question's passages under their tokens, with their units scored for the question.

    `verdict` is the recorded one, as the extractive engine would show it.
    """

    query: Query
    index: Index
    tokens: TokenMap
    units: Mapping[str, tuple[Scored, ...]]
    best: float
    verdict: Draft | None

    @classmethod
    def gather(cls, query: Query, passages: Sequence[Passage], index: Index) -> Material:
        """Take the best passages; units that speak to a program instead of a reader stay out."""
        usable = [p for number, p in enumerate(passages) if number == 0 or not p.section.not_covered]
        tokens = TokenMap.draw(usable[:MOST_PASSAGES])
        units = {
            token: tuple(scored for scored in score_units(passage, query, index) if not _instructs(scored.text))
            for token, passage in tokens.passages.items()
        }
        best = max((scored.score for own in units.values() for scored in own), default=0.0)
        recorded = (draft for draft in compose(query, passages, index) if draft.kind is StatementKind.VERDICT)
        return cls(query, index, tokens, units, best, next(recorded, None))

    def shown(self) -> dict[str, list[str]]:
        """What the model sees of each passage: its headings, then its units."""
        return {
            token: [self.tokens.passages[token].row.chunk.context, *(scored.text for scored in own)]
            for token, own in self.units.items()
            if own
        }

    def named(self, tokens: Sequence[str]) -> Iterator[Scored]:
        """The units of the passages that a sentence names."""
        for token in tokens:
            yield from self.units[token]

    def is_close(self, scored: Scored) -> bool:
        """Whether a unit is about the question: of the best passage's section, or not far below the best unit."""
        return self._of_first(scored) or scored.score >= self.best - OFF_QUESTION

    def answers(self, scored: Scored) -> bool:
        """Whether a unit answers the question: near the best, and where yes or no is said, of its section."""
        return scored.score >= self.best - WITHIN_BEST and (self.verdict is None or self._of_first(scored))

    def _of_first(self, scored: Scored) -> bool:
        return scored.passage.key == next(iter(self.tokens.passages.values())).key


def _instructs(text: str) -> bool:
    return route_by_rules(text) is Reason.HOSTILE
