"""What of a reply nobody stands behind: the words that are neither quoted guidance nor a fixed reply.

The extractive engine may show quotes of the guidance, sums that its quotes and the question give,
recorded verdicts, its fixed replies, titles of documents and the reader's own words in quotation marks.
Whatever is left when those are taken out was put there by something else, such as an instruction that
was obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.compose.arithmetic.operations import recomputes
from assistant.compose.arithmetic.types import Asked, Rule
from assistant.compose.extractive import plain
from assistant.compose.units import row_sentence
from assistant.replies import data_file
from assistant.types import Answer, Statement, StatementKind
from ingest.library import Library

_VERDICTS = {"Yes.", "No.", "It depends."}
_ECHO = re.compile(r"The guidance here does not cover “(?P<asked>.*?)”; (?P<body>[^“”]*?) can say\.", re.DOTALL)
_FRAMES = ("The nearest it has:", "For this, ask", "the official body concerned")
_QUESTIONS_BACK = (
    "That depends on the state. Which one do you have in mind?",
    "That depends on the visa. Which one do you have in mind?",
)


def unexplained(answer: Answer, library: Library) -> str:
    """The part of a reply that no quote, verdict, fixed reply, title or reader's word accounts for; "" if none."""
    wrong = [statement.text for statement in answer.statements if not _is_carried(statement, answer)]
    wrong += [c.quote for c in answer.citations if library.stored(c.digest)[c.start : c.end] != c.quote]
    rest = _without_echo(answer)
    for line in data_file("replies.yaml")["languages"].values():
        rest = rest.removeprefix(" ".join(line.split()))
    for text in sorted((statement.text for statement in answer.statements), key=len, reverse=True):
        rest = rest.replace(text, " ", 1)
    titles = sorted((document.title for document in library.documents()), key=len, reverse=True)
    for known in (*_QUESTIONS_BACK, *_fixed(), *titles, *_FRAMES):
        rest = rest.replace(known, " ")
    left = re.sub(r"\[\d+\]|[\s\-·.;:]+", " ", rest).strip()
    return " / ".join([*wrong, left] if left else wrong)


def _is_carried(statement: Statement, answer: Answer) -> bool:
    """Whether a statement is a verdict, one of its quotes, cells of a quoted row, or a sum that comes out again."""
    if statement.kind is StatementKind.VERDICT:
        return statement.text in _VERDICTS
    if statement.kind is StatementKind.COMPUTED:
        return _comes_out_again(statement, answer)
    quotes = [" ".join(c.quote.split()) for c in answer.citations if c.number in statement.citations]
    if statement.kind is not StatementKind.QUOTED or not quotes:
        return False
    if any(statement.text in (quote, plain(quote)) for quote in quotes):
        return True
    return len(quotes) == 2 and statement.text == row_sentence(*quotes)


def _comes_out_again(statement: Statement, answer: Answer) -> bool:
    """Whether the quotes that a computed statement cites, with what was asked, give exactly that statement."""
    cited = [c for c in answer.citations if c.number in statement.citations]
    rules = [Rule(" ".join(c.quote.split()), f"{c.document}#{c.section}") for c in cited]
    asked = [answer.question, *(part["question"] for part in answer.receipt.get("parts", ()))]
    return any(recomputes(statement.text, rules, Asked(question)) for question in asked)


def _without_echo(answer: Answer) -> str:
    """The reply without its notes on parts that are not covered, when what they repeat was asked."""
    asked = " ".join(answer.question.split()).lower()
    parts = {part["question"].lower() for part in answer.receipt.get("parts", ())}

    def known(match: re.Match[str]) -> str:
        words = " ".join(match["asked"].split()).lower()
        was_asked = words in asked or any(words in part for part in parts)
        return " " if was_asked and match["body"] in _bodies() else match.group()

    return _ECHO.sub(known, answer.text)


@cache
def _bodies() -> frozenset[str]:
    return frozenset(data_file("replies.yaml")["bodies"].values()) | {"the official body concerned"}


@cache
def _fixed() -> tuple[str, ...]:
    """Every sentence of every fixed reply, the longest first."""
    found = {sentence for text in _texts(data_file("replies.yaml")) for sentence in _sentences(text)}
    return tuple(sorted(found, key=len, reverse=True))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split()).replace("{limit}", "2000")
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _sentences(text: str) -> list[str]:
    return [text, *re.split(r"(?<=[.!?;]) ", text)]
