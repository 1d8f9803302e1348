"""What the reader has said about themselves, found in their own turns by rules.

Only statements count ("I am on a J-1"), not topics ("what does an O-1 ask?"). A later statement
replaces an earlier one of the same kind. Nothing of this leaves the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.names import Name, find_names

_SELF = re.compile(
    r"\b(?:i\s+am|i['’]?m|i\s+was|i\s+have|i['’]?ve|i\s+hold|i\s+got|i\s+(?:failed|passed|cleared|took)|i\s+came|i\s+trained|i\s+train|i\s+work|i\s+live|i\s+moved?|"
    r"i\s+stay|i\s+practi[cs]e|i\s+want\s+to\s+(?:work|practi[cs]e|live|move|train|settle)|i\s+plan\s+to|i\s+will\s+(?:work|practi[cs]e|train|start|join)|my|"
    r"me|currently|presently|we\s+are|we\s+live)\b",
    re.IGNORECASE,
)
_OTHER_PERSON = re.compile(
    r"\b(?:wife|husband|spouse|friend|brother|sister|cousin|son|daughter|child|uncle|father|mother)\b", re.I
)
_NEGATED = re.compile(r"\b(?:not|never|don['’]?t|no longer|isn['’]?t|without)\b[^,.;]{0,18}$", re.IGNORECASE)
_ON_VISA = re.compile(
    r"\b(?:on|in|under|with|hold|have|having|got|my|current(?:ly)?|as)\s+(?:an?\s+|my\s+|the\s+|valid\s+|current\s+)*$",
    re.IGNORECASE,
)
_IN_STATE = re.compile(
    r"\b(?:in|to|at|from)\s+(?:the\s+)?(?:state\s+of\s+)?(?:[A-Z][\w.]+,?\s+)?$|\b(?:my|current)\s+state\s+is\s+$|,\s*$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:can|could|may|might|do|does|did|will|would|should|must|shall|if)\s+$", re.IGNORECASE)
_CLAUSE = re.compile(r"[^.?!;\n]+[.?!;\n]?")
_YEAR = re.compile(
    r"\b(?:graduat\w+|yog|year of graduation|passed out|class of|mbbs|"
    r"finished (?:med(?:ical)? )?school)\D{0,20}((?:19|20)\d\d)\b",
    re.I,
)
_CITIZEN = (
    (
        re.compile(r"\bi(?:['’]?m|\s+am)\s+not\s+(?:an?\s+)?(?:us|u\.s\.?|american|united states)\s+citizen", re.I),
        "non-US citizen",
    ),
    (re.compile(r"\bnon[\s-]?us[\s-]?citizen", re.I), "non-US citizen"),
    (
        re.compile(r"\bi(?:['’]?m|\s+am)\s+(?:an?\s+)?(?:us|u\.s\.?|american|united states)\s+citizen", re.I),
        "US citizen",
    ),
    (
        re.compile(
            r"\bi(?:['’]?m|\s+am)\s+(?:an?\s+)?canadian\b|\bi(?:['’]?m|\s+am)\s+(?:an?\s+)?citizen of canada", re.I
        ),
        "Canadian",
    ),
    (re.compile(r"\bi(?:['’]?m|\s+am)\s+(?:an?\s+)?mexican\b", re.I), "Mexican"),
)
_EXAM = re.compile(
    r"\b(?:i(?:['’]?ve| have)?\s+(?:already\s+|just\s+)?)(passed|cleared|failed|took|taken)\b", re.IGNORECASE
)
_STAGE = (
    (
        re.compile(
            r"\bi(?:['’]?m|\s+am)\s+(?:still\s+)?(?:an?\s+)?(?:final[\s-]year\s+|\d\w\w[\s-]year\s+)?(?:medical\s+|mbbs\s+)?student\b",
            re.I,
        ),
        "student",
    ),
    (re.compile(r"\bi(?:['’]?m|\s+am)\s+(?:an?\s+)?(?:\w+\s+){0,3}resident\b(?!\s+of)", re.I), "resident"),
    (
        re.compile(
            r"\bi(?:['’]?m|\s+am)\s+(?:an?\s+)?(?:\w+\s+){0,3}fellow\b|\bmy\s+(?:[\w-]+\s+){0,2}fellowship\b", re.I
        ),
        "fellow",
    ),
)


def situation_of(turns: Sequence[str], forget: Iterable[str] = ()) -> dict[str, str]:
    """The reader's situation.

    Args:
        turns: what the reader wrote, oldest first, the current question last.
        forget: "key=value" pairs that the reader took back.

    Returns:
        Some of visa, state, specialty, citizenship, graduation year, stage and exams, as said.
    """
    found: dict[str, str] = {}
    for turn in turns:
        found.update(_said_in(turn))
    gone = set(forget)
    return {key: value for key, value in found.items() if f"{key}={value}" not in gone}


def _said_in(turn: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for pattern, value in _CITIZEN:
        if pattern.search(turn):
            said["citizenship"] = value
            break
    for pattern, value in _STAGE:
        if pattern.search(turn):
            said["stage"] = value
    if year := _YEAR.search(turn):
        said["graduation year"] = year.group(1)
    for clause in _CLAUSE.finditer(turn):
        said.update(_clause(clause.group()))
    return said


def _clause(clause: str) -> dict[str, str]:
    self_ = _SELF.search(clause)
    if self_ is None or _ASKED.search(clause[: self_.start()]):
        return {}
    said: dict[str, str] = {}
    for name in find_names(clause):
        before = clause[: name.start]
        if name.start < self_.start() or _OTHER_PERSON.search(before) or _NEGATED.search(before):
            continue
        if _says(name, before):
            said[name.kind] = name.name
    exam = _EXAM.search(clause)
    exams = [n.name for n in find_names(clause) if n.kind == "exam" and exam and n.start > exam.start()]
    if exam and exams:
        verb = {"cleared": "passed", "taken": "took"}.get(exam.group(1).lower(), exam.group(1).lower())
        said["exam"] = f"{verb} {', '.join(exams)}"
    return said


def _says(name: Name, before: str) -> bool:
    if name.kind == "visa":
        return bool(_ON_VISA.search(before))
    if name.kind == "state":
        return bool(_IN_STATE.search(before))
    return name.kind == "specialty" and bool(re.search(r"\b(?:am|['’]m|my|in|an?)\s+(?:an?\s+|the\s+)?$", before, re.I))


def reply_to_options(reply: str, options: Sequence[str]) -> Mapping[str, str]:
    """The value that a short reply to a clarifying question gives, by kind."""
    names = find_names(reply)
    return (
        {name.kind: name.name for name in names if name.kind in ("state", "visa", "exam")}
        if len(reply.split()) <= 6
        else {}
    )
