"""A text read as tokens: dates, names and quantities first, then fixed phrases, then words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from assistant.verify.dates import find_dates
from assistant.verify.lexicon import phrases
from assistant.verify.names import find_known_names
from assistant.verify.polarity import join_negations
from assistant.verify.quantities import find_quantities
from assistant.verify.tokens import FACTS, Kind, Reading, Span, Token, exact
from assistant.verify.words import read_word

_REWRITES = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"[*`]+", ""),
        (r"[‘’]", "'"),
        (r"[“”]", '"'),
        (r"(?<=\d)[–—](?=\d)", "-"),
        (r"\s*[–—]\s*", " ; "),
        (r"\bU\.\s?S\.(?:\s?A\.)?(?=\W|$)", "US"),
        (r"\bD\.C\.", "DC"),
        (r"\be\.\s?g\.", "for example"),
        (r"\bi\.\s?e\.", "namely"),
        (r"\bcan't\b", "cannot"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"'s\b", " 's"),
        (r"(?<=s)'(?=\s)", " 's"),
        (r"\bineligib", "not eligib"),
        (r"\binvalid\b", "not valid"),
        (r"\bunpaid\b", "not paid"),
        (r"\bunaccredited\b", "not accredited"),
        (r"\bfull[\s-]time\b", "fulltime"),
        (r"\bpart[\s-]time\b", "parttime"),
        (r"\bnon-(?=\w)", "non "),
        (r"\bhealth care\b", "healthcare"),
    )
)
"""Spellings made one before reading, in this order."""
_TOKEN = re.compile(r"'s\b|[A-Za-zÀ-ÿ]+(?:'[a-z]+)?|\d+|&|[.,;:!?()\"]|\n")
_ADDRESS = re.compile(
    r"(?:https?://)?\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|gov|edu|net|us|uk|htm|html|pdf)\b(?:/[\w./-]*)?", re.I
)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[\"(]?[A-Z0-9])|\n")
_SHORT = re.compile(r"(?:\b(?:Pub|No|Nos|L|St|Dr|Mr|Ms|vs|Inc|Art|Sec)|(?<![\w.])[A-Z])$")


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read a statement or a quote; offsets are not kept."""
    return _arrange(join_negations(_settled(list(_tokens(_plain(text))))))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return text


def _spans(text: str) -> list[Span]:
    """Values and names, dates before names before quantities, no two overlapping."""
    found: list[Span] = []
    taken = [False] * (len(text) + 1)
    addresses = (Span(m.start(), m.end(), read_word(m.group())) for m in _ADDRESS.finditer(text))
    for source in (addresses, find_known_names(text), find_dates(text), find_quantities(text)):
        for span in source:
            if span.end > span.start and any(taken[span.start : span.end]):
                continue
            taken[span.start : span.end] = [True] * (span.end - span.start)
            found.append(span)
    return sorted(found, key=lambda span: (span.start, span.end))


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    for span in _spans(text):
        yield from _phrases(text, position, span.start)
        yield span.token
        position = max(position, span.end)
    yield from _phrases(text, position, len(text))


