"""A case: a question or dialogue and what a good answer to it holds. `evals.loader` builds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.types import Outcome, Reason, WarningKind


class Kind(StrEnum):
    """What a case tries."""

    SINGLE = "single"
    DIALOGUE = "dialogue"
    MUST_DECLINE = "must_decline"
    CLARIFY = "clarify"
    FALSE_PREMISE = "false_premise"
    NOISY = "noisy"
    MULTI_PART = "multi_part"
    COMPUTED = "computed"
    VOLATILE = "volatile"
    ADVERSARIAL = "adversarial"
    STATE = "state"


class Split(StrEnum):
    """`dev` cases may be used for tuning, `report` cases never; a topic lies in one of them as a whole."""

    DEV = "dev"
    REPORT = "report"


class ExpectedVerdict(StrEnum):
    """How an answer should open: with Yes, with No, with neither because it depends, or with neither at all."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one turn should bring. An empty field demands nothing.

    `facts` and `forbidden` hold one tuple of alternative phrasings a claim; `sections` are "document#section", of
    which one is enough; `as_of` True asks for a date on every citation, a date for key facts that rest on evidence no
    older than it.
    """

    outcomes: tuple[Outcome, ...] = (Outcome.ANSWERED,)
    reasons: tuple[Reason, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[tuple[str, ...], ...] = ()
    sections: tuple[str, ...] = ()
    verdict: ExpectedVerdict | None = None
    as_of: date | bool = False
    warnings: tuple[WarningKind, ...] = ()
    max_words: int | None = None


@dataclass(frozen=True, slots=True)
class CaseTurn:
    """One message of a case. User turns are asked; an assistant turn is a scripted reply that stands in the history."""

    role: str
    text: str
    expect: Expectation | None = None
    forget: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One known answer. The last user turn always carries an expectation; `path` and `line` say where it is written."""

    id: str
    kind: Kind
    topic: str
    split: Split
    turns: tuple[CaseTurn, ...]
    tags: tuple[str, ...] = ()
    note: str = ""
    path: str = ""
    line: int = 0

    @property
    def question(self) -> str:
        """The last question, which is always judged."""
        return self.turns[-1].text

    @property
    def user_turns(self) -> tuple[CaseTurn, ...]:
        """The turns that the assistant is asked."""
        return tuple(turn for turn in self.turns if turn.role == "user")


def select(
    cases: list[Case], ids: tuple[str, ...] = (), tags: tuple[str, ...] = (), split: Split | None = None
) -> list[Case]:
    """The cases with one of `ids` (a trailing `*` matches any ending) and one of `tags` (tag, kind or topic)."""

    def wanted(case: Case) -> bool:
        by_id = not ids or any(case.id == i or (i.endswith("*") and case.id.startswith(i[:-1])) for i in ids)
        by_tag = not tags or bool({*case.tags, case.kind, case.topic} & set(tags))
        return by_id and by_tag and (split is None or case.split is split)

    return [case for case in cases if wanted(case)]
