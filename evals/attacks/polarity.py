"""Changes of polarity and force: negation, modality, comparators and quantifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.attacks.claims import Family, alone
from evals.attacks.edits import each_match, exchange, third_person
from evals.attacks.words import PERMITTED, VERBS

_THIRD = {third_person(verb): verb for verb in VERBS}
_MAY_DO = "|".join(PERMITTED)
_AUXILIARY = re.compile(
    rf"\b(?:is|are|was|were|must|can|should|will|has been|have been|may(?= (?:{_MAY_DO})\b))\b"
    r"(?! (?:not|no|only|just|also|never|neither|nothing|more|less|about)\b|[.,;])"
)
_FINITE = re.compile(rf"(?<=[a-zA-Z0-9)] )(?:{'|'.join(_THIRD)})(?= (?!and|or|but|of\b)[\w$(])")
_UNSURE = re.compile(r"\b(?:whether|if|unless|until|than|neither|nor)\b[^,;]*$", re.IGNORECASE)
_NOUNS = re.compile(
    r"\b(?:the|a|an|its|their|his|of|and|or|each|this|these|any|no|\w+'s|two|three|four|\d|to|not|for|by|in|"
    r"with|on|from|at|state|all)\s$",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not(?! only\b| until\b|\w)(?: yet)?|n't)\b ?")
_DO_NOT = re.compile(r"\b(does|do) not (?!thereby|necessarily|always|yet|also)([a-z]+)\b")


def negation_inserted(text: str, rng: Random) -> Iterator[str]:
    """A "not" after an auxiliary, or "does not" before a verb; never inside a condition."""

    def after_auxiliary(match: re.Match[str]) -> str | None:
        if _UNSURE.search(text[: match.start()]):
            return None
        head, _, tail = match[0].partition(" ")
        return "cannot" if head == "can" else f"{head} not {tail}".strip()

    def before_verb(match: re.Match[str]) -> str | None:
        before = text[: match.start()]
        if _UNSURE.search(before) or _NOUNS.search(before) or len(before.split()) < 1:
            return None
        return f"does not {_THIRD[match[0]]}"

    yield from each_match(_AUXILIARY, text, after_auxiliary)
    yield from each_match(_FINITE, text, before_verb)


def negation_removed(text: str, rng: Random) -> Iterator[str]:
    """A "not", "cannot", "never", "no" or "without" taken out or turned round."""
    for match in _DO_NOT.finditer(text):
        verb = third_person(match[2]) if match[1] == "does" else match[2]
        if not _UNSURE.search(text[: match.start()]):
            yield text[: match.start()] + verb + text[match.end() :]
    for match in _NOT.finditer(text):
        before = text[: match.start()]
        if re.search(r"\b(?:does|do|did|and|but|or|whether|if|why) $|, $", before) or _UNSURE.search(before):
            continue
        if before.endswith("may ") and not re.match(rf"(?:{_MAY_DO})\b", text[match.end() :]):
            continue
        if not re.match(r"(?:necessarily|more than|less than|later than|the)\b", text[match.end() :]):
            yield before + text[match.end() :]
    yield from _TURNED(text, rng)


_TURNED = exchange(
    {
        "cannot": "can",
        "never": "always",
        "without": "with",
        "no one": "everyone",
        "nobody": "everybody",
        "none of": "all of",
        "neither": "both",
        "has no": "has a",
        "needs no": "needs a",
        "sets no": "sets a",
        "gives no": "gives a",
        "asks no": "asks a",
        "is no longer": "is still",
        "are no longer": "are still",
        "there is no": "there is a",
    },
    r"neither|nor |(?:with|or|and) <without>|<without> regard|<(?:has|needs|sets|gives) no> (?:more|fewer|less|"
    r"longer|later|such)|"
    r"<without> (?:a|an|the|further|any|delay)?\b ?(?:notice|limit)",
)

_MODALS = {
    "must": "may",
    "must not": "need not",
    "may": "must",
    "can": "must",
    "cannot": "can",
    "may not": "may",
    "should": "must",
    "need not": "must",
    "is required to": "is free to",
    "are required to": "are free to",
    "is allowed to": "is obliged to",
    "are allowed to": "are obliged to",
    "is not required": "is required",
    "is required": "is optional",
    "are required": "are optional",
    "is optional": "is required",
    "can be": "must be",
    "could": "will",
    "might": "will",
    "requires": "recommends",
    "recommends": "requires",
    "advises": "requires",
    "encourages": "requires",
}
_modals = exchange(
    _MODALS,
    rf"<may not>(?! (?:{_MAY_DO})\b)|guidance <could>|"
    r"(?:must|may|can|should|could) not<|<(?:may|can|must|should|could)> not\b|(?:until|in|of|since|by|from|to|"
    r"\d|on|late|early|about|before|after) <May>|<May>|"
    r"<is required> to|<are required> to|not <",
)


def modality(text: str, rng: Random) -> Iterator[str]:
    """Obligation, permission, advice and ability exchanged."""
    return _modals(text, rng)


_comparators = exchange(
    {
        "at least": "at most",
        "at most": "at least",
        "more than": "less than",
        "less than": "more than",
        "fewer than": "more than",
        "no more than": "no fewer than",
        "not more than": "not less than",
        "no less than": "no more than",
        "no later than": "no earlier than",
        "no earlier than": "no later than",
        "no longer than": "no shorter than",
        "up to": "at least",
        "on or after": "on or before",
        "on or before": "on or after",
        "before": "after",
        "after": "before",
        "older than": "younger than",
        "longer than": "shorter than",
        "higher than": "lower than",
        "lower than": "higher than",
        "earlier than": "later than",
        "later than": "earlier than",
        "since": "until",
        "until": "since",
    },
    r"before or <|<before> or|before and <|<before> and|on or <|<before> (?:the (?:board|committee|court|judge|"
    r"commission)|Homeland|USCIS|immigration)|look <|named <|soon <|"
    r"no <more|not <more|<(?:more|less) than> one\b|<before> \d+ (?:and|days before)|from .*<up to>|"
    r"<since> (?:the|it|a|they)\b|<until> (?!\d|[JFMASOND])|"
    r"no <|not <|up to and|only <after>|day <after>|person<|the <(?:before|after)>|sees? <",
)
_WITHIN = re.compile(
    r"\bwithin(?= (?:the )?(?:\d|two|three|four|five|six|seven|eight|ten|twelve|one)\b)", re.IGNORECASE
)


def comparator(text: str, rng: Random) -> Iterator[str]:
    """A bound turned round: at least, at most, before, after, within."""
    yield from _comparators(text, rng)
    yield from each_match(_WITHIN, text, lambda match: "after")


quantifier = exchange(
    {
        "all": "some",
        "every": "almost every",
        "each": "almost every",
        "most": "all",
        "many": "all",
        "some": "all",
        "few": "most",
        "a few": "most",
        "several": "all",
        "both": "one of",
        "none of": "some of",
        "entire": "partial",
    },
    r"in <all>|at <all>|<all> (?:three|two|four|in|of this)|<(?:every|each)> (?:\d|year|day|month|week|one|time|"
    r"other|two)|"
    r"the <(?:most|many|few|several)>|at <most>|<most> (?:recent|common|likely|often|popular|active|important|"
    r"competitive|closely|directly|of all)|as <many>|how <many>|"
    r"should[^<]*<(?:each|every)>|(?:one of|among) <several>|<several> times|so <many>|<both> [\w ,-]+ and|"
    r"not <|<each>[.,;]|two <|<each> of|of <each>|for <(?:some|each)>|to <each> other|<many> (?:as|of the same)|"
    r"<all> other",
)

_ONLY_IF = re.compile(r"\bonly (?=(?:if|when)\b)")
_ONLY_FOR = re.compile(r"\bonly(?= (?:for|to|in|from|at|with|through|on)\b)|^Only(?! (?:about|one)\b)")


def only_lifted(text: str, rng: Random) -> Iterator[str]:
    """A necessary condition becomes a sufficient one ("only if" to "if"), or what is exclusive ceases to be."""
    if "not only" in text.lower():
        return
    for match in _ONLY_IF.finditer(text):
        if not text[: match.start()].rstrip().endswith(("not", "and", "but", "the")):
            yield text[: match.start()] + text[match.end() :]
    yield from each_match(_ONLY_FOR, text, lambda match: "not only")


FAMILIES = (
    Family("negation inserted", alone(negation_inserted), 150),
    Family("negation removed", alone(negation_removed), 150),
    Family("modality", alone(modality), 150),
    Family("comparator", alone(comparator), 150),
    Family("quantifier", alone(quantifier), 110),
    Family("only lifted", alone(only_lifted), 80),
)
