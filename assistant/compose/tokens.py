"""Opaque tokens that stand for passages in front of a chat model.

The model never sees a document, a section or an address, so it cannot invent one: it names the
tokens of one closed set, drawn anew for every question, and anything else in brackets is dropped.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.retrieve import Passage

LETTERS = "bcdfghjkmnpqrtvwxz"
LENGTH = 4
_BRACKETS = re.compile(r"\s*\[([^\[\]]*)\]")
_TOKEN = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")


@dataclass(frozen=True, slots=True)
class TokenMap:
    """The passages that a question's tokens stand for, best first."""

    passages: Mapping[str, Passage]

    @classmethod
    def draw(cls, passages: Sequence[Passage]) -> TokenMap:
        """Give every passage a token that no earlier question had; consonants only, so none is a word."""
        tokens: list[str] = []
        while len(tokens) < len(passages):
            token = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            if token not in tokens:
                tokens.append(token)
        return cls(dict(zip(tokens, passages, strict=True)))

    def named_in(self, text: str) -> tuple[str, ...]:
        """The known tokens that stand in brackets in a text, in order, each once."""
        held = [token for brackets in _BRACKETS.findall(text) for token in _TOKEN.findall(brackets)]
        return tuple(dict.fromkeys(token for token in held if token in self.passages))


def without_tokens(text: str) -> str:
    """A text without anything that stands in square brackets, known or not."""
    return _BRACKETS.sub("", text)
