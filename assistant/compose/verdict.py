"""Yes or no: only by a verdict that the guidance records for that way of asking."""

from __future__ import annotations

import re

from assistant.parts import sentences
from assistant.query import Query
from assistant.retrieve import Passage
from ingest.names import names_of
from ingest.types import Verdict

NEAR = 0.68
"""Least similarity of the question to a recorded one."""

NEAR_IF_AGREED = 0.52
"""The same where all recorded verdicts of the section agree and none is worded the other way round."""

VERY_NEAR = 0.92
TIE = 0.03

_YES_NO = re.compile(
    r"^(?:(?:so|and|but|then|please|sir|hi|hello|dear|ok|also|tell me|just|now)[\s,]+)*(?:is|"
    r"are|am|was|were|can|could|do|does|did|must|may|might|will|would|"
    r"should|shall|has|have|had|need|cant|can['’]t|don['’]?t|doesn['’]?t|isn['’]?t|"
    r"aren['’]?t)\b|\bor not?\b|\b(?:right|correct|true|yes|no)\s*\??$|"
    r"\b(?:i|we|img\w*|doctors?|physicians?)\s+(?:can|may|must|need)\b(?!.*\b(?:what|which|"
    r"how|who|where|when|why)\b)|\bis (?:it|that|this) (?:true|compulsory|mandatory|necessary|"
    r"required|possible|allowed|ok)\b|"
    r"\b(?:allowed|required|mandatory|compulsory|possible|necessary|eligible|accepted|needed)\s*\?*$",
    re.IGNORECASE,
)
_WH = re.compile(r"^\W*(?:what|which|how|who|whom|where|when|why)\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b(?!\s+(?:not|no)\b)", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|cannot|can['’]?t|don['’]?t|doesn['’]?t|isn['’]?t|won['’]?t|aren['’]?t|unable|impossible|un(?:accredited|matched|paid))\b",
    re.I,
)
_POSSIBLE = re.compile(
    r"\b(?:can|could|may|might|able|allowed?|possible|permitted|ok|okay|eligible|accept\w*|option|let)\b", re.IGNORECASE
)
_OBLIGED = re.compile(
    r"\b(?:must|need\w*|have to|has to|required?|requires?|compulsory|mandatory|necessary|"
    r"obligatory|should|forced|obliged)\b",
    re.IGNORECASE,
)
_OPPOSITES = (
    ("stay", "leave"),
    ("stay", "return"),
    ("stay", "go"),
    ("before", "after"),
    ("more", "less"),
    ("start", "finish"),
    ("start", "end"),
    ("inside", "outside"),
    ("paid", "unpaid"),
    ("pass", "fail"),
    ("passed", "failed"),
    ("lose", "keep"),
    ("always", "sometimes"),
    ("all", "some"),
    ("first", "last"),
    ("exempt", "pay"),
    ("open", "closed"),
    ("still", "ended"),
    ("optional", "required"),
    ("minimum", "maximum"),
    ("enough", "needed"),
    ("same", "different"),
    ("same", "diffrent"),
    ("hide", "report"),
    ("increase", "decrease"),
    ("accept", "refuse"),
    ("public", "private"),
)


def is_yes_no(question: str) -> bool:
    """Whether a question asks for yes or no."""
    return any(_is_yes_no(sentence) for sentence in [question.strip(), *sentences(question)[-1:]])


def _is_yes_no(text: str) -> bool:
    if _WH.match(text) and not re.search(r"\bor not\b", text, re.I):
        return False
    return bool(_YES_NO.search(text)) and not _OR.search(text)


def verdict_for(query: Query, passage: Passage) -> Verdict | None:
    """The recorded verdict of the section question that the reader's question repeats, if one does."""
    if not is_yes_no(query.standalone) and not is_yes_no(query.question):
        return None
    recorded = [
        (similarity, q)
        for similarity, q in zip(passage.asks, passage.section.questions, strict=False)
        if q.verdict is not None
    ]
    agreed = len({q.verdict for _, q in recorded}) == 1
    floor = NEAR_IF_AGREED if agreed else NEAR
    near = sorted(((s, q) for s, q in recorded if s >= floor), key=lambda pair: -pair[0])
    same = [(s, q) for s, q in near if _same_sense(query.standalone, q.ask, s)]
    if not same:
        return None
    best, question = same[0]
    if any(best - s < TIE and q.verdict is not question.verdict for s, q in near):
        return None
    return question.verdict


def _same_sense(question: str, ask: str, similarity: float) -> bool:
    """Whether two questions ask the same way round: modality, negation, opposites, names, numbers."""
    if similarity >= 0.995:
        return True
    if bool(_NEGATION.search(question)) != bool(_NEGATION.search(ask)):
        return False
    if similarity < VERY_NEAR and not _modalities_agree(_modality(question), _modality(ask)):
        return False
    if _opposed(question, ask) or _numbers(question) != _numbers(ask):
        return False
    mine, theirs = names_of(question, "visa", "exam", "state"), names_of(ask, "visa", "exam", "state")
    return all(not mine.get(kind) or set(names) <= set(mine[kind]) for kind, names in theirs.items())


def _modality(text: str) -> str:
    if _OBLIGED.search(text):
        return "obliged"
    return "possible" if _POSSIBLE.search(text) else "plain"


def _modalities_agree(mine: str, theirs: str) -> bool:
    """Plain questions go with either; what is possible and what is demanded are different questions."""
    return mine == theirs or "plain" in (mine, theirs)


def _opposed(question: str, ask: str) -> bool:
    mine, theirs = set(re.findall(r"[a-z]+", question.lower())), set(re.findall(r"[a-z]+", ask.lower()))
    return any(
        (a in mine and b in theirs and b not in mine) or (b in mine and a in theirs and a not in mine)
        for a, b in _OPPOSITES
    )


_SPELLED = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "ten": "10"}


def _numbers(text: str) -> frozenset[str]:
    bare = re.sub(r"\b(?:step|j|h|o|f|b|eb|e)[\s-]?\d\w?\b", " ", text, flags=re.IGNORECASE)
    spelled = {_SPELLED[word] for word in re.findall(r"[a-z]+", bare.lower()) if word in _SPELLED}
    return frozenset(re.findall(r"\d+", bare)) | spelled
