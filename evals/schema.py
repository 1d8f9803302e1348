"""The written form of cases, checked on reading; docs/cases.schema.json is generated from it.

A YAML file holds one topic: `topic`, `split` and the list `cases`.
A JSONL line is one case with its own topic and split.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assistant.types import Outcome, Reason, WarningKind
from evals.cases import Case, CaseTurn, Expectation, ExpectedVerdict, Kind, Split

Item = TypeVar("Item")
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
SLUG_PATTERN, SECTION_PATTERN = r"^[a-z0-9][a-z0-9-]*$", r"^[^#\s]+#[^#\s]+$"
Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]
SectionName = Annotated[str, Field(pattern=SECTION_PATTERN, description="document#section")]

_DEFAULT_OUTCOMES: dict[Kind, tuple[Outcome, ...]] = {
    Kind.MUST_DECLINE: (Outcome.DECLINED,),
    Kind.CLARIFY: (Outcome.CLARIFY,),
}


def _yes_no(value: Any) -> Any:
    """YAML reads a bare yes or no as a truth value."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _texts(value: Any) -> Any:
    """YAML reads a bare 2027 as a number and "rule: none" as a mapping, where a claim is text."""
    if not all(isinstance(item, str) for item in (value if isinstance(value, list) else [value])):
        raise ValueError("a claim is text or a list of texts; a bare number, or text that holds ': ', stands in quotes")
    return value


Claim = Annotated[Text | Annotated[list[Text], Field(min_length=1)], BeforeValidator(_texts)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ExpectModel(_Model):
    """What a turn should bring; leave out what does not matter."""

    outcome: Annotated[list[Outcome], BeforeValidator(_many, json_schema_input_type=Outcome | list[Outcome])] = Field(
        default=[], description="accepted outcomes; by default answered (declined or clarify for those kinds)"
    )
    reason: Annotated[list[Reason], BeforeValidator(_many, json_schema_input_type=Reason | list[Reason])] = Field(
        default=[], description="accepted reasons of a refusal"
    )
    facts: list[Claim] = Field(default=[], description="claims the answer must make, each with its alternatives")
    forbidden: list[Claim] = Field(default=[], description="claims the answer must not make")
    sections: list[SectionName] = Field(default=[], description="one of these must be cited")
    verdict: Annotated[ExpectedVerdict, BeforeValidator(_yes_no)] | None = Field(
        default=None, description="how the answer opens"
    )
    as_of: date | bool = Field(
        default=False, description="true: citations are dated; a date: key facts rest on none older"
    )
    warnings: list[WarningKind] = Field(default=[], description="kinds of warning that must be shown")
    max_words: int | None = Field(default=None, gt=0, description="most words the answer may have")

    def build(self, kind: Kind) -> Expectation:
        """The expectation as the scorer reads it."""
        return Expectation(
            outcomes=tuple(self.outcome) or _DEFAULT_OUTCOMES.get(kind, (Outcome.ANSWERED,)),
            reasons=tuple(self.reason),
            facts=_claims(self.facts),
            forbidden=_claims(self.forbidden),
            sections=tuple(self.sections),
            verdict=self.verdict,
            as_of=self.as_of,
            warnings=tuple(self.warnings),
            max_words=self.max_words,
        )


class TurnModel(_Model):
    """One message of a dialogue: what the user says, or a scripted reply of the assistant."""

    user: Text | None = None
    assistant: Text | None = None
    expect: ExpectModel | None = Field(default=None, description="judged too when given; user turns only")
    forget: list[Text] = Field(default=[], description='situation values the reader removed, as "visa=J-1"')

    @model_validator(mode="after")
    def _one_speaker(self) -> Self:
        if (self.user is None) == (self.assistant is None):
            raise ValueError("a turn has either user or assistant")
        if self.assistant is not None and self.expect is not None:
            raise ValueError("only a user turn can have expectations")
        return self

    def build(self, kind: Kind) -> CaseTurn:
        """The turn as the generator reads it; turns before the last are answered unless they say otherwise."""
        plain = Kind.DIALOGUE if self.expect and not self.expect.outcome else kind
        expect = self.expect.build(plain) if self.expect else None
        if self.user is None:
            return CaseTurn("assistant", self.assistant or "")
        return CaseTurn("user", self.user, expect, tuple(self.forget))


class CaseModel(_Model):
    """One case: a question, or the turns of a dialogue of which the last is judged by `expect`."""

    id: Slug
    kind: Kind = Kind.SINGLE
    topic: Slug | None = Field(default=None, description="only in JSONL; a YAML file has one topic")
    split: Split | None = Field(default=None, description="only in JSONL; a YAML file has one split")
    tags: list[Slug] = []
    note: str = Field(default="", description="for people: why the case exists")
    question: Text | None = None
    turns: list[Annotated[TurnModel, BeforeValidator(lambda v: {"user": v} if isinstance(v, str) else v)]] = []
    expect: ExpectModel

    @model_validator(mode="after")
    def _question_or_turns(self) -> Self:
        if (self.question is None) == (not self.turns):
            raise ValueError("a case has either a question or turns")
        if self.turns and (self.turns[-1].user is None or self.turns[-1].expect is not None):
            raise ValueError("the last turn is the user's, and the case's expect judges it")
        if self.kind is Kind.DIALOGUE and len(self.turns) < 2:
            raise ValueError("a dialogue has at least two turns")
        if self.kind is Kind.MUST_DECLINE and not self.expect.reason:
            raise ValueError("a must_decline case names the reason")
        return self

    def build(self, topic: str, split: Split, path: str, line: int) -> Case:
        """The case as everything else reads it."""
        last = CaseTurn("user", self.question or self.turns[-1].user or "", self.expect.build(self.kind))
        earlier = tuple(turn.build(self.kind) for turn in self.turns[:-1])
        if self.turns:
            last = CaseTurn("user", last.text, last.expect, tuple(self.turns[-1].forget))
        return Case(self.id, self.kind, topic, split, (*earlier, last), tuple(self.tags), self.note, path, line)


class CaseFileModel(_Model):
    """A YAML file of cases on one topic."""

    topic: Slug
    split: Split
    cases: list[CaseModel] = Field(min_length=1)


CASE_FIELDS = tuple(
    sorted({name for model in (CaseFileModel, CaseModel, TurnModel, ExpectModel) for name in model.model_fields})
)
"""Every field that a case file may have, for the mistakes in their names."""


def _claims(written: Sequence[str | list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple((claim,) if isinstance(claim, str) else tuple(claim) for claim in written)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a YAML file of cases, for editors."""
    return CaseFileModel.model_json_schema()
