"""Rephrasings by rule: other words, spaces or order with exactly the same meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.attacks.claims import Change, Family, alone
from evals.attacks.edits import each_match
from evals.attacks.words import MONTHS, NUMBERS

_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
_PLURAL_UNIT = re.compile(
    r"(?<![\w.,-])(?<! to )(?<! or )(?<! and )(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (months|years)\b"
)
_PROPER = re.compile(r"[A-Z]\w*(?:[A-Z0-9-]|'s [A-Z])")
_COMMON_OPENINGS = (
    "The|A|An|Every|Each|All|Some|Most|Many|Other|People|Graduates|Applicants|Physicians|Residents|Programs|"
    "States|Before|After|Since|In|From|If|Under|For|Only|Older|International|Hospitals|Students|Work|Candidates|"
    "Being|Earlier|Positions"
)


def _pairs(table: dict[str, str], guard: str = "") -> Change:
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(table, key=len, reverse=True))})(?![\w-]){guard}")
    return alone(lambda text, rng: iter({pattern.sub(lambda match: table[match[0]], text)}))


def white_space(text: str, rng: Random) -> Iterator[str]:
    """Doubled spaces, no-break spaces and curly quotes."""
    yield text.replace(" ", "  ", 3).replace("'", "’").replace(" of ", " of\u00a0")


def money(text: str, rng: Random) -> Iterator[str]:
    """`USD 100,000` as `$100,000`."""
    yield re.sub(r"USD (?=\d)", "$", text)


def duration(text: str, rng: Random) -> Iterator[str]:
    """24 months as two years, two years as 24 months."""

    def new(match: re.Match[str]) -> str | None:
        count = NUMBERS.index(match[1]) if match[1].isalpha() else int(match[1])
        if match[2] == "years":
            return f"{count * 12} months" if count <= 7 else None
        if count % 12 or count > 120:
            return None
        return "one year" if count == 12 else f"{NUMBERS[count // 12]} years"

    return each_match(_PLURAL_UNIT, text, new)


def digits_spelled(text: str, rng: Random) -> Iterator[str]:
    """3 years as three years, three years as 3 years."""
    spell = re.compile(r"(?<![\w.,§-])([2-9])(?= (?:years|months|attempts|weeks|days|states|visas))")
    write = re.compile(rf"\b({'|'.join(NUMBERS[2:13])})\b(?= (?:years|months|attempts|weeks|days|states|parts))")
    yield from each_match(spell, text, lambda match: NUMBERS[int(match[1])])
    yield from each_match(write, text, lambda match: str(NUMBERS.index(match[1])))


def percent(text: str, rng: Random) -> Iterator[str]:
    """`23.8%` as `23.8 percent`."""
    yield re.sub(r"(?<=\d)%", " percent", text)


def date_written(text: str, rng: Random) -> Iterator[str]:
    """11 December 2026 as December 11, 2026 or 2026-12-11."""
    yield from each_match(_DATE, text, lambda match: f"{match[2]} {match[1]}, {match[3]}")
    yield from each_match(_DATE, text, lambda match: f"{match[3]}-{MONTHS.index(match[2]) + 1:02}-{int(match[1]):02}")


def _uncapitalized(text: str) -> str | None:
    first = text.split()[0].rstrip(",")
    return (
        text[0].lower() + text[1:] if first in _COMMON_OPENINGS.split("|") else (text if _PROPER.match(first) else None)
    )


def framed(text: str, rng: Random) -> Iterator[str]:
    """A lead-in that adds no fact."""
    if (body := _uncapitalized(text)) and "ccording to" not in text:
        opening = ("According to the guidance, ", "The guidance says that ", "Yes, ", "In short, ", "Note that ")
        yield rng.choice(opening) + body


def clauses_turned(text: str, rng: Random) -> Iterator[str]:
    """If A, B as B if A, and back; not where the condition could belong to an inner clause."""
    if match := re.match(r"^If ([^,;]+), ((?:the|an?|it|they|[A-Z])\b[^;,]+)\.$", text):
        yield f"{match[2][0].upper()}{match[2][1:]} if {match[1]}."
    match = re.match(r"^([^,;]+?),? (if|unless) (?!it |they |that |those |one of those)([^,;]+)\.$", text)
    inner = match and re.search(r"\b(?:only|even|ask|know|see|says?|means|agree|that|because|who)\b", match[1])
    if match and not inner and (body := _uncapitalized(match[1])):
        yield f"{match[2].capitalize()} {match[3]}, {body}."


def source_moved(text: str, rng: Random) -> Iterator[str]:
    """X, according to Y, as According to Y, X."""
    match = re.match(r"^([^;]+), according to ([^,;]+)\.$", text)
    if match and (body := _uncapitalized(match[1])):
        yield f"According to {match[2]}, {body}."
    if match := re.match(r"^According to ([^,;]+), ([^;]+)\.$", text):
        yield f"{match[2][0].upper()}{match[2][1:]}, according to {match[1]}."


def date_moved(text: str, rng: Random) -> Iterator[str]:
    """A date at the start moved to the end of a short sentence."""
    match = re.match(rf"^(In (?:(?:{'|'.join(MONTHS)}) )?\d{{4}}), ([^,;:]+)\.$", text)
    if (
        match
        and len(match[2].split()) <= 12
        and not re.search(
            r"\d{4}|\b(?:that|who|which|until|since|where|when|because|whose|found|delayed|with|from)\b", match[2]
        )
    ):
        yield f"{match[2][0].upper()}{match[2][1:]} {match[1][0].lower()}{match[1][1:]}."


REPHRASINGS = (
    Family("white space", alone(white_space), 25),
    Family("money", alone(money), 25),
    Family("duration", alone(duration), 30),
    Family("digits and words", alone(digits_spelled), 25),
    Family("percent", alone(percent), 20),
    Family("date format", alone(date_written), 30),
    Family(
        "spelling",
        _pairs({"license": "licence", "licenses": "licences", "program": "programme", "programs": "programmes"}),
        20,
    ),
    Family("doctor", _pairs({"physician": "doctor", "physicians": "doctors"}), 25),
    Family(
        "contraction",
        _pairs({"cannot": "can't", "is not": "isn't", "are not": "aren't", "does not": "doesn't", "do not": "don't"}),
        25,
    ),
    Family("lead-in", alone(framed), 30),
    Family("clause order", alone(clauses_turned), 25),
    Family("source moved", alone(source_moved), 20),
    Family("date moved", alone(date_moved), 20),
    Family(
        "bound",
        _pairs(
            {"at most": "no more than", "at least": "a minimum of", "up to": "at most"},
            r"(?= (?:\d|two|three|four|five|six|seven|12))",
        ),
        25,
    ),
    Family("country name", _pairs({"the United States": "the US"}), 15),
)
