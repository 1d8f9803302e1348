"""Whether a text says a fact: every word of one of its alternatives, close together, with nothing changed.

An alternative matches when one sentence of the text holds all its content words (stems and a few synonyms), its
numbers with the same unit and a comparator that agrees, its dates, its names, in the same polarity, without a rival
number or name of the same sort standing between them in another clause. What is said of another country is not said of
the United States.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from evals.matching.quantities import MEASURES, date_implies
from evals.matching.tokens import Kind, Place, Sentence, Token, place_of, sentences, tokenize
from evals.matching.vocabulary import STATES

_MOST_ASSIGNMENTS = 3_000
_ORDER_WORDS = ("before", "after")
_OPPOSITE = {"before": "after", "after": "before"}
_FAMILIES = ("step", "pathway", "conrad", "pgy", "eb")
_AGREES = {
    "": {"", "ge", "le"},
    "ge": {"ge", ""},
    "le": {"le", ""},
    "gt": {"gt"},
    "lt": {"lt"},
}
_AGREES_DATE = {
    "": {"", "ge", "le", "gt", "lt"},
    "ge": {"ge", "gt", ""},
    "gt": {"ge", "gt"},
    "le": {"le", "lt", ""},
    "lt": {"lt", "le"},
}


@dataclass(frozen=True, slots=True)
class FactMatch:
    """Where a fact was found: the alternative and the sentence that says it."""

    alternative: str
    sentence: str


def says(text: str, alternatives: Sequence[str]) -> bool:
    """Whether `text` (Markdown) says one of the `alternatives`."""
    return find_fact(text, alternatives) is not None


def find_fact(text: str, alternatives: Sequence[str]) -> FactMatch | None:
    """The first sentence of `text` (Markdown) that says one of the `alternatives`, or None."""
    for sentence, alternative in itertools.product(sentences(text), alternatives):
        if _plays_there(sentence, alternative) and _sentence_says(sentence, _phrase(alternative)):
            return FactMatch(alternative, sentence.text)
    return None


@lru_cache(maxsize=10_000)
def _phrase(alternative: str) -> tuple[Token, ...]:
    return tuple(tokenize(alternative))


def _plays_there(sentence: Sentence, alternative: str) -> bool:
    """A fact about the United States may leave the country out, but is not said of another country."""
    return sentence.place is not Place.ABROAD or _place(alternative) is not Place.USA


@lru_cache(maxsize=10_000)
def _place(alternative: str) -> Place:
    return place_of(alternative)


def _sentence_says(sentence: Sentence, fact: tuple[Token, ...]) -> bool:
    if not fact or (len(fact) == 1 and fact[0].comparator and not _bounded(sentence, fact[0])):
        return False
    places = [[i for i, token in enumerate(sentence.tokens) if same_token(want, token)] for want in fact]
    if not all(places):
        return False
    choices = itertools.islice(itertools.product(*places), _MOST_ASSIGNMENTS)
    return any(_holds(sentence.tokens, fact, choice) for choice in choices)


def same_token(want: Token, said: Token) -> bool:
    """Whether `said` can stand for `want`, polarity apart."""
    if want.kind is Kind.DATE:
        return (
            said.kind is Kind.DATE
            and date_implies(said.value, want.value)
            and said.comparator in _AGREES_DATE[want.comparator]
        )
    if want.kind is not said.kind or want.value != said.value:
        return False
    if want.kind in (Kind.NUMBER, Kind.RANGE):
        return said.comparator in _AGREES[want.comparator] and _units_agree(want.unit, said.unit)
    return True


def _bounded(sentence: Sentence, want: Token) -> bool:
    """A fact that is a lone bound ("218 or higher") needs the bound said: 218 alone could count anything."""
    return any(same_token(want, token) and token.comparator for token in sentence.tokens)


def _units_agree(want: str, said: str) -> bool:
    """A bare number ("four" in "the limit is four") may count any noun, but is not an amount of money or time."""
    return want == said or (not said and want not in MEASURES) or (not want and said not in MEASURES)


def _holds(tokens: Sequence[Token], fact: Sequence[Token], choice: tuple[int, ...]) -> bool:
    """Whether the chosen places keep apart, stay close, keep polarity and order, and leave no rival between."""
    if len(set(choice)) != len(choice):
        return False
    if max(choice) - min(choice) + 1 > max(12, 4 * len(fact)):
        return False
    return all(holds(tokens, fact, choice) for holds in (_same_polarity, _same_order, _no_rival))


def _same_polarity(tokens: Sequence[Token], fact: Sequence[Token], choice: tuple[int, ...]) -> bool:
    negated = {tokens[place].clause for place in choice if tokens[place].negated}
    wanted = [place for want, place in zip(fact, choice, strict=True) if want.negated]
    if not wanted:
        return not negated
    return tokens[wanted[0]].negated and all(tokens[place].clause in negated for place in wanted)


def _same_order(tokens: Sequence[Token], fact: Sequence[Token], choice: tuple[int, ...]) -> bool:
    """For "A before B": A stands before and B after that word in the sentence too.

    A fact without such a word is not found across one: "must pass Step 2 CK before Step 3" asks nothing of Step 3.
    """
    if not any(want.value in _ORDER_WORDS for want in fact) and _obliged_across_order(tokens, choice):
        return False
    for index, want in enumerate(fact):
        if want.value in _ORDER_WORDS and 0 < index < len(fact) - 1:
            middle = choice[index]
            ahead, behind = choice[:index], choice[index + 1 :]
            fronted = middle < min(behind) and max(behind) < min(ahead)
            if not fronted and not (max(ahead) < middle < min(behind)):
                return False
    return True


def _obliged_across_order(tokens: Sequence[Token], choice: tuple[int, ...]) -> bool:
    obliged = [place for place in choice if tokens[place].value == "must"]
    named = [place for place in choice if tokens[place].kind is Kind.NAME]
    return any(
        tokens[between].value in _ORDER_WORDS
        for must, name in itertools.product(obliged, named)
        for between in range(min(must, name), max(must, name))
    )


def _no_rival(tokens: Sequence[Token], fact: Sequence[Token], choice: tuple[int, ...]) -> bool:
    """No match over several clauses passes a rival: another member of a family that the fact names."""
    clauses = {tokens[place].clause for place in choice}
    if len(clauses) == 1:
        return True
    families = {_family(token) for token in fact} - {""}
    chosen = {(tokens[place].value, tokens[place].unit) for place in choice}
    passed = (token for token in tokens if min(clauses) <= token.clause <= max(clauses))
    return not any(_family(token) in families and (token.value, token.unit) not in chosen for token in passed)


def _family(token: Token) -> str:
    """The group whose members exclude each other: numbers of one unit, Steps, visas, states, ..."""
    if token.kind is Kind.NAME:
        if token.value in STATES:
            return "state"
        return next((family for family in _FAMILIES if token.value.startswith(family)), "visa or form")
    if token.kind in (Kind.NUMBER, Kind.RANGE):
        return f"number of {token.unit}"
    return ""
