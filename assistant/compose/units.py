"""Scoring the units of a passage for a question."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, combinations

from assistant.compose.types import Scored
from assistant.query import Query
from assistant.retrieve import Passage
from ingest.index import Index
from ingest.lexical import tokens
from ingest.names import names_of
from ingest.types import Section, Unit, UnitKind

FIRST_BONUS = 0.10
"""The first sentence of a curated section answers its heading."""

CORRECTION_BONUS = 0.35
WORDS_WEIGHT = 0.45
NAME_CONFLICT = 0.5

_QUANTITY = re.compile(
    r"\b(?:how (?:many|much|long|often|old|soon|late)|what (?:score|fee|cost|price|percent\w*|"
    r"share|date|year|age|number|salary)|when|deadline|fee|cost|price|rate|score|limit|"
    r"attempts?)\b",
    re.I,
)
_HAS_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|no limit|no fee|unlimited)\b", re.I
)
NUMBER_BONUS = 0.10


def score_units(passage: Passage, query: Query, index: Index, numbered: bool = False) -> list[Scored]:
    """The units of a chunk (or those with a number), in reading order, with scores of about 0 to 2."""
    section, chunk = passage.section, passage.row.chunk
    text = index.text(chunk.document)
    first = _place(section, chunk.units[0])
    believed = _belief_match(passage)
    wanted = {token: index.words.idf(token) for token in tokens(query.standalone)}
    total = sum(wanted.values()) or 1.0
    named = {kind: set(names) for kind, names in query.names.items()}
    quantity = bool(_QUANTITY.search(query.standalone))
    found = []
    for number, (unit, similarity) in enumerate(zip(chunk.units, passage.units, strict=True)):
        words = " ".join(text[unit.start : unit.end].split())
        if numbered and not _HAS_NUMBER.search(words):
            continue
        held = set(tokens(words))
        score = similarity + WORDS_WEIGHT * sum(w for t, w in wanted.items() if t in held) / total
        if first + number == 0 and passage.document.curated:
            score += FIRST_BONUS
        if believed is not None and words == believed:
            score += CORRECTION_BONUS
        if quantity and _HAS_NUMBER.search(words):
            score += NUMBER_BONUS
        if _names_conflict(words, named):
            score -= NAME_CONFLICT
        found.append(Scored(passage, unit, first + number, words, score))
    return found


def _place(section: Section, unit: Unit) -> int:
    return next((i for i, own in enumerate(section.units) if own.start == unit.start), 0)


def _belief_match(passage: Passage) -> str | None:
    """The correction of a belief that the question comes nearer to than to any section question."""
    section, beliefs = passage.section, passage.beliefs
    if not beliefs:
        return None
    best = max(range(len(beliefs)), key=lambda i: beliefs[i])
    if beliefs[best] < 0.55 or beliefs[best] < max(passage.asks[: len(section.questions)], default=0.0) - 0.12:
        return None
    return " ".join(section.misconceptions[best].correction.split())


def _names_conflict(words: str, named: dict[str, set[str]]) -> bool:
    """Whether a unit speaks of another visa, exam or state than the question names, and of none it names."""
    held = names_of(words, "visa", "exam", "state")
    for kind, names in held.items():
        asked = named.get(kind)
        if (
            asked
            and not asked & set(names)
            and not (kind == "exam" and any(n.startswith("Step 2") for n in asked) and "Step 2" in names)
        ):
            return True
    return False


def stem_of(scored: Scored, index: Index) -> Scored | None:
    """The unit that an item or a table row needs to be understood."""
    section = scored.passage.section
    if scored.unit.stem is None or scored.unit.stem >= len(section.units):
        return None
    unit = section.units[scored.unit.stem]
    text = index.text(scored.passage.row.chunk.document)
    return Scored(scored.passage, unit, scored.unit.stem, " ".join(text[unit.start : unit.end].split()), scored.score)


_LEANING = re.compile(
    r"^(?:It|This|They|These|Those|That|Such|He|She|His|Her|Its|Their|However|Also|But|And|"
    r"Then|If so|In this case|In that case)\b"
)


def antecedent_of(scored: Scored, index: Index) -> Scored | None:
    """The sentence before a sentence that leans on it (documents without our format)."""
    if scored.place == 0 or scored.unit.kind is not UnitKind.SENTENCE or not _LEANING.match(scored.text):
        return None
    unit = scored.passage.section.units[scored.place - 1]
    text = index.text(scored.passage.row.chunk.document)
    return Scored(scored.passage, unit, scored.place - 1, " ".join(text[unit.start : unit.end].split()), scored.score)


def next_of(scored: Scored, index: Index) -> Scored | None:
    """The unit after one that must not be shown without it."""
    section = scored.passage.section
    if scored.place + 1 not in section.keep_with_next or scored.place + 1 >= len(section.units):
        return None
    unit = section.units[scored.place + 1]
    text = index.text(scored.passage.row.chunk.document)
    return Scored(scored.passage, unit, scored.place + 1, " ".join(text[unit.start : unit.end].split()), scored.score)


def row_sentence(header: str, row: str, visas: Collection[str] = ()) -> str:
    """A Markdown table row as a sentence: "Internal medicine: offered 10,941; filled 10,584.".

    A column about another visa than those of `visas` is left out, unless no column is about one of them.
    """
    names, cells = _cells(header), _cells(row)
    columns = [(name, cell) for name, cell in zip(names[1:], cells[1:], strict=False) if cell]
    asked = [column for column in columns if _is_asked(column[0], visas)] or columns
    pairs = [f"{name}: {cell}" if name else cell for name, cell in asked]
    return f"{cells[0]} — {'; '.join(pairs)}." if cells and pairs else " ".join(cells)


def _is_asked(column: str, visas: Collection[str]) -> bool:
    own = names_of(column, "visa").get("visa")
    return not visas or not own or bool(set(own) & set(visas))


def choices_of(header: str) -> Iterator[tuple[str, ...]]:
    """The ways in which the columns of a table can be chosen by visa: all, one or two."""
    named = names_of(header, "visa").get("visa", ())
    return chain([()], combinations(named, 1), combinations(named, 2))


def _cells(line: str) -> Sequence[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
