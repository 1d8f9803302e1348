"""What in a turn points back to earlier ones: a pronoun, "and", a fragment such as "for H-1B?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parts import asks, sentences
from ingest.lexical import tokens
from ingest.names import Name, find_names

MIN_TOPIC_TOKENS = 3
"""A sentence of fewer ("Normal?") says nothing without what was told before it."""

_LEAD = re.compile(
    r"^\s*(?:(?:and|but|also|ok(?:ay)?|so|then|or|no|yes|yeah|sure|thanks?(?: you)?|actually|"
    r"sorry|well|hmm+|great|i see)\b[\s,.!]*)+",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"^\s*(?:what|how)\s+(?:about|if)\b|^\s*(?:(?:and|or|but)\s+)?(?:for|in|with|on|to|as|from)\s+\S+(?:\s+\S+){0,4}\s*\??$|\binstead\b|^\s*same\b|"
    r"\bi\s+mean(?:t)?\b|\b(?:is|are|does|do|would|will)\s+(?:it|this|that|they|these)\s+(?:be\s+|also\s+)?(?:the\s+)?"
    r"(?:same|different|apply|hold)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:(?:this|that|these|those|the\s+same|such)\s+(?:a\s+)?(?:visa|exam|test|step|rule|program(?:me)?|route|pathway|waiver|fee|state|score|license|licence|"
    r"certificate|requirement|one|letter|job|position|process|application|option|limit)s?|it|its|mine|this|that|those|these|them|they|one|ones|there|either|both|"
    r"which one|(?:the\s+)?(?:second|first|third|last|other)\s+(?:one|option)?)\b",
    re.IGNORECASE,
)
_BEFORE_THAT = (
    "do|does|did|doing|is|are|was|were|be|will|would|can|could|should|may|might|must|has|have|had|and|but|or|then|if|when|"
    "why|how|what|where|for|about|with|on|in|of|from|to|by|at|after|before|without|like|than|as|get|got|need|use|pay|"
    "take|took|not|even|also|only|because|since|while|until|during|under|through|ok|okay|yes|no|thanks|against"
)
_IN_CLAUSE = (
    "says?|said|states?|stated|tells?|told|i|we|he|she|they|you|it|my|the|is|are|was|were|has|have|had|will|would|can|"
    "could|does|do|did|needs?|requires?|takes?|gives?|gave|accepts?|sponsors?|asks?|asked|wants?|covers?|allows?|lets?|pays?"
)
"""What stands before and after a "that" which opens a clause: "a letter that says", not "does that say"."""
_NO_REFERENCE = re.compile(
    r"\b(?:is|was|will|would|does|can)\s+it\s+(?:be\s+)?(?:\w+\s+){0,2}(?:to|that|for|if)\b|"
    r"\bit\s+(?:is|takes?|was|will be)\s+(?:\w+\s+){0,2}(?:to|that)\b|"
    r"\b(?:is|are|was|were|will|would)\s+there\b|\bthere\s+(?:is|are|was|any)\b|"
    r"\b(?:states?|programs?|hospitals?|visas?|doctors?|imgs?|people|those|anyone|schools?|specialt\w+|jobs?|countries|said|heard|know|think|told|says?|"
    r"so|such|understand|believe|read|mean|sure|true|required|clear)\s+that\b|"
    rf"\b(?!(?:{_BEFORE_THAT})\b)[a-z]+\s+that\s+(?:{_IN_CLAUSE})\b|"
    r"\bthis\s+(?:year|season|cycle|month|guidance|time)\b|\bone\s+(?:year|time|attempt|of|more|month|day)\b|"
    r"\b(?:both|either)\s+\w+\s+(?:and|or)\b|\bhow\s+(?:does|do)\s+it\s+work\b(?=.*\w{12})|"
    r"\b(?:first|second|last|third)\s+(?:time|year|attempt|exam|day|step|name)|\bthat['’]?s\s+(?:all|it)\b",
    re.IGNORECASE,
)


def beside_names(words: set[str], own: Sequence[Name]) -> set[str]:
    """The words of a turn that are no part of a name."""
    return words - {token for name in own for token in tokens(name.name)}


def is_fragment(question: str, words: set[str], own: Sequence[Name], *, asked_back: bool) -> bool:
    """Whether a turn is no sentence of its own: "and for H-1B?", a bare name, the reply to a question back."""
    bare = (
        bool(own)
        and len(beside_names(words, own)) <= 1
        and len(question.split()) <= 7
        and not asks(without_lead(question).rstrip(" ?"))
    )
    return bool(_FRAGMENT.search(question)) or (asked_back and len(words) <= 5) or bare


def points_back(question: str, *, asked_back: bool = False) -> bool:
    """Whether a turn itself says that it goes on from an earlier one: a fragment, a pronoun, "and", "then"."""
    words, own = set(tokens(question)), find_names(question)
    return is_fragment(question, words, own, asked_back=asked_back) or refers_back(question)


def refers_back(question: str) -> bool:
    """Whether a turn holds a pronoun for something said before it, or begins with "and", "but", "then"."""
    if _PRONOUN.search(_NO_REFERENCE.sub(" ", _without_own(question))):
        return True
    lead = _LEAD.match(question)
    return bool(lead and lead.group().strip().lower().startswith(("and", "but", "also", "then", "or")))


_THEN_ASKS = re.compile(
    r", (?=(?:do|does|did|can|could|is|are|was|will|would|should|may|must|what|how|when|where|who|which|why)\b)",
    re.IGNORECASE,
)
_OWN_PRONOUN = re.compile(r"\b(?:its?|they)\b", re.IGNORECASE)


def _without_own(question: str) -> str:
    """A turn without the pronouns that stand for what its own first sentence, or clause before a question, told."""
    told = [*sentences(question)[:1], *(question[: match.start()] for match in _THEN_ASKS.finditer(question))]
    for first in told:
        long = len(set(tokens(first))) >= MIN_TOPIC_TOKENS
        if long and first != question and not _PRONOUN.search(_NO_REFERENCE.sub(" ", first)):
            return f"{first} {_OWN_PRONOUN.sub(' ', question[len(first) :])}"
    return question


def without_lead(text: str) -> str:
    """A turn without the "and", "ok", "thanks" that it begins with."""
    return _LEAD.sub("", text).strip()


def refers(text: str) -> bool:
    """Whether a text speaks of something that was said before it."""
    return first_pronoun(text) is not None


def first_pronoun(text: str) -> re.Match[str] | None:
    """The first word that stands for something said elsewhere."""
    skip = [match.span() for match in _NO_REFERENCE.finditer(text)]
    for match in _PRONOUN.finditer(text):
        if not any(start <= match.start() < end for start, end in skip):
            return match
    return None
