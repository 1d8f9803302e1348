"""Yes or no: only where the guidance records it for that way of asking, and its words agree.

Two sources are asked. One is the recorded questions of the first passage, each with its verdict: the nearest
one that asks the same way round speaks. The other is a fitted reading of the question against the passage's
own sentences (polarity.py). Only where both point the same way, and clearly enough together, an answer opens
with "Yes." or "No."; a wrong one is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.compose.polarity import NEGATION, features, modality, nations, numbers, opposed
from assistant.parts import sentences
from assistant.query import Query
from assistant.replies import data_file
from assistant.retrieve import Passage
from ingest.index import Index
from ingest.names import names_of
from ingest.types import SectionQuestion, Verdict

VERBATIM = 0.995
VERY_NEAR = 0.92
"""A recorded question this near is asked again, if nothing is turned round in it."""

LEAST = 0.45
"""Least similarity of the recorded question that speaks."""

NEAR_DEPENDS = 0.8
"""Least similarity to a recorded question whose answer depends."""

TIE = 0.03
SLACK = 0.06
"""A recorded question of another verdict may be this much nearer, as long as it is turned round."""

CLEAR_SECTION = 0.15
"""The first passage's least lead over another section, unless a recorded question is as near as `KNOWN_SECTION`."""

KNOWN_SECTION = 0.9
NOT_AGAINST = 0.5
"""Least log-odds of the reading for the verdict of a recorded question that is asked again."""

READ = 1.3
"""Least log-odds of the reading alone."""

SURE = 2.2
"""Least log-odds of the reading and the recorded questions together."""

MARGIN_WEIGHT = 5.0
"""Log-odds that a similarity of one more is worth; on questions of the tuning split and evals/tuning/verdicts.yaml."""

WIDEST, WIDEST_ALONE = 0.35, 0.12
ONE_SIDED = 0.45
"""What a recorded question is held against where the other answer is recorded for none."""

_TURNED, _MODAL, _SAME_MODAL = 0.15, 0.15, 0.06

_AUX = (
    r"(?:is|are|am|was|were|can|could|do|does|did|must|may|might|will|would|should|shall|has|have|had|need|"
    r"cant|can['’]t|don['’]?t|doesn['’]?t|isn['’]?t|aren['’]?t)"
)
_OPENS = re.compile(
    rf"^(?:(?:so|and|but|then|please|sir|hi|hello|dear|ok|also|tell me|just|now)[\s,]+)*(?:{_AUX}|same)\b", re.I
)
_INVERTED = re.compile(
    rf"\b{_AUX}\s+(?:i|we|you|he|she|it|they|this|that|there|my|our|the|an?|any\w*|some\w*|every\w*|either|both|one|"
    r"imgs?|doctors?|physicians?|residents?|matched|(?-i:[A-Z]))",
    re.I,
)
_ENDS = re.compile(
    r"\bor not?\b|\b(?:right|correct|true|yes|no|ok|okay|allowed|enough|fine|sure thing|required|mandatory|compulsory|"
    r"possible|necessary|eligible|accepted|needed)\s*\?*$|\bis (?:it|that|this) (?:true|compulsory|mandatory|necessary|"
    r"required|possible|allowed|ok)\b|\b(?:i|we|they|img\w*|doctors?|physicians?)\s+(?:can|may|must|need|will)\b",
    re.I,
)
_READER = re.compile(rf"\b{_AUX}\s+(?:i|we)\b", re.I)
_BODY = re.compile(
    rf"\b{_AUX}\s+(?:an?\s+|the\s+|my\s+|every\s+|any\s+)?(?:programs?|hospitals?|employers?|ecfmg|nrmp|uscis|states?|"
    r"(?:state |medical )?boards?|schools?|universit\w+|embass\w+|consul\w+|attorneys?|lawyers?|insurers?|sponsors?)\b",
    re.I,
)
_WH = re.compile(r"\b(?:what|which|how|who|whom|whose|where|when|why)\b", re.I)
_WH_OPENS = re.compile(
    r"^\W*(?:(?:and|so|but|then|ok|since|from|until|by)\s+)*(?:what|which|how|who|whom|where|when|why)\b", re.I
)
_OR_NOT = re.compile(r"\bor not\b", re.I)
_OR = re.compile(r"\bor\b(?!\s+(?:not|no|so|more|less|two)\b)", re.I)
_ANY_OF = re.compile(r"\b(?:without|only|any|neither|no)\b[^,?]*?\bor\b", re.I)
_ADVICE = re.compile(r"\b(?:better|best|worth|wise|sensible|good idea|recommend\w*|advis\w+|make sense)\b", re.I)
_CONTEXT = re.compile(r"\s*\([^()]*\)(?=\s*\?*\s*$)")
FEW = 3
"""A last sentence of so few words ("Allowed?") asks about the one before it."""


