"""What is searched for: the question, standing alone, in its conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready for retrieval.

    `texts` are searched, the standalone question first; `names` are the canonical names that the
    standalone question holds, by kind; `situation` is what the reader has said about themselves.
    `turns` are the messages before, of both sides, latest first. They only weigh on the ranking of
    documents without section questions: they are never quoted and never taken for the reader's words.
    `leans` says that the turn itself points back ("and for H-1B?"). `in_talk` is what a later turn of a conversation
    is searched for in guidance: the question standing alone, with its names, after the one before it, and as typed.
    """

    question: str
    standalone: str
    texts: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    situation: Mapping[str, str] = field(default_factory=dict)
    follow_up: bool = False
    before: str | None = None
    turns: tuple[str, ...] = ()
    leans: bool = False
    in_talk: tuple[str, ...] = ()
