"""Numbers, durations, money, percentages, ranges and dates, rewritten to one form.

`mark_quantities` replaces each of them in lower-case text by a mark `⟦kind|value|unit⟧`, so that "two years",
"24 months" and "2-year" become the same mark. Kinds: `n` a number with a unit ("" for a bare number), `r` a range,
`d` a date, written with `?` for the parts that are not said ("2027-09-21", "2027-09-??", "????-10-01").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORD_VALUES = {word: value for value, word in enumerate(_SMALL.split())} | {
    word: (index + 2) * 10 for index, word in enumerate(_TENS.split())
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_NUMBER_WORD = "|".join([*_WORD_VALUES, *_SCALES])
_NUMBER_WORDS = re.compile(
    rf"\b(?:{_NUMBER_WORD})(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )(?:{_NUMBER_WORD}))*\b"
)

_MONTHS = "january february march april may june july august september october november december"
# "may" is mostly the verb: the caller writes the month as "maymonth".
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS.split(), 1) if name != "may"} | {
    "maymonth": 5,
    "sept": 9,
}
_MONTH_NUMBERS |= {name[:3]: number for name, number in _MONTH_NUMBERS.items() if number != 5}
_MONTH = "(" + "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"((?:19|20)\d{2})"

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_UNITS = {
    "year": ("month", 12), "yr": ("month", 12), "month": ("month", 1), "mo": ("month", 1), "week": ("day", 7),
    "day": ("day", 1), "hour": ("minute", 60), "hr": ("minute", 60), "minute": ("minute", 1), "min": ("minute", 1),
}  # fmt: skip
MEASURES = frozenset({"usd", "percent", "month", "day", "minute", "business-day"})
_UNIT = r"(business days?|working days?|" + "|".join(f"{unit}s?" for unit in _UNITS) + r")\b(?![-/]\d)"


def mark_quantities(text: str) -> str:
    """Rewrite every number and date of lower-case `text` as a mark; other words stay as they are."""
    for pattern, rewrite in _RULES:
        text = pattern.sub(rewrite, text)
    return text


def _mark(kind: str, value: str, unit: str = "") -> str:
    return f" ⟦{kind}|{value}|{unit}⟧ "


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _words_to_digits(match: re.Match[str]) -> str:
    """Turn "one hundred thousand" into "100000"; words of unlike sort ("one two") stay apart."""
    total, current = 0, 0
    for word in re.split(r"[ -]", match.group().replace(" and ", " ")):
        if word in ("thousand", "million"):
            total, current = total + max(current, 1) * _SCALES[word], 0
        elif word == "hundred":
            current = max(current, 1) * 100
        elif current % 10 == 0 and (current >= 20 or current == 0):
            current += _WORD_VALUES[word]
        else:
            return match.group()
    return str(total + current)


def _unit(value: Decimal, word: str) -> tuple[Decimal, str]:
    if word.endswith(("business day", "business days", "working day", "working days")):
        return value, "business-day"
    unit, factor = _UNITS[word.removesuffix("s")]
    return value * factor, unit


def _duration(match: re.Match[str]) -> str:
    value, unit = _unit(_decimal(match[1]), match[2])
    return _mark("n", _plain(value), unit)


def _unit_range(match: re.Match[str]) -> str:
    (low, _), (high, unit) = _unit(_decimal(match[1]), match[4]), _unit(_decimal(match[3]), match[4])
    return _mark("r", f"{_plain(low)}-{_plain(high)}", unit)


def _range(match: re.Match[str]) -> str:
    low, high = _decimal(match[1]), _decimal(match[2])
    if high < low and low >= 1900 and len(match[2]) == 2:
        high += low - low % 100
    return _mark("r", f"{_plain(low)}-{_plain(high)}", "percent" if match[3] else "")


def _date(year: str | None, month: str | None, day: str | None) -> str:
    number = f"{_MONTH_NUMBERS.get(month, 0) or int(month):02d}" if month else "??"
    return _mark("d", f"{year or '????'}-{number}-{f'{int(day):02d}' if day else '??'}")


def _money(match: re.Match[str]) -> str:
    scale = {"k": 1000, "m": 1_000_000, "million": 1_000_000, "thousand": 1000}.get((match[2] or "").strip(), 1)
    return _mark("n", _plain(_decimal(match[1]) * scale), "usd")


def _scaled(match: re.Match[str]) -> str:
    return _plain(_decimal(match[1]) * _SCALES[match[2]])


def _bare(match: re.Match[str]) -> str:
    text = match.group()
    if re.fullmatch(_YEAR, text):
        return _date(text, None, None)
    return _mark("n", _plain(_decimal(text)))


_LEFT = r"(?<![\w⟦|.,/-])"
_RIGHT = r"(?![\w|⟧]|[.,]\d|/\d)"
_RULES: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(?<!\d)1-\d{3}-\d{3}-\d{4}"), lambda m: "tel" + m.group().replace("-", "")),
    (re.compile(rf"\b({_NUMBER}) (hundred|thousand|million)\b"), _scaled),
    (_NUMBER_WORDS, _words_to_digits),
    (re.compile(r"\ban? (year|month) and a half\b"), r"1.5 \1s"),
    (re.compile(r"\b(\d+) and a half\b"), r"\1.5"),
    (re.compile(rf"\b({_NUMBER}) ((?:or|and) (?:more|fewer|less)) {_UNIT}"), r"\1 \3 \2"),
    (re.compile(r"\bhalf a year\b"), "6 months"),
    (re.compile(r"\ba (?:single|sole)\b"), "1"),
    (re.compile(r"\btwice\b"), "2 times"),
    (
        re.compile(
            r"(^|[.,;:(] *|\b(?:for|of|within|after|in|least|most|about|is|lasts?|takes?|than|requires?|only|another) )"
            r"an? (year|month|week|day|hour)\b"
        ),
        r"\g<1>1 \2",
    ),
    (re.compile(rf"\b{_DAY} ?(?:-|to|through) ?{_DAY} {_MONTH}(?:,? {_YEAR})?"),
     lambda m: _date(m[4], m[3], m[1]) + "to" + _date(m[4], m[3], m[2])),
    (re.compile(rf"\b{_MONTH} {_DAY} ?(?:-|to|through) ?{_DAY}(?:,? {_YEAR})?\b"),
     lambda m: _date(m[4], m[1], m[2]) + "to" + _date(m[4], m[1], m[3])),
    (re.compile(rf"\b{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR}\b)?"), lambda m: _date(m[3], m[2], m[1])),
    (re.compile(rf"\b{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR}\b)?"), lambda m: _date(m[3], m[1], m[2])),
    (re.compile(rf"{_LEFT}{_YEAR}-(\d\d)-(\d\d)\b"), lambda m: _date(m[1], m[2], m[3])),
    (re.compile(rf"\b(\d\d?)/(\d\d?)/{_YEAR}\b"), lambda m: _date(m[3], m[1], m[2])),
    (re.compile(rf"\b{_MONTH},? (?:of )?{_YEAR}\b"), lambda m: _date(m[2], m[1], None)),
    (re.compile(rf"\b(in|since|until|by|mid|early|late|each|every|from|through)[ -]{_MONTH}(?! ?\d)"),
     lambda m: m[1] + " " + _date(None, m[2], None)),
    (re.compile(r"(?:\busd|\bus\$|\$) ?(\d[\d,]*(?:\.\d+)?)( ?(?:k|million|m|thousand)\b)?"), _money),
    (re.compile(rf"{_LEFT}({_NUMBER}) ?(?:us )?(?:dollars|usd)()\b"), _money),
    (re.compile(rf"\bbetween ({_NUMBER}) and ({_NUMBER})(?=[ -])"), r"\1 to \2"),
    (re.compile(rf"{_LEFT}({_NUMBER})[ -]?(?:{_UNIT})? ?(?:-|to|or) ?({_NUMBER})(?:[ -]{_UNIT})"),
     _unit_range),
    (re.compile(rf"{_LEFT}({_NUMBER}) ?%? ?(?:-|to|or) ?({_NUMBER})( ?(?:%|percent\b|per cent\b))"), _range),
    (re.compile(rf"{_LEFT}({_NUMBER}) ?(?:-|to|or) ?({_NUMBER}){_RIGHT}()"), _range),
    (re.compile(rf"{_LEFT}({_NUMBER}) ?(?:%|percent\b|per cent\b)"),
     lambda m: _mark("n", _plain(_decimal(m[1])), "percent")),
    (re.compile(rf"{_LEFT}({_NUMBER})[ -]?{_UNIT}"), _duration),
    (re.compile(rf"{_LEFT}{_NUMBER}{_RIGHT}"), _bare),
]  # fmt: skip


def date_implies(said: str, wanted: str) -> bool:
    """Whether the date `said` holds every part that `wanted` names ("2027-09-21" implies "2027-09-??")."""
    return all(w.startswith("?") or s == w for s, w in zip(said.split("-"), wanted.split("-"), strict=True))