@cache
def _table() -> dict[str, list[tuple[tuple[str, ...], Token]]]:
    """Fixed phrases by their first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], Token]]] = {}
    for kind, key, phrase in phrases():
        words = tuple(phrase.split())
        table.setdefault(words[0], []).append((words, Token(kind, key, phrase)))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def _phrases(text: str, start: int, end: int) -> Iterator[Token]:
    """Tokens of a stretch without values and names."""
    matches = list(_TOKEN.finditer(text, start, end))
    lowered = [match.group().lower() for match in matches]
    i = 0
    while i < len(matches):
        entry = next((e for e in _table().get(lowered[i], ()) if tuple(lowered[i : i + len(e[0])]) == e[0]), None)
        if entry:
            yield entry[1]
            i += len(entry[0])
            continue
        yield _single(text, matches[i])
        i += 1


def _single(text: str, match: re.Match[str]) -> Token:
    raw = match.group()
    if raw == "'s":
        return Token(Kind.PLAIN, "'s", raw)
    if raw[0].isalpha():
        return read_word(raw)
    if raw.isdigit():
        return exact(Kind.NUMBER, f"id:{raw}", raw, "id")
    if raw == "\n" or (
        raw in ".!?" and _SENTENCE_END.match(text, match.start()) and not _SHORT.search(text[: match.start()])
    ):
        return Token(Kind.BREAK, "sentence", raw)
    return Token(Kind.BREAK, "strong" if raw in ";:" else "weak", raw)


_AMBIGUOUS = frozenset({"by", "from", "through", "over", "under", "above", "below", "about", "around"})
_TEMPORAL = frozenset({"by", "from", "through", "since"})
_EVERY = re.compile(r"an? (?:year|month|week|day|hour)", re.IGNORECASE)


def _settled(tokens: list[Token]) -> Iterator[Token]:
    """Settle words whose meaning hangs on their neighbors."""
    for i in range(len(tokens)):
        yield from _settle(tokens, i)


def _settle(tokens: list[Token], i: int) -> list[Token]:
    """A preposition is a bound only before a value; "each" and "a year" after an amount mean "per"."""
    token = tokens[i]
    if token.raw in _AMBIGUOUS and not _bounds(token.raw, tokens[i + 1 : i + 4]):
        return [Token(Kind.PREPOSITION, token.raw, token.raw)]
    if token.raw == "since" and not _bounds("since", tokens[i + 1 : i + 3]):
        return [Token(Kind.PLAIN, "because", token.raw)]
    if token.raw == "used to" and i and tokens[i - 1].kind in (Kind.BE, Kind.BREAK):
        return [Token(Kind.PLAIN, "used to", token.raw)]
    if token.raw in ("a", "an") and i and tokens[i - 1].unit == "usd":
        return [Token(Kind.PER, "per", token.raw)]
    near = tokens[max(0, i - 3) : i]
    counted = any(t.kind is Kind.NUMBER for t in near) and not any(t.kind is Kind.BREAK for t in near)
    if token.raw in ("for each", "for every") and not any(t.kind is Kind.NUMBER for t in tokens[max(0, i - 6) : i]):
        return [Token(Kind.PREPOSITION, "for", "for"), Token(Kind.QUANTIFIER, "all", "each")]
    if token.raw in ("each", "every") and counted:
        return [Token(Kind.PER, "per", token.raw)]
    if token.kind is Kind.NUMBER and counted and _EVERY.fullmatch(token.raw):
        return [Token(Kind.PER, "per", "a"), read_word(token.raw.split()[1])]
    return [token]


def _bounds(word: str, following: list[Token]) -> bool:
    """Whether "over", "by", "since" ... stands before a value that it can bound."""
    if len(following) > 1 and following[0].kind is Kind.PLAIN and following[0].key == "the":
        following = following[1:]
        if len(following) > 1 and following[1].kind is Kind.WORD:
            return False
    value = following[0] if following else None
    if value is None or value.kind not in (Kind.NUMBER, Kind.DATE):
        return False
    return word not in _TEMPORAL or value.kind is Kind.DATE or value.unit in ("month", "day", "minute", "nth")


def _arrange(tokens: list[Token]) -> Reading:
    """Number sentences, segments and clauses."""
    sentence, segment, clause = [], [], []
    s = g = c = 0
    for i, token in enumerate(tokens):
        opens = token.kind in (Kind.BREAK, Kind.JOIN, Kind.CONDITION) or (
            token.kind is Kind.TIME and _opens_clause(tokens, i)
        )
        g += opens or token.raw.lower() in _RELATIVE
        if token.kind is Kind.BREAK and token.key in ("sentence", "strong"):
            s, c = s + (token.key == "sentence"), c + 1
        elif opens and _has_verb(tokens, i):
            c += 1
        sentence.append(s)
        segment.append(g)
        clause.append(c)
    facts = tuple(i for i, token in enumerate(tokens) if token.kind in FACTS)
    passive = frozenset(i for i in facts if tokens[i].participle and _after_be(tokens, i))
    return Reading(tuple(tokens), facts, tuple(sentence), tuple(segment), tuple(clause), passive)


_RELATIVE = {"who", "which", "whose", "whom", "because", "that"}
_VERBAL = {Kind.MODAL, Kind.BE, Kind.CONDITION}


def _opens_clause(tokens: list[Token], i: int) -> bool:
    return tokens[i].key in ("before", "after", "until", "during", "within", "by", "from")


def _has_verb(tokens: list[Token], i: int) -> bool:
    """Whether the stretch that begins at a break, join or subordinator has a verb sign of its own."""
    if tokens[i].kind is Kind.CONDITION:
        return True
    following = tokens[i + 1 : i + 14]
    if (
        following
        and following[0].kind is Kind.PRONOUN
        and following[0].raw.lower() in ("it", "they", "he", "she", "you")
    ):
        return True
    for token in following:
        if token.kind is Kind.BREAK:
            return False
        if token.kind in _VERBAL or (token.kind is Kind.NEGATION and token.raw == "not"):
            return True
    return False


def _after_be(tokens: list[Token], i: int) -> bool:
    for token in reversed(tokens[max(0, i - 3) : i]):
        if token.kind is Kind.BE:
            return True
        if token.kind in FACTS and not token.raw.endswith("ly"):
            break
    return i + 1 < len(tokens) and tokens[i + 1].raw == "by"
