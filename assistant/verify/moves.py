"""What explains that a statement goes back in its quote without a pause."""

from __future__ import annotations

from enum import Enum, auto

from assistant.verify.grammar import is_actor, preposition
from assistant.verify.lexicon import words
from assistant.verify.rivals import rivals
from assistant.verify.tokens import FACTS, Kind, Reading, Token
from assistant.verify.walk import Walk

_LINKS = frozenset({"of", "for", "in", "on", "from", "with", "at", "to", "under"})
_ACTOR_LINKS = frozenset({"of", "on", "in", "with", "for"})
_OWNER_LINKS = frozenset({"of", "in", "for", "from", "at"})
_NEAR = 6
"""Tokens within which a word counts as part of the same phrase."""
_MOST_BETWEEN = 4
"""Facts that a noun phrase may hold between its head and what is turned round."""


class Move(Enum):
    """How something came to stand elsewhere: the whole clause changed voice, or one phrase moved."""

    VOICE = auto()
    PHRASE = auto()


def explain(walk: Walk, a: int, b: int) -> Move | None:
    """The move that explains a backward jump from fact a to fact b, if any."""
    if _voice(walk, a, b) or _said_last(walk, a):
        return Move.VOICE
    if _turned(walk, a, b) or _owner(walk, a, b) or _moved_phrase(walk, b):
        return Move.PHRASE
    return None


def same_phrase(walk: Walk, a: int, b: int) -> bool:
    """Whether two neighboring facts of a moved block belong to one phrase in the quote."""
    between = walk.quote.tokens[walk.place[a] + 1 : walk.place[b]]
    return all(token.kind in (Kind.PLAIN, Kind.QUANTIFIER) or token.key == "of" for token in between)


def _voice(walk: Walk, a: int, b: int) -> bool:
    """An active sentence made passive or the reverse, with the agent behind "by"."""
    statement, quote = walk.statement, walk.quote
    start, end = walk.place[a], walk.place[b]
    if b in statement.passive and end not in quote.passive:
        return True
    if preposition(statement, b, 2) == "by":
        verbs = (i for i in statement.passive if i < b and statement.sentence[i] == statement.sentence[b])
        asked = any(token.kind is Kind.MODAL and token.raw.endswith("ed") for token in statement.tokens[:b])
        others = (walk.place[i] for i in statement.facts if i < b)
        turned = any(end < walk.place[i] and walk.place[i] not in quote.passive for i in verbs)
        return turned or (asked and end < min(others))
    if end in quote.passive and b not in statement.passive:
        return any(token.raw == "by" for token in quote.tokens[end + 1 : start])
    return start in quote.passive and a not in statement.passive


def _said_last(walk: Walk, a: int) -> bool:
    """A source named last: "..., says the AMA"."""
    opens = a > 0 and walk.statement.tokens[a - 1].kind is Kind.BREAK
    return opens and walk.statement.tokens[a].key.removeprefix("word:") in words("saying")


def _small(tokens: tuple[Token, ...]) -> set[str]:
    """The keys of tokens that are neither facts nor articles."""
    return {token.key for token in tokens if token.kind not in FACTS | {Kind.PLAIN, Kind.QUANTIFIER}}


def _facts(reading: Reading, start: int, end: int) -> int:
    return sum(start < j < end for j in reading.facts)


def _turned(walk: Walk, a: int, b: int) -> bool:
    """A turn around a preposition: "letter of recommendation", "recommendation letter"."""
    early, late = walk.place[b], walk.place[a]
    first, second = walk.statement.tokens[a], walk.statement.tokens[b]
    if not _may_turn(walk, a, b) or (first.kind is second.kind and first.kind is not Kind.WORD):
        return False
    counts = any(token.kind is Kind.NUMBER and not token.unit for token in (first, second))
    acting = is_actor(walk.statement, a) or is_actor(walk.statement, b)
    if acting and Kind.NAME not in (first.kind, second.kind):
        return False
    links = _ACTOR_LINKS if acting else _LINKS
    ours, theirs = _small(walk.statement.tokens[a + 1 : b]), _small(walk.quote.tokens[early + 1 : late])
    dated = Kind.DATE in (first.kind, second.kind)
    between = 0 if acting and not dated else _MOST_BETWEEN
    if _facts(walk.quote, early, late) > between:
        return False
    if ours:
        return ours <= links and not theirs
    return bool(theirs) and theirs <= links and not counts


def _may_turn(walk: Walk, a: int, b: int) -> bool:
    """A turn is local: what precedes the turned phrase must not come from inside it or from just behind it."""
    earlier = [i for i in walk.statement.facts if i < a and walk.statement.segment[i] == walk.statement.segment[a]]
    place = walk.place[a]
    while earlier and walk.place[b] < walk.place[earlier[-1]] < place:
        place = walk.place[earlier.pop()]
    return not earlier or not walk.place[b] < walk.place[earlier[-1]] < walk.place[a] + _NEAR


def _owner(walk: Walk, a: int, b: int) -> bool:
    """An owner or place turned: "ECFMG's time limits", "the time limits of ECFMG"."""
    statement, quote = walk.statement, walk.quote
    early, late = walk.place[b], walk.place[a]
    if not _may_turn(walk, a, b) or rivals(quote, early, range(len(quote.tokens))):
        return False
    if _facts(quote, early, late) > _MOST_BETWEEN:
        return False
    if preposition(statement, b, 0) in _OWNER_LINKS:
        named = quote.tokens[early].unit in ("state", "visa")
        return (_owns(quote, early, late) or named) and _small(quote.tokens[early + 1 : late]) <= {"of"}
    return (
        _owns(statement, a, b)
        and preposition(quote, late, 2) in _OWNER_LINKS
        and _small(quote.tokens[early + 1 : late]) <= _LINKS
    )


def _owns(reading: Reading, start: int, end: int) -> bool:
    """Whether a phrase that begins at start owns the word at end ("the State Department's division")."""
    return any(token.key == "'s" for token in reading.tokens[start + 1 : end])


def _moved_phrase(walk: Walk, b: int) -> bool:
    """A prepositional phrase moved whole, when the quote has no second phrase that it could be confused with."""
    end = walk.place[b]
    ours, theirs = preposition(walk.statement, b, 0), preposition(walk.quote, end, 0)
    if not ours or ours != theirs or (is_actor(walk.quote, end) and walk.quote.tokens[end].unit != "state"):
        return False
    return not rivals(walk.quote, end, range(len(walk.quote.tokens)))
