"""Sentences as tokens: words reduced to stems and classes, quantities, names; negation and clauses marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

import Stemmer

from evals.matching.phrases import canonical, plain_text
from evals.matching.vocabulary import ABROAD, BREAK_WORDS, CLASSES, PRONOUNS, STATES, STOP, VERBS

_SENTENCE_END = re.compile(
    r"(?<!\b[A-Za-z]\.[A-Za-z]\.)(?<!\b(?:Dr|Mr|Ms|No|St|vs)\.)(?<!\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.)"
    r"(?<!\bSept\.)(?<=[.!?])[\"')]*\s+(?=[A-Z0-9\"'(])"
)
_SCAN = re.compile(r"⟦([nrd])\|([^|]*)\|([^⟧]*)⟧|([a-z0-9_]+(?:[-'/&][a-z0-9_]+)*)|([.,;:!?()])")


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    NUMBER = "n"
    RANGE = "r"
    DATE = "d"


class Place(StrEnum):
    """Where a sentence plays: in the United States by its words, somewhere else only, or it does not say."""

    USA = "usa"
    ABROAD = "abroad"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Token:
    """One meaningful token; `unit` of a bare number is the stem of the noun it counts.

    `negated` says whether an odd number of negations governs it, `clause` numbers the clause it stands in.
    """

    kind: Kind
    value: str
    unit: str = ""
    comparator: str = ""
    negated: bool = False
    clause: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written, as tokens, and where it plays."""

    text: str
    tokens: tuple[Token, ...]
    place: Place


def sentences(markdown: str) -> list[Sentence]:
    """Split an answer into sentences; a list item is given alone and, again, after the line that opens its list."""
    found: list[Sentence] = []
    stem = ""
    for line in plain_text(markdown).splitlines():
        item = re.match(r"\s*(?:[-*•+]|\d+[.)])\s+(.*)", line)
        body = item[1] if item else line.strip(" #>")
        if not body:
            continue
        for text in split_sentences(body):
            found.append(_sentence(text))
            if item and stem:
                found.append(_sentence(f"{stem.rstrip(':')} {text}"))
        if not item:
            stem = split_sentences(body)[-1] if body.endswith(":") else ""
    return found


def split_sentences(text: str) -> list[str]:
    """Split one paragraph after `.`, `!` or `?`, minding abbreviations such as "U.S." and "a.m."."""
    pieces = _SENTENCE_END.split(text)
    return [piece for piece in pieces if piece.strip()]


@lru_cache(maxsize=20_000)
def _sentence(text: str) -> Sentence:
    return Sentence(text, tuple(tokenize(text)), place_of(text))


def place_of(text: str) -> Place:
    """Where a sentence or phrase plays."""
    words = set(re.findall(r"\w+", canonical(text)))
    if words & {"usa", "uscitizen", "nonuscitizen"}:
        return Place.USA
    return Place.ABROAD if words & ABROAD else Place.UNSAID


def tokenize(text: str) -> list[Token]:
    """The meaningful tokens of one sentence or phrase, in order."""
    raw = [match for match in _SCAN.finditer(canonical(text))]
    builder = _Builder([m[4] or m[5] or f"⟦{m[1]}|{m[3]}" for m in raw])
    for index, match in enumerate(raw):
        if match[1]:
            builder.quantity(Kind(match[1]), match[2], match[3])
        else:
            builder.word(index, builder.words[index])
    return builder.finish()


