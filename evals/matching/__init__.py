"""Does a text say a fact? Matching that minds numbers, units, dates, names, order and negation."""

from evals.matching.facts import FactMatch, find_fact, says

__all__ = ["FactMatch", "find_fact", "says"]
