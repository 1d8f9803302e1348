"""Fees for a number of things: so much for each of the first, so much for each further one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.compose.arithmetic.prices import Price, covered_of, prices_of
from assistant.compose.arithmetic.types import Rule


@dataclass(frozen=True, slots=True)
class Part:
    """So many times an amount, and the rules that say so; a `base` fee is paid once whatever it is named for."""

    count: int
    amount: Fraction
    rules: tuple[Rule, ...]
    base: bool = False

    @property
    def key(self) -> tuple[Fraction, Rule]:
        """The price that it is."""
        return self.amount, self.rules[0]

    def __str__(self) -> str:
        """The part as it stands in a sum."""
        return f"{self.count} × {usd(self.amount)}" if self.count > 1 else usd(self.amount)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The prices of one section for each of one kind of thing, and the flat fee that includes the first ones."""

    unit: str
    tiers: tuple[Price, ...]
    base: Price | None = None
    covers: int = 0
    covering: Rule | None = None

    def parts(self, count: int) -> list[Part] | None:
        """What a count comes to; None where the prices leave some of the things without one."""
        own = (self.base.rule, self.covering) if self.base and self.covering else ()
        found = [Part(1, self.base.amount, tuple(dict.fromkeys(own)), base=True)] if self.base else []
        done = self.covers
        for tier in sorted(self.tiers, key=lambda price: price.first):
            last = min(count, tier.last) if tier.last else count
            if last <= done:
                continue
            if tier.first > done + 1:
                return None
            found.append(Part(last - done, tier.amount, (tier.rule,)))
            done = last
        return found if found and done >= count else None


def usd(amount: Fraction) -> str:
    """An amount of money as the guidance writes it."""
    return f"USD {int(amount):,}" if amount.denominator == 1 else f"USD {float(amount):,.2f}"


def schedules(rules: Sequence[Rule]) -> Iterator[Schedule]:
    """The schedules of each section, in the order of the sections."""
    for section in dict.fromkeys(rule.section for rule in rules):
        own = [rule for rule in rules if rule.section == section]
        prices = [price for rule in own for price in prices_of(rule)]
        for unit in dict.fromkeys(price.unit for price in prices if price.unit):
            yield from _of_unit(unit, [price for price in prices if price.unit == unit], prices, own)


def _of_unit(unit: str, tiers: list[Price], prices: list[Price], rules: Sequence[Rule]) -> Iterator[Schedule]:
    flat = next((price for price in tiers if price.covers), None)
    tiers = [price for price in tiers if not price.covers]
    if len({(price.first, price.last) for price in tiers}) < len(tiers):
        return
    if flat is not None:
        yield Schedule(unit, tuple(tiers), flat, flat.covers, flat.rule)
        return
    covers, covering = _covered(unit, rules)
    tiers = [replace(tier, first=covers + 1) if tier.first == 0 and covers else tier for tier in tiers]
    lowest = min((tier.first for tier in tiers), default=0)
    if lowest == 0:
        return
    if lowest == 1:
        yield Schedule(unit, tuple(tiers))
        return
    base = base_of(prices)
    if base is not None:
        covering = covering or next(tier.rule for tier in tiers if tier.first == lowest)
        yield Schedule(unit, tuple(tiers), base, lowest - 1, covering)


def _covered(unit: str, rules: Sequence[Rule]) -> tuple[int, Rule | None]:
    for rule in rules:
        if (found := covered_of(rule.text)) and found[1].removesuffix("s") == unit:
            return found[0], rule
    return 0, None


def base_of(prices: Sequence[Price]) -> Price | None:
    """The flat fee of a section, if it has one that holds for everybody."""
    flat = [price for price in prices if not price.unit and not price.is_sum and not price.named & {"late"}]
    return flat[0] if len(flat) == 1 else None
