"""Families of changes kept apart: written before the verifier and not looked at while it was built.

They test whether the verifier learned what support means, or only the kinds of change it was shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from evals.attacks import held_out_words as words
from evals.attacks.claims import Corpus, Edit, Family, Sentence, alone
from evals.attacks.edits import direction, each_match, exchange, replaced

_VALUE = re.compile(
    r"(?<![\w.,$§-])(?:USD \d[\d,]*|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December) \d{4}|\d[\d,]*(?:\.\d+)?%|(?:19|20)\d\d|\d+(?:,\d{3})*)(?![\w%/:(-]|[.,(]\d| [A-Z]{3}\b)"
)
_NAMED = re.compile(
    r"(?:Steps?|Step \d and|Steps \d and|Level|Levels|Pathways?(?: [\d, ]+(?:and|or))?|[Ss]ections?|Form|Title|"
    r"chapter|Proclamation|Bill|Conrad|EB|"
    r"Act|Rule|rule|[Rr]egulation|grade|Act of|Code|SB|LD|HB|PGY|Part|parts?) $"
)
_PLAIN = re.compile(r"^\d{1,3}$")
_REQUIRES = re.compile(r"\b(?:must|needs?|asks?|requires?)\b")
_ALTERNATIVE = re.compile(
    r"(?<=[a-z0-9,] )or(?= (?:an?|\d+|one|two|three|four|five|six|proof|certification|current|completion|"
    r"passing|passed)\b"
    r"(?! (?:or|more|less)))"
)
_BESIDES = re.compile(
    r"(?<=[a-z0-9,] )and(?= (?:an?|\d+|one|two|three|four|five|proof|must|hold|pass|be|filing|show|current|passed)\b)"
)
_BILL = re.compile(r"\b(?:[Bb]ill|proposals?|proposed|postponed|House|Senate|Assembly|SB|HB|LD|SF)\b")


_status = exchange(words.STATUSES, r"a <former> |<Bill>")


def _values(text: str) -> list[re.Match[str]]:
    return [match for match in _VALUE.finditer(text) if not _NAMED.search(text[: match.start()])]


def _shape(value: str) -> str:
    if value.startswith("USD"):
        return "amount"
    if value.endswith("%"):
        return "percent"
    if re.fullmatch(r"(?:19|20)\d\d", value):
        return "year"
    return "number" if re.fullmatch(r"[\d,]+", value) else "date"


def value_exchanged(text: str, rng: Random) -> Iterator[str]:
    """Two different values of the same kind trade places."""
    found = _values(text)
    for first, second in zip(found, found[1:], strict=False):
        between = text[first.end() : second.start()]
        range_like = re.fullmatch(r"(?: to |-|–| and |, | or |, and | plus )", between)
        if re.search(r"Steps [\d, ]*$", text[: first.start()]):
            continue
        if first[0] != second[0] and _shape(first[0]) == _shape(second[0]) and not range_like:
            yield text[: first.start()] + second[0] + between + first[0] + text[second.end() :]


def value_borrowed(sentence: Sentence, corpus: Corpus, rng: Random) -> Iterator[Edit]:
    """A number of a second cited sentence is put into the first one."""
    for match in _values(sentence.text):
        if not _PLAIN.match(match[0]):
            continue
        for other in list(corpus.siblings(sentence))[:12]:
            lent = [m[0] for m in _values(other.text) if _PLAIN.match(m[0]) and m[0] not in sentence.text]
            upward = bool(lent) and int(lent[0]) > int(match[0])
            implied = direction(sentence.text[: match.start()]) == (-1 if upward else 1)
            if lent and not implied and match[0] not in other.text and "1" not in (match[0], lent[0]):
                statement = replaced(sentence.text, match.start(), match.end(), lent[0])
                yield Edit(statement, (sentence.text, other.text))
                break


def conjunction(text: str, rng: Random) -> Iterator[str]:
    """In a requirement, one of two alternatives becomes both, or both become one of two."""
    start = _REQUIRES.search(text)
    if start is None or re.search(r"\b(?:either|both|between|whether|without|not|no)\b", text):
        return
    for match in _ALTERNATIVE.finditer(text, start.end()):
        yield replaced(text, match.start(), match.end(), "and")
    for match in _BESIDES.finditer(text, start.end()):
        yield replaced(text, match.start(), match.end(), "or")


def status(text: str, rng: Random) -> Iterator[str]:
    """What is proposed becomes law, what is pending is approved; "would" of a bill becomes "will"."""
    yield from _status(text, rng)
    if _BILL.search(text) and not re.search(r"\bannounced|\bsaid", text):
        yield from each_match(re.compile(r"\bwould(?! (?:have|like))"), text, lambda match: "will")


def one_of(names: tuple[str, ...], flags: re.RegexFlag = re.NOFLAG) -> Callable[[str, Random], Iterator[str]]:
    """A change that replaces a name that occurs once by another of the list that does not occur."""
    pattern = re.compile(rf"(?<![\w-])(?<!New )(?:{'|'.join(map(re.escape, names))})(?![\w-])", flags)

    def change(text: str, rng: Random) -> Iterator[str]:
        found = [match[0].lower() for match in pattern.finditer(text)]
        free = [name for name in names if name.lower() not in text.lower()]

        def new(match: re.Match[str]) -> str | None:
            return rng.choice(free) if found.count(match[0].lower()) == 1 else None

        return each_match(pattern, text, new)

    return change


_ordinal = exchange(
    words.ORDINALS,
    r"<second>s? (?:or|opinion)|at <first>|<last>(?:s|ed|ing| for| at| up)| <last> \d|<(?:first|last)>[.,;]|"
    r"<first> (?:get|seen|amended|during)|a <(?:third|fourth|fifth)>|when <last>",
)
_frequency = exchange(
    words.FREQUENCIES, r"<about>(?! \d| one| two| half)|[a-z] (?!costs|takes|gives)<about> [a-z]|not <always>"
)
_role = exchange(words.ROLES, r"<(?:medical student|resident|fellow)>s?' |residency <programs>|<law firm>'s")
_paper = exchange(
    words.PAPERS, r"work <permit|<(?:contract|permit|petition)>(?:s|ed)|to <(?:permit|petition|contract)>"
)
_antonym = exchange(
    words.ANTONYMS,
    r"<open> to|than <different>|<(?:later|earlier)> (?:version|than|or)|no <(?:later|longer)>|sooner or <later>|"
    r"<free>(?:s|d)|<private> practice|<[Pp]ublic> (?:[Hh]ealth|[Cc]hapter|[Aa]ct)|or <later>|even <later>",
)
_reference = exchange(
    words.REFERENCE,
    r"<residency> (?:or|and) fellowship|residency (?:or|and) <fellowship>|<the home country>'s|or <(?:residency|"
    r"fellowship)>",
)
_source = exchange(words.SOURCES, r"<a bill> tracker")

HELD_OUT = (
    Family("value exchanged", alone(value_exchanged), 80),
    Family("value borrowed", value_borrowed, 80),
    Family("ordinal", alone(_ordinal), 80),
    Family("conjunction", alone(conjunction), 80),
    Family("frequency", alone(_frequency), 80),
    Family("specialty", alone(one_of(words.SPECIALTIES, re.IGNORECASE)), 80),
    Family("role", alone(_role), 80),
    Family("form", alone(one_of(words.FORMS)), 60),
    Family("paper", alone(_paper), 60),
    Family("country", alone(one_of(words.COUNTRIES)), 60),
    Family("antonym", alone(_antonym), 120),
    Family("status", alone(status), 80),
    Family("reference point", alone(_reference), 80),
    Family("source", alone(_source), 80),
)