def is_yes_no(question: str) -> bool:
    """Whether a question asks for yes or no."""
    plain = _CONTEXT.sub("", question).strip()
    return any(_is_yes_no(sentence) for sentence in [plain, *sentences(plain)[-1:]])


def _is_yes_no(text: str) -> bool:
    if _WH_OPENS.match(text) and not _OR_NOT.search(text):
        return False
    if _OR.search(_ANY_OF.sub(" ", text)):
        return False
    if _OPENS.match(text) or _OR_NOT.search(text):
        return True
    asked = _ENDS.search(text) or _INVERTED.search(text)
    return bool(asked) and not _WH.search(text[: asked.start()] if asked else text)


def asking(question: str) -> str:
    """The sentence that asks: the last one, with the one before it where it is only a word or two."""
    found = sentences(_CONTEXT.sub("", question))
    if not found:
        return question
    return " ".join(found[-2:]) if len(found[-1].split()) <= FEW else found[-1]


@dataclass(frozen=True, slots=True)
class Support:
    """How near a question comes to the recorded ones of each verdict, turned ones counted as farther off."""

    yes: float
    no: float
    depends: float

    @property
    def margin(self) -> float:
        """Above zero for yes; small where only one of the two is recorded for questions like this one."""
        if self.yes <= 0 or self.no <= 0:
            one = max(self.yes - ONE_SIDED, 0.0) if self.yes > 0 else -max(self.no - ONE_SIDED, 0.0)
            return max(-WIDEST_ALONE, min(WIDEST_ALONE, one))
        return max(-WIDEST, min(WIDEST, self.yes - self.no))


def verdict_for(query: Query, passages: Sequence[Passage], index: Index) -> Verdict | None:
    """The verdict that both the recorded questions of the first passage and its words give, if they do."""
    if not is_yes_no(query.standalone) and not is_yes_no(query.question):
        return None
    question, first = asking(query.standalone), passages[0]
    if first.section.not_covered:
        return None
    recorded = [
        (similarity, asked)
        for similarity, asked in zip(first.asks, first.section.questions, strict=False)
        if asked.verdict is not None
        and _same_names(query.standalone, asked.ask)
        and bool(_ADVICE.search(question)) == bool(_ADVICE.search(asked.ask))
    ]
    if not recorded:
        return None
    nearest, asked = max(recorded, key=lambda pair: pair[0])
    if nearest >= VERBATIM:
        return asked.verdict
    read = reading(question, first, index)
    if nearest >= VERY_NEAR and _same_sense(question, asked.ask) and _agrees(read, asked.verdict):
        return None if _tied(recorded, nearest, asked) else asked.verdict
    support = support_of(question, recorded)
    if asked.verdict is Verdict.DEPENDS and min(nearest, support.depends) >= max(
        NEAR_DEPENDS, support.yes + TIE, support.no + TIE
    ):
        return Verdict.DEPENDS
    if nearest < KNOWN_SECTION and _lead(passages) < CLEAR_SECTION:
        return None
    if not _amounts_known(question, recorded):
        return None
    verdict = decide(read, support)
    own = max((s for s, q in recorded if q.verdict is verdict), default=0.0)
    return verdict if own >= nearest - SLACK else None


def _agrees(read: float, verdict: Verdict | None) -> bool:
    return verdict is Verdict.DEPENDS or (read if verdict is Verdict.YES else -read) >= NOT_AGAINST


