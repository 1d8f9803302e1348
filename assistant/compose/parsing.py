"""Reading a chat model's answer, sentence by sentence, while it is being written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.compose.extractive import plain
from assistant.compose.tokens import TokenMap, without_tokens
from ingest.sentences import sentence_spans

_GROUP = r"\[[^\[\]\n]*\](?:\s*\[[^\[\]\n]*\])*"
_CITED = re.compile(
    rf"[^\n]*?(?:[.!?][\"”’)]*\s*{_GROUP}(?=\s*[^\s\[.!?(])|{_GROUP}[.!?](?=\s*[^\s\[.!?(])|{_GROUP}(?=\s*[A-Z\d“\"*-]))"
)
"""A line up to the brackets that close its sentence, once the next sentence has begun."""

_LINE = re.compile(r"[^\n]*\n")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_VERDICT = re.compile(r"^\s*(?:yes|no|it depends)\s*[,.:;!—–-]+\s*", re.IGNORECASE)
_TOKEN_AFTER_STOP = re.compile(r"([.!?])((?:\s*\[[^\[\]]*\])+)")
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of the model without its marks, and the tokens it names; `item` if it stood in a list."""

    text: str
    tokens: tuple[str, ...]
    item: bool = False
    finished: bool = True


def read_sentences(pieces: Iterable[str], tokens: TokenMap) -> Iterator[Written]:
    """Cut a stream of text into sentences; each comes out as soon as the next one begins."""
    rest = ""
    for piece in pieces:
        rest += piece
        if rest.lstrip().startswith("<think>") and "</think>" not in rest:
            continue
        rest = _THINKING.sub("", rest)
        while match := _CITED.match(rest) or _LINE.match(rest):
            rest = rest[match.end() :]
            yield from _sentences(match.group(), tokens)
    yield from _sentences(_THINKING.sub("", rest), tokens, last=True)


def _sentences(segment: str, tokens: TokenMap, *, last: bool = False) -> Iterator[Written]:
    """The sentences of one line or part of it; those without a token share the next one's."""
    item = bool(_BULLET.match(segment))
    text = _BULLET.sub("", _HEADING.sub("", segment)).strip()
    text = _TOKEN_AFTER_STOP.sub(r"\2\1", text)
    parts = [text[start:end] for start, end in sentence_spans(text)]
    named = [tokens.named_in(part) for part in parts]
    for number in range(len(parts) - 2, -1, -1):
        named[number] = named[number] or named[number + 1]
    for number, part in enumerate(parts):
        words = " ".join(plain(without_tokens(part)).split())
        words = _VERDICT.sub("", words)
        if not any(character.isalnum() for character in words):
            continue
        ended = bool(named[number]) or words.endswith((".", "!", "?"))
        yield Written(_capital(words), named[number], item, ended or not (last and number == len(parts) - 1))


def _capital(text: str) -> str:
    """First letter large, a full stop at the end."""
    stop = "" if text.rstrip('"”’)').endswith((".", "!", "?")) else "."
    return f"{text[0].upper()}{text[1:]}{stop}"
