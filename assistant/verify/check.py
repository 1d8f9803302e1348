"""Whether a statement says only what its quotes say.

Three questions in turn: does a quote carry every fact; do the facts hang together as in the quotes; do
the marks (not, must, at least, before, unless, ...) sit on the same facts. A doubt is a problem: the
caller then shows the quote itself. Why no similarity of vectors: it gives falsified sentences .97 and more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.verify.actors import actor_problems
from assistant.verify.grammar import facts_between
from assistant.verify.joins import join_problems
from assistant.verify.jumps import jump_problems
from assistant.verify.marks import mark_problems
from assistant.verify.problems import Problem, ProblemKind
from assistant.verify.reading import read
from assistant.verify.tense import tense_problems
from assistant.verify.tokens import Kind, Reading, Token
from assistant.verify.walk import Walk, align, uncarried
from assistant.verify.words import light_stems

_KINDS = {Kind.NUMBER: ProblemKind.NUMBER, Kind.DATE: ProblemKind.DATE, Kind.NAME: ProblemKind.NAME}
_ABBREVIATION = re.compile(r"(?:\b(?:U\.S|D\.C|Dr|Mr|Ms|No|Nos|Pub|Inc|St|vs|e\.g|i\.e|a\.m|p\.m)|(?<![\w.])[A-Z])\.$")
_SOURCE = (
    r"(?:guidance|guidelines?|passages?|documents?|text|sources?|context|information)"
    r"(?: (?:above|provided|given|cited))?"
)
_SAYS = (
    r"(?:says?|states?|notes?|explains?|mentions?|indicates?|confirms?|specif(?:y|ies)|adds?|reports?|"
    r"makes? (?:it )?clear)"
)
_LEAD_IN = re.compile(
    rf"^(?:(?:according to|based on|per|as stated in) (?:the|this|these|your|our) (?:provided )?{_SOURCE}, ?|"
    rf"(?:the|this|these|your|our) (?:provided )?{_SOURCE} (?:also )?{_SAYS} that )",
    re.IGNORECASE,
)
"""Words that name the quotes themselves and so add nothing to them."""
_SOFT_BREAK = re.compile(r"\n(?!\s*(?:[-*+|#\d]|\n|$))")


def check_statement(statement: str, quotes: Sequence[str]) -> list[Problem]:
    """What a statement says beyond or against its quotes.

    Args:
        statement: one sentence of an answer, or several, without citation marks.
        quotes: the words that it cites, taken together.

    Returns:
        The problems found, each once; empty when the quotes fully support the statement.
    """
    plain = _LEAD_IN.sub("", " ".join(statement.split()))
    if not plain:
        return []
    if any(_is_sentence_of(plain, " ".join(quote.split())) for quote in quotes):
        return []
    return list(dict.fromkeys(_problems(plain, quotes)))


def _problems(statement: str, quotes: Sequence[str]) -> list[Problem]:
    reading = read(statement)
    evidence = read("\n".join(_SOFT_BREAK.sub(" ", quote) for quote in quotes))
    missing = uncarried(reading, evidence)
    light = [i for i in missing if reading.tokens[i].key.removeprefix("word:") in light_stems()]
    if len(light) < len(missing):
        return [Problem(_kind(reading.tokens[i]), reading.tokens[i].raw) for i in missing if i not in light]
    walk = align(_without(reading, light), evidence)
    replaced = [reading.tokens[i].raw for i in light if _replaces(walk, i)]
    if replaced:
        return [Problem(ProblemKind.CONTENT, raw) for raw in replaced]
    checks = (jump_problems, actor_problems, join_problems, mark_problems, tense_problems)
    return [problem for check in checks for problem in check(walk)]


def _without(reading: Reading, light: list[int]) -> Reading:
    """The reading with some facts made words that add none."""
    tokens = tuple(Token(Kind.PLAIN, t.key, t.raw) if i in light else t for i, t in enumerate(reading.tokens))
    return replace(reading, tokens=tokens, facts=tuple(i for i in reading.facts if i not in light))


def _replaces(walk: Walk, i: int) -> bool:
    """Whether an added light verb stands where the statement leaves out a fact of the quote."""
    before = max((k for k in walk.statement.facts if k < i), default=None)
    after = min((k for k in walk.statement.facts if k > i), default=None)
    if before is None or after is None:
        return False
    return bool(facts_between(walk.quote, walk.place[before], walk.place[after]))


def _kind(token: Token) -> ProblemKind:
    return _KINDS.get(token.kind, ProblemKind.CONTENT)


def _is_sentence_of(statement: str, quote: str) -> bool:
    """Whether the statement is the quote or whole sentences of it; white space is already normal."""
    start = quote.find(statement)
    while start >= 0:
        end = start + len(statement)
        opens = start == 0 or (
            quote[start - 1] == " "
            and quote[: start - 1].endswith((".", "!", "?"))
            and not _ends_short(quote[: start - 1])
        )
        closes = end == len(quote) or (statement[-1] in ".!?" and quote[end] == " " and not _ends_short(statement))
        if opens and closes:
            return True
        start = quote.find(statement, start + 1)
    return False


def _ends_short(text: str) -> bool:
    return bool(_ABBREVIATION.search(text[-8:]))
