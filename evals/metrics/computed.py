"""Whether a computed statement follows from its quotes and the question, worked out apart from the assistant.

A statement shows its inputs, so it can be judged as it stands: the equation or date must hold, every amount and
length of time in it must stand in the quotes, every date in the question, and every count in one of both or be
the difference of two that do.
"""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from evals.matching.phrases import plain_text
from evals.matching.tokens import Kind, tokenize

_AMOUNT = re.compile(r"USD ([\d,]+(?:\.\d+)?)")
_NOTE = re.compile(r"\((?![^()]*USD)[^()]*\)")
_SPAN = re.compile(r"(\d+) (year|month|week|day)s?")
_DATE = r"((?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4})"
_AFTER = re.compile(
    rf"(\d+) (year|month|week|day)s? from {_DATE} ends? (?:on|in) {_DATE}(?:, (before|after) {_DATE})?\."
)
_BEFORE = re.compile(
    rf"(\d+) (year|month|week|day)s? before {_DATE} is {_DATE}"
    rf"(?:, and (\d+) (year|month|week|day)s? before it is {_DATE})?\."
)
_YEARS = re.compile(
    rf"The first (\d+) calendar years counted from {_DATE} are [\d, and]+ (\d{{4}}), "
    r"so they end on 31 December (\d{4})\."
)
_SHARE = re.compile(r"([\d,]+) of ([\d,]+) is ([\d.]+)%\.")
_PAYMENTS = re.compile(r"(\d+) monthly payments ÷ 12 a year = (\d+) years\.")
_GAP = re.compile(rf"From {_DATE} to {_DATE} (?:is|are) (\d+) days?(?:, or (\d+) weeks?)?\.")
_PART = re.compile(r"([\d.]+)% of ([\d,]+) is about ([\d,]+)\.")
_RESULT = re.compile(
    r"(?P<about>about )?(?P<value>(?:USD )?[\d,]+(?:\.\d+)?%?"
    r"(?: (?:years?|months?|days?|hours?|minutes?))?(?: \d+ months?)?)"
    r"(?P<tail>| (?:attempts? )?left| percentage points| for .+| (?P<noun>[A-Za-z]+)(?: a year)?| a year)\."
)
_HOURS = re.compile(r"([\d,]+(?:\.\d+)?)[ -](hour|minute)s?\b")
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}

Moment = tuple[int, int | None, int | None]


def computed_holds(statement: str, quotes: Sequence[str], question: str) -> bool:
    """Whether `statement` shows a calculation that is right and whose inputs stand in `quotes` or `question`."""
    if not quotes:
        return False
    held = "\n".join(quotes)
    if match := _AFTER.fullmatch(statement):
        count, unit, start, end, order, other = match.groups()
        compared = order is None or _in_order(order, end, other, question)
        return compared and _span_holds(count, unit, start, end, 1, held, question)
    if match := _BEFORE.fullmatch(statement):
        count, unit, start, end, low, low_unit, near = match.groups()
        nearer = low is None or _span_holds(low, low_unit, start, near, -1, held, question)
        return nearer and _span_holds(count, unit, start, end, -1, held, question)
    if match := _YEARS.fullmatch(statement):
        return _calendar_years_hold(match, held, question)
    if match := _SHARE.fullmatch(statement):
        part, whole = (int(text.replace(",", "")) for text in match.groups()[:2])
        return {part, whole} <= _counts(held) and abs(Fraction(match[3]) - Fraction(100 * part, whole)) <= Fraction(
            1, 20
        )
    if match := _PAYMENTS.fullmatch(statement):
        return int(match[1]) in _counts(held) and int(match[1]) == 12 * int(match[2])
    if match := _GAP.fullmatch(statement):
        return _gap_holds(match, held, question)
    if match := _PART.fullmatch(statement):
        whole, part = (int(text.replace(",", "")) for text in match.groups()[1:])
        share = Fraction(match[1])
        return whole in _counts(held) and share in _percents(held) and abs(share * whole / 100 - part) <= Fraction(1, 2)
    return _equation_holds(statement, held, question)


