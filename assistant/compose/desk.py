"""The drafts of an answer that a chat model writes, in the order in which a reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from assistant.compose.account import Account
from assistant.compose.engine import verified
from assistant.compose.judge import Judged, judge
from assistant.compose.material import Material
from assistant.compose.parsing import Written
from assistant.compose.quotes import exception_of
from assistant.compose.types import Draft
from assistant.types import StatementKind

MOST_STATEMENTS = 7
MOST_WORDS = 120


class Desk:
    """Collects drafts; nothing is shown before a sentence of the model answers the question."""

    def __init__(self, material: Material, before: Sequence[Draft], account: Account) -> None:
        self._material = material
        self._before = tuple(before)
        self._account = account
        self._held: dict[int, list[Draft]] = {}
        self._sentences = 0
        self.shown: list[Draft] = []

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """What may be shown: the drafts of earlier parts, then of this one."""
        return (*self._before, *self.shown)

    @property
    def full(self) -> bool:
        """Whether the answer is as long as an answer should be."""
        words = sum(len(draft.text.split()) for draft in self.shown)
        return len(self.shown) >= MOST_STATEMENTS or words >= MOST_WORDS

    def add(self, written: Written) -> bool:
        """Judge a sentence; True if there is more to show than before."""
        self._sentences += 1
        judged = judge(written, self._material)
        drafts = self._new(judged)
        if judged.reason or not drafts:
            self._account.refuse(self._sentences, judged.reason or "said already")
        if not drafts:
            return False
        if self.shown:
            self.shown += drafts
            return True
        if judged.reason or not any(map(self._material.answers, judged.units)):
            self._held[self._sentences] = drafts
            return False
        quotes = [held for held in self._held.values() if not _own(held)]
        beside = [held for held in self._held.values() if _own(held)]
        self.shown = [*self._verdict(), *chain(*quotes), *drafts, *chain(*beside)]
        return True

    def give_up(self) -> None:
        """Note that no sentence answered, so that those which waited for one are not shown either."""
        for number, drafts in self._held.items():
            if _own(drafts):
                self._account.refuse(number, "does not answer")

    def _new(self, judged: Judged) -> list[Draft]:
        """The drafts of a judged sentence that say something new, with the exception that belongs to it."""
        known = (*self.drafts, *chain(*self._held.values()))
        texts = {draft.text for draft in known}
        places = {_place(draft) for draft in known}
        quoted = {_place(draft) for draft in known if draft.kind is StatementKind.QUOTED}
        drafts = [
            draft
            for draft in judged.drafts
            if draft.text not in texts and _place(draft) not in (quoted if judged.reason is None else places)
        ]
        if judged.reason is None and drafts:
            after = [draft for scored in judged.units for draft in exception_of(scored, self._material.index)]
            drafts += [draft for draft in after if _place(draft) not in places]
        return [draft for draft in drafts if verified(draft)]

    def _verdict(self) -> list[Draft]:
        verdict = self._material.verdict
        return [verdict] if verdict and not self._before else []


def _own(drafts: Sequence[Draft]) -> bool:
    """Whether drafts are the model's sentence, not the quote that answers in its place."""
    return any(draft.kind is StatementKind.MODEL for draft in drafts)


def _place(draft: Draft) -> tuple[tuple[str, str], int] | None:
    """Where the words that a draft rests on last stand."""
    return (draft.evidence[-1].passage.key, draft.evidence[-1].start) if draft.evidence else None
