"""Questions with several parts, and what the reader tells before asking."""

from __future__ import annotations

import re

MAX_PARTS = 3
MIN_WORDS = 3

_SENTENCE = re.compile(r"[^.?!\n]*[.?!\n]*")
_INNER_STOP = re.compile(
    r"\b(?:U\.S\.A|U\.S|D\.C|e\.g|i\.e|vs|Dr|St|Mr|Mrs|Ms|approx|No)\.|(?<=\d)\.(?=\d)", re.IGNORECASE
)
_ASIDE = re.compile(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
_SHIELD = str.maketrans(".?!\n", "\ufdd0\ufdd1\ufdd2\ufdd3")
_UNSHIELD = str.maketrans("\ufdd0\ufdd1\ufdd2\ufdd3", ".?!\n")
_WH = r"(?:how|what|when|where|who|which|why|can|could|do|does|did|is|are|will|would|must|should|may)"
_JOINED = re.compile(rf"\s*(?:,|;)?\s+(?:and|also|plus|but)\s+(?:also\s+|then\s+)?(?={_WH}\b\s+\w+)", re.IGNORECASE)
_ASKS = re.compile(
    rf"^\W*(?:(?:and|but|so|also|then|please|ok|hi|hello|sir|tell me|explain|i want to know|"
    rf"want to know|pls)\W+)*{_WH}\b",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The sentences of a turn; the full stop of "U.S." or "3.5" ends none, nor does one in parentheses."""
    for shielded in (_ASIDE, _INNER_STOP):
        text = shielded.sub(lambda match: match.group().translate(_SHIELD), text)
    return [part.translate(_UNSHIELD).strip() for part in _SENTENCE.findall(text) if part.strip(" .?!\n")]


LEAST_TOPIC = 4
"""Words in parentheses that are an earlier question, and not the name of a state or visa."""


def split_topic(text: str) -> tuple[str, str]:
    """A question, and the earlier one that condensing put behind it in parentheses ("" where there is none)."""
    found = list(_ASIDE.finditer(text))
    if not found or text[found[-1].end() :].strip(" ?.") or len(found[-1].group().split()) < LEAST_TOPIC:
        return text, ""
    return text[: found[-1].start()].rstrip(), found[-1].group()[1:-1]


def without_topic(text: str) -> str:
    """A question without the earlier one that condensing put behind it."""
    return split_topic(text)[0]


def asks(sentence: str) -> bool:
    """Whether a sentence is a question, with or without its mark."""
    return sentence.rstrip().endswith("?") or bool(_ASKS.match(sentence))


def focus_of(text: str) -> str:
    """The sentences that ask, without the background told around them."""
    found = sentences(text)
    asking = [sentence for sentence in found if asks(sentence)]
    return " ".join(asking) if asking else text


def split_parts(text: str) -> list[str]:
    """The parts of a question, at most three; one part when there is nothing to split."""
    parts: list[str] = []
    for sentence in sentences(text):
        if not asks(sentence):
            continue
        pieces = _JOINED.split(sentence)
        if all(len(piece.split()) >= MIN_WORDS and piece.count("(") == piece.count(")") for piece in pieces):
            parts += [piece.strip() for piece in pieces]
        else:
            parts.append(sentence)
    parts = [
        part if part.endswith("?") else f"{part.rstrip('.!, ')}?" for part in parts if len(part.split()) >= MIN_WORDS
    ]
    return parts[:MAX_PARTS] if len(parts) > 1 else [text]