def decide(read: float, support: Support) -> Verdict | None:
    """Yes or no where both sources agree and are clear enough together."""
    sign = 1 if read > 0 else -1
    own = support.yes if read > 0 else support.no
    agreed = sign * support.margin > 0 and sign * read >= READ and own >= max(LEAST, support.depends)
    if not agreed or sign * (read + MARGIN_WEIGHT * support.margin) < SURE:
        return None
    return Verdict.YES if read > 0 else Verdict.NO


def reading(question: str, passage: Passage, index: Index) -> float:
    """Log-odds of yes from the passage's own words, as `python -m evals.tuning.verdicts` fitted them."""
    text = index.text(passage.row.chunk.document)
    units = [" ".join(text[unit.start : unit.end].split()) for unit in passage.row.chunk.units]
    fitted, found = weights(), features(question, units, passage.units, passage.beliefs)
    return fitted["bias"] + sum(fitted.get(name, 0.0) * value for name, value in found.items())


@cache
def weights() -> Mapping[str, float]:
    """The fitted weight of each feature."""
    fitted: dict[str, float] = data_file("verdict_weights.yaml")
    return fitted


def support_of(question: str, recorded: Sequence[tuple[float, SectionQuestion]]) -> Support:
    """How near the recorded questions of each verdict are that ask about the same amounts."""
    best = dict.fromkeys(Verdict, -1.0)
    for similarity, asked in recorded:
        near = _turned(question, asked.ask, similarity)
        if asked.verdict is not None and near is not None:
            best[asked.verdict] = max(best[asked.verdict], near)
    return Support(best[Verdict.YES], best[Verdict.NO], best[Verdict.DEPENDS])


def _turned(question: str, ask: str, similarity: float) -> float | None:
    """A similarity less what is turned round; None where it asks the opposite, about another amount or actor."""
    mine, theirs = numbers(question), numbers(ask)
    if theirs - mine or opposed(question, ask) or _actors_differ(question, ask):
        return None
    near = similarity - _TURNED * (bool(NEGATION.search(question)) != bool(NEGATION.search(ask)))
    modes = {modality(question), modality(ask)}
    if modes == {"obliged", "possible"}:
        return near - _MODAL
    return near + _SAME_MODAL if len(modes) == 1 and "plain" not in modes else near


def _same_sense(question: str, ask: str) -> bool:
    """Whether nothing is turned round: negation, opposites, actor, amounts."""
    return (
        bool(NEGATION.search(question)) == bool(NEGATION.search(ask))
        and not opposed(question, ask)
        and not _actors_differ(question, ask)
        and numbers(question) == numbers(ask)
    )


def _actors_differ(question: str, ask: str) -> bool:
    """Whether one asks what the reader does and the other what a program, an office or an employer does."""
    one, two = ("reader" if _READER.search(text) else "body" if _BODY.search(text) else "" for text in (question, ask))
    return bool(one and two) and one != two


def _tied(recorded: Sequence[tuple[float, SectionQuestion]], best: float, asked: SectionQuestion) -> bool:
    return best < VERBATIM and any(best - s < TIE and q.verdict is not asked.verdict for s, q in recorded)


def _same_names(question: str, ask: str) -> bool:
    """Whether a recorded question names no visa, exam, state or nation besides those of a question that names one."""
    mine, theirs = names_of(question, "visa", "exam", "state"), names_of(ask, "visa", "exam", "state")
    if nations(question) and nations(ask) - nations(question):
        return False
    return all(not mine.get(kind) or set(names) <= set(mine[kind]) for kind, names in theirs.items())


def _amounts_known(question: str, recorded: Sequence[tuple[float, SectionQuestion]]) -> bool:
    """Whether some recorded question asks about every amount of the question."""
    return any(numbers(question) <= numbers(asked.ask) for _, asked in recorded)


def _lead(passages: Sequence[Passage]) -> float:
    """How far the first passage stands before the next section."""
    first = passages[0]
    return next((first.score - passage.score for passage in passages[1:] if passage.key != first.key), float("inf"))