class _Builder:
    """Reads a sentence from left to right, keeping the negation in force and the comparator that waits."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.tokens: list[Token] = []
        self.clause = 0
        self.negations = 0
        self.sentence_negations = 0
        self.until_verb = False
        self.inner = False
        self.comparator = ""

    def quantity(self, kind: Kind, value: str, unit: str) -> None:
        self._add(Token(kind, value, unit, self.comparator))
        self.comparator = ""

    def word(self, index: int, word: str) -> None:
        if word in ".,;:!?()":
            self._punctuation(index, word)
        elif word in ("ge", "le", "gt", "lt"):
            self.comparator = word
        elif word in ("ge_before", "le_before"):
            self._compare_last(word[:2])
        elif word in ("not", "no", "none", "without", "not_at_all"):
            self._negate(index, word)
        elif word in BREAK_WORDS or (word == "that" and self._next(index) in VERBS):
            self._break()
            self.inner = True
        elif word in ("and", "or"):
            if self._next(index) in VERBS | PRONOUNS | {"not"} or self._counts_again(index):
                self._break()
        else:
            if word in VERBS and (self.until_verb or self._inner_clause_ends()):
                self.negations, self.until_verb, self.inner = 0, False, False
            self._content(word)

    def finish(self) -> list[Token]:
        """Give each bare number the noun that follows it in its clause as its unit."""
        for index, token in enumerate(self.tokens):
            if token.kind in (Kind.NUMBER, Kind.RANGE) and not token.unit:
                self.tokens[index] = replace(token, unit=self._noun_after(index))
        return self.tokens

    def _noun_after(self, index: int) -> str:
        for token in self.tokens[index + 1 : index + 4]:
            if token.clause != self.tokens[index].clause or token.kind in (Kind.NUMBER, Kind.RANGE, Kind.DATE):
                break
            if token.kind is Kind.WORD and token.value not in ("may", "must"):
                return token.value
        return ""

    def _next(self, index: int) -> str:
        return self.words[index + 1] if index + 1 < len(self.words) else ""

    def _add(self, token: Token) -> None:
        negated = (self.negations + self.sentence_negations) % 2 == 1
        self.tokens.append(replace(token, negated=negated, clause=self.clause))

    def _content(self, word: str) -> None:
        if word in STOP:
            return
        is_name = word in STATES or (any(c.isdigit() for c in word) and not re.match(r"\d+(st|nd|rd|th)$", word))
        self._add(Token(Kind.NAME, word) if is_name else Token(Kind.WORD, stem(word)))

    def _negate(self, index: int, word: str) -> None:
        if word == "not_at_all":
            self.sentence_negations += 1
            return
        if self.until_verb or self._inner_clause_ends():
            self.negations, self.inner = 0, False
        self.negations += 1
        opens_clause = index == 0 or self.words[index - 1] in (",", ";", ":", ".", "(", "that", "and", "but")
        self.until_verb = word == "without" or (word in ("no", "none") and not opens_clause)

    def _punctuation(self, index: int, mark: str) -> None:
        if mark == "," and self._list_goes_on(index):
            return
        self._break()

    def _list_goes_on(self, index: int) -> bool:
        """Whether the comma stands between items of a list ("TOEFL, IELTS or PTE") rather than clauses."""
        ahead = self.words[index + 1 : index + 7]
        for position, word in enumerate(ahead):
            if word in VERBS or word in BREAK_WORDS or word in (".", ";", ":", "not", "no"):
                return False
            if word in ("or", "and", ",") and position > 0:
                return not any(w in VERBS or w == "not" for w in ahead[position + 1 : position + 3])
        return bool(ahead) and ahead[0] in ("or", "and") and not any(w in VERBS for w in ahead[1:3])

    def _counts_again(self, index: int) -> bool:
        """Whether what follows gives another number of a unit that this clause has given ("70% of A and 56% of B")."""
        given = {f"⟦{t.kind}|{t.unit}" for t in self.tokens if t.clause == self.clause and t.kind is not Kind.WORD}
        return any(word in given for word in self.words[index + 1 : index + 7] if word.startswith("⟦"))

    def _break(self) -> None:
        self.clause += 1
        self.negations, self.until_verb, self.inner = 0, False, False

    def _inner_clause_ends(self) -> bool:
        """Whether a second verb begins after "who does not hold a passport", so that the negation is over."""
        return self.inner and bool(self.tokens) and self.tokens[-1].negated and self.tokens[-1].value != "must"

    def _compare_last(self, comparator: str) -> None:
        if self.tokens and self.tokens[-1].kind in (Kind.NUMBER, Kind.DATE, Kind.RANGE):
            self.tokens[-1] = replace(self.tokens[-1], comparator=comparator)


@cache
def stem(word: str) -> str:
    """The stem of `word`, the same for words that mean the same here ("physician", "doctor")."""
    root: str = _stemmer().stemWord(word)
    return _classes().get(root, root)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@cache
def _classes() -> dict[str, str]:
    return {_stemmer().stemWord(word): name for name, words in CLASSES.items() for word in [name, *words.split()]}
