"""The walk of a statement through its quotes: which word of a quote each fact of the statement rests on.

A faithful statement copies its quotes in runs; the cheapest walk (fewest and shortest jumps) is found by
dynamic programming, and the jumps that remain are what order.py has to explain.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.grammar import preposition
from assistant.verify.tokens import Reading

_SYNONYM = 1.0
_PREPOSITION = 0.3


@dataclass(frozen=True, slots=True)
class Walk:
    """A statement aligned with its quotes.

    Attributes:
        statement: the statement's reading.
        quote: the reading of all quotes.
        place: statement token index to quote token index, for every fact.
        kept: quote token indices that the statement rests on.
    """

    statement: Reading
    quote: Reading
    place: dict[int, int]
    kept: frozenset[int]

    def paused(self, a: int, b: int) -> bool:
        """Whether the statement has a comma, join, relative pronoun or subordinator between two facts."""
        return self.statement.segment[a] != self.statement.segment[b]


def uncarried(statement: Reading, quote: Reading) -> list[int]:
    """Facts of the statement that no quote carries."""
    index = _index(quote)
    return [i for i in statement.facts if not any(need in index for need in statement.tokens[i].needs)]


def align(statement: Reading, quote: Reading) -> Walk:
    """The cheapest walk; every fact of the statement must be carried."""
    rank = {position: order for order, position in enumerate(quote.facts)}
    layers = [(i, _candidates(statement, i, quote)) for i in statement.facts]
    costs: list[dict[int, float]] = []
    back: list[dict[int, int]] = []
    for step, (i, candidates) in enumerate(layers):
        best: dict[int, float] = {}
        origin: dict[int, int] = {}
        for j, own in candidates.items():
            if step == 0:
                best[j] = own
                continue
            paused = statement.segment[i] != statement.segment[layers[step - 1][0]]
            best[j], origin[j] = min(
                (cost + own + _jump(quote, rank, k, j, paused), k) for k, cost in costs[-1].items()
            )
        costs.append(best)
        back.append(origin)
    place: dict[int, int] = {}
    if costs:
        j = min(costs[-1], key=lambda position: (costs[-1][position], position))
        for step in range(len(layers) - 1, -1, -1):
            place[layers[step][0]] = j
            j = back[step].get(j, j)
    return Walk(statement, quote, place, frozenset(place.values()))


@lru_cache(maxsize=512)
def _index(quote: Reading) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for j in quote.facts:
        for key in quote.tokens[j].carries:
            found[key].append(j)
    return {key: tuple(positions) for key, positions in found.items()}


def _candidates(statement: Reading, i: int, quote: Reading) -> dict[int, float]:
    """Quote positions that carry a fact, with the price of a synonym and of another preposition."""
    token, index, ours = statement.tokens[i], _index(quote), preposition(statement, i)
    places = {j for need in token.needs for j in index.get(need, ())}
    if len(places) == 1:
        return dict.fromkeys(places, 0.0)
    return {
        j: _SYNONYM * (quote.tokens[j].key != token.key) + _PREPOSITION * (preposition(quote, j) != ours)
        for j in sorted(places)
    }


def _jump(quote: Reading, rank: dict[int, int], before: int, after: int, paused: bool) -> float:
    """The price of going from one quote position to the next; a pause in the statement halves it."""
    if quote.sentence[before] != quote.sentence[after]:
        price = 4.0
    elif after == before:
        price = 3.0
    elif after < before:
        price = 2.0 + (quote.clause[before] != quote.clause[after]) + 0.05 * (rank[before] - rank[after])
    else:
        skipped = rank[after] - rank[before] - 1
        price = 0.15 * min(skipped, 8) + 0.5 * (quote.clause[before] != quote.clause[after])
    return price / 2 if paused and after != before else price