def _gap_holds(match: re.Match[str], held: str, question: str) -> bool:
    start, end, days, weeks = match.groups()
    moments = [_moment(text) for text in (start, end)]
    if any(month is None or day is None for _, month, day in moments):
        return False
    first, last = (date(year, month or 1, day or 1) for year, month, day in moments)
    said = all(_says_date(f"{held}\n{question}", moment) for moment in moments) and any(
        _says_date(held, moment) for moment in moments
    )
    return said and (last - first).days == int(days) and (weeks is None or 7 * int(weeks) == int(days))


def _span_holds(count: str, unit: str, start: str, end: str, sign: int, held: str, question: str) -> bool:
    said = (
        int(count) * (12 if unit == "year" else 7 if unit == "week" else 1),
        "day" if unit in ("week", "day") else "month",
    )
    begin = _moment(start)
    return (
        said in _spans(held) and _says_date(question, begin) and _moved(begin, sign * said[0], said[1]) == _moment(end)
    )


def _moved(start: Moment, length: int, unit: str) -> Moment | None:
    """A date moved by months or days; without its day where the month reached has no such day."""
    year, month, day = start
    if unit == "day":
        if month is None or day is None:
            return None
        moved = date(year, month, day) + timedelta(days=length)
        return moved.year, moved.month, moved.day
    if month is None:
        return (year + length // 12, None, None) if length % 12 == 0 else None
    number = year * 12 + month - 1 + length
    year, month = number // 12, number % 12 + 1
    return year, month, day if day and day <= calendar.monthrange(year, month)[1] else None


def _moment(text: str) -> Moment:
    parts = text.split()
    month = _MONTHS.get(parts[-2]) if len(parts) > 1 else None
    return int(parts[-1]), month, int(parts[0]) if len(parts) > 2 else None


def _in_order(order: str, end: str, other: str, question: str) -> bool:
    mine, theirs = (tuple(part or 0 for part in _moment(text)) for text in (end, other))
    return _says_date(question, _moment(other)) and (mine < theirs if order == "before" else mine > theirs)


def _says_date(text: str, moment: Moment) -> bool:
    year, month, day = moment
    wanted = f"{year:04d}-{f'{month:02d}' if month else '??'}-{f'{day:02d}' if day else '??'}"
    return any(token.value == wanted for token in tokenize(plain_text(text)) if token.kind is Kind.DATE)


def _calendar_years_hold(match: re.Match[str], held: str, question: str) -> bool:
    count, start, last, end = int(match[1]), _moment(match[2]), int(match[3]), int(match[4])
    sums = last == end == start[0] + count - 1
    return sums and _says_date(question, start) and count in _counts(held) and "as a full year" in held


def _equation_holds(statement: str, held: str, question: str) -> bool:
    left, _, right = _NOTE.sub(" ", statement).partition(" = ")
    result = _RESULT.fullmatch(right)
    if result is None or not left:
        return False
    notes = f"{' '.join(_NOTE.findall(statement))} {result['tail']}"
    told = {int(n) for n in re.findall(r"(?<![\w-])\d+\b", notes)} <= _counts(question)
    named = result["noun"] is None or result["noun"].lower() in f"{held} {question}".lower()
    if not told or not named or not _operands_stand(left, held, question):
        return False
    counted = result["value"] if _HOURS.search(left) else re.sub(r" (?:hours?|minutes?)$", "", result["value"])
    value, said = _value(left), _value(counted)
    if value is None or said is None:
        return False
    return abs(value - said) <= Fraction(1, 200) if result["about"] else value == said


def _operands_stand(left: str, held: str, question: str) -> bool:
    amounts = {Fraction(text.replace(",", "")) for text in _AMOUNT.findall(left)}
    spans = {
        (int(n) * (12 if unit == "year" else 1), "day" if unit == "day" else "month") for n, unit in _SPAN.findall(left)
    }
    hours = {Fraction(n.replace(",", "")) * (60 if unit == "hour" else 1) for n, unit in _HOURS.findall(left)}
    percents = {Fraction(n) for n in re.findall(r"([\d.]+)%", left)}
    bare = _HOURS.sub(" ", _SPAN.sub(" ", _AMOUNT.sub(" ", re.sub(r"[\d.]+%", " ", left))))
    counts = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", bare)}
    known = _counts(held) | _counts(question)
    fair = known | {1} | {a - b for a in known for b in known} | {a - 1 for a in known}
    measured = amounts <= _amounts(held) and percents <= _percents(held) and hours <= _minutes(held)
    return measured and spans <= _spans(held) | _spans(question) and counts <= fair


def _value(text: str) -> Fraction | None:
    """The value of a sum of amounts, counts or lengths of time (in months)."""
    text = _HOURS.sub(
        lambda m: str(Fraction(m[1].replace(",", "")) * (60 if m[2] == "hour" else 1)), text.replace("%", "")
    )
    text = re.sub(r"(?<=\d) [a-z]+(?= *$)", "", text) if not _SPAN.search(text) else text
    text = _SPAN.sub(lambda m: f"+ {int(m[1]) * (12 if m[2] == 'year' else 1)} ", text.replace("USD", " "))
    text = re.sub(r"([−×÷(]\s*)\+", r"\1", text).replace(",", "").replace("×", "*").replace("÷", "/").replace("−", "-")
    try:
        return _evaluate(ast.parse(text.strip().lstrip("+ "), mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return None


def _evaluate(node: ast.expr) -> Fraction:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
        return _evaluate(node.operand)
    if not isinstance(node, ast.BinOp):
        raise ValueError(f"{ast.dump(node)} is no arithmetic")
    left, right = _evaluate(node.left), _evaluate(node.right)
    match node.op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise ValueError(f"{ast.dump(node.op)} is no arithmetic")


def _counts(text: str) -> set[int]:
    """The whole numbers of a text, ordinals and the ends of ranges too."""
    plain = plain_text(text).lower()
    found = {int(n.replace(",", "")) for n in re.findall(r"(?<![\d.,])\d[\d,]*(?![\d.]*\d)", plain)}
    values = [token.value.split("-") for token in tokenize(plain_text(text)) if token.kind in (Kind.NUMBER, Kind.RANGE)]
    found |= {int(part) for value in values for part in value if part.isdigit()}
    found |= {number // 12 for number, unit in _spans(text) if unit == "month" and number % 12 == 0}
    words = {"once": 1, "twice": 2, "first": 1}
    return found | {number for word, number in words.items() if re.search(rf"\b{word}\b", plain)}


def _amounts(text: str) -> set[Fraction]:
    tokens = tokenize(plain_text(text))
    return {Fraction(token.value) for token in tokens if token.kind is Kind.NUMBER and token.unit == "usd"}


def _percents(text: str) -> set[Fraction]:
    return {Fraction(n) for n in re.findall(r"(\d+(?:\.\d+)?)(?:%| per ?cent)", text)}


def _minutes(text: str) -> set[Fraction]:
    plain = plain_text(text).lower()
    found = {Fraction(n.replace(",", "")) * (60 if unit == "hour" else 1) for n, unit in _HOURS.findall(plain)}
    return found | {
        Fraction(token.value) for token in tokenize(plain) if token.unit == "minute" and token.value.isdigit()
    }


def _spans(text: str) -> set[tuple[int, str]]:
    found = set()
    for token in tokenize(re.sub(r"\b(?:calendar|consecutive|full) (?=days|months|years)", "", plain_text(text))):
        if token.kind in (Kind.NUMBER, Kind.RANGE) and token.unit in ("month", "day"):
            found |= {(int(part), token.unit) for part in token.value.split("-") if part.isdigit()}
    return found
