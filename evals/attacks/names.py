"""Changes of a name: program, visa, exam, state or organization."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from evals.attacks.claims import Change, Family, alone
from evals.attacks.edits import each_match
from evals.attacks.words import EXAMS, ORGANIZATIONS, PROGRAMS, RELATED, STATES, VISAS

_NOT_A_STATE = re.compile(
    r"(?:University of|College of|West|Washington,|Northern|Southern|Eastern|Western|southern|northern) <|"
    r"> (?:City|Times|Journal|State University|University|College|Avenue)"
)
_CLARIFIED = re.compile(r"> \(|\(<|/<|>/|> alone|@<")


def swapped(names: Sequence[str], guard: re.Pattern[str] = _CLARIFIED) -> Change:
    """Replace a name that occurs once by another of its kind that does not occur in the sentence."""
    pattern = re.compile(
        rf"(?<![\w@.-])(?:{'|'.join(re.escape(n) for n in sorted(names, key=len, reverse=True))})(?![\w@]|-\w|\.\w)"
    )

    def change(text: str, rng: Random) -> Iterator[str]:
        found = [match[0] for match in pattern.finditer(text)]

        def new(match: re.Match[str]) -> str | None:
            around = (
                f"{text[max(match.start() - 30, 0) : match.start()]}<{match[0]}>{text[match.end() : match.end() + 30]}"
            )
            if found.count(match[0]) != 1 or guard.search(around):
                return None
            free = [n for n in names if n not in text and _alike(n, match[0]) and {n, match[0]} not in RELATED]
            return rng.choice(free) if free else None

        return each_match(pattern, text, new)

    return alone(change)


def _alike(one: str, other: str) -> bool:
    """Whether both or neither are Steps: "USMLE COMVEX" would give the change away."""
    return one.startswith("Step ") == other.startswith("Step ")


FAMILIES = (
    Family("visa", swapped(VISAS), 130),
    Family("program", swapped(PROGRAMS), 90),
    Family("exam", swapped(EXAMS), 110),
    Family("state", swapped(STATES, _NOT_A_STATE), 130),
    Family("organization", swapped(ORGANIZATIONS), 130),
)
