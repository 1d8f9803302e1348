"""A conversation as Markdown: what was asked and answered, the words each sentence rests on, addresses and dates."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Answer, Citation

NOTE = (
    "Credence quotes its guidance as it stood on the dates shown. It gives no legal or medical advice; "
    "check with the official body before you act."
)


def to_markdown(title: str, answers: Sequence[Answer], level: int = 1) -> str:
    """The conversation under one heading.

    Args:
        title: the heading.
        answers: the replies in order, each with its question.
        level: of the heading; 1 for a document of its own.
    """
    parts = [f"{'#' * level} {_line(title)}", *(_turn(answer) for answer in answers), f"*{NOTE}*"]
    return "\n\n".join(parts) + "\n"


def _turn(answer: Answer) -> str:
    blocks = [f"**You:** {_line(answer.question)}", answer.text]
    if answer.options:
        blocks.append("\n".join(f"- {option}" for option in answer.options))
    blocks += [f"> **{warning.kind.value.capitalize()}.** {_line(warning.text)}" for warning in answer.warnings]
    if answer.citations:
        blocks.append("\n".join(_source(citation) for citation in answer.citations))
    return "\n\n".join(block for block in blocks if block)


def _source(citation: Citation) -> str:
    dated = f"as of {citation.as_of}" if citation.as_of else ""
    page = f"page {citation.page}" if citation.page else ""
    address = citation.official_url or citation.url
    about = [citation.publisher or citation.title, citation.tier or "", dated, page, f"<{address}>" if address else ""]
    return f"{citation.number}. “{_line(citation.quote)}” ({', '.join(part for part in about if part)})"


def _line(text: str) -> str:
    return " ".join(text.split())
