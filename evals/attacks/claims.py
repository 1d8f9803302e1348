"""What the attack set is made of: sentences of the corpus, edits of them, and labelled claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from random import Random


class Label(StrEnum):
    """What a verifier should find: only a changed claim is unsupported by its quotes."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPHRASED = "rephrased"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the guidance and where it stands; `order` counts the sections of the corpus."""

    document: str
    section: str
    order: int
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A new statement; without `quotes` it is cited to the sentence it was made from."""

    statement: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, the quotes it is cited to, and what the verifier should say."""

    id: str
    label: Label
    family: str
    statement: str
    quotes: tuple[str, ...]
    document: str
    section: str
    held_out: bool = False


class Corpus:
    """The sentences of the guidance, with look-ups for families that need more than one sentence."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = tuple(sentences)
        self.texts = frozenset(sentence.text for sentence in sentences)

    @cached_property
    def _by_document(self) -> dict[str, list[Sentence]]:
        found: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in self.sentences:
            found[sentence.document].append(sentence)
        return found

    def siblings(self, sentence: Sentence) -> Iterator[Sentence]:
        """The other sentences of the document, nearest sections first."""
        others = (other for other in self._by_document[sentence.document] if other != sentence)
        return iter(sorted(others, key=lambda other: abs(other.order - sentence.order)))


Change = Callable[[Sentence, Corpus, Random], Iterable[Edit]]


@dataclass(frozen=True, slots=True)
class Family:
    """One way of changing or rephrasing a sentence, and how many claims to make of it."""

    name: str
    change: Change
    quota: int = 110


def alone(change: Callable[[str, Random], Iterable[str]]) -> Change:
    """Lift a change that needs only the sentence's text."""

    def lifted(sentence: Sentence, corpus: Corpus, rng: Random) -> Iterator[Edit]:
        return (Edit(statement) for statement in change(sentence.text, rng))

    return lifted
