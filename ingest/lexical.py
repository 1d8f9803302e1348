"""Lexical search: domain-aware tokens, Snowball stems and BM25 over two fields.

The fields are the chunk's own words (with its heading path) and the questions its section is
recorded to answer. bm25s keeps the scores in memory-mapped arrays, so opening an index is instant.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from ingest.names import replace_names

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_SEPARATED_NUMBER = re.compile(r"(?<=\d),(?=\d{3}\b)")

MAX_COUNTED_WORDS = 60_000

_EXTRA = {"step2": ("step2ck",), "img": ("international", "medical", "graduate")}


@cache
def _word_lists() -> tuple[dict[str, str], frozenset[str]]:
    """Readers' words by the word they are read as, and the words left out (ingest/data/words.yaml)."""
    data = yaml.load((files("ingest") / "data" / "words.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    spellings = {own: word for word, written in data["spellings"].items() for own in written}
    return spellings, frozenset(data["stop"].split())


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def tokens(text: str) -> list[str]:
    """Tokens of a text: names as one token each, other words normalized and stemmed, stop words left out."""
    return list(_tokens(text))


@lru_cache(maxsize=32768)
def _tokens(text: str) -> tuple[str, ...]:
    """Remembered, as the same units are read for one question after another."""
    text = _SEPARATED_NUMBER.sub("", unicodedata.normalize("NFKC", text))
    stop = _word_lists()[1]
    found: list[str] = []
    for stretch, is_name in replace_names(text):
        if is_name:
            found.append(stretch)
            found.extend(_EXTRA.get(stretch, ()))
        else:
            found.extend(_stem(word) for word in words(stretch) if word not in stop)
    return tuple(found)


def words(text: str) -> list[str]:
    """Lower-case words without accents, in the spelling that the guidance uses."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    spellings = _word_lists()[0]
    return [spellings.get(word, word) for word in (w.split("'")[0] for w in _WORD.findall(plain))]


class LexicalIndex:
    """BM25 over the chunks of one generation; scores are aligned with chunk rows."""

    def __init__(self, index: Any, rows: int) -> None:
        self._index = index
        self.rows = rows
        self._vocabulary: dict[str, int] = index.vocab_dict if index is not None else {}

    @classmethod
    def build(cls, documents: Sequence[list[str]], folder: Path) -> None:
        """Index token lists, one a chunk, and save them in a folder."""
        import bm25s

        folder.mkdir(parents=True, exist_ok=True)
        if not any(documents):
            return
        index = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        index.index([document or [""] for document in documents], show_progress=False)
        index.save(str(folder))

    @classmethod
    def open(cls, folder: Path, rows: int) -> LexicalIndex:
        """Open a saved index, memory-mapped."""
        import bm25s

        if not any(folder.iterdir()):
            return cls(None, rows)
        index = bm25s.BM25.load(str(folder), mmap=True)
        # The same mapped memory as plain arrays: cutting a piece from a memmap takes longer than adding it up.
        index.scores = {
            name: np.asarray(part) if isinstance(part, np.ndarray) else part for name, part in index.scores.items()
        }
        return cls(index, rows)

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every token of the field and its number."""
        return self._vocabulary

    def idf(self, token: str) -> float:
        """Inverse document frequency of a token, as BM25 weighs it; highest for one that stands nowhere."""
        number = self._vocabulary.get(token)
        count = 0
        if number is not None and self._index is not None:
            pointers = self._index.scores["indptr"]
            count = int(pointers[number + 1] - pointers[number])
        return math.log(1.0 + (self.rows - count + 0.5) / (count + 0.5))

    def holders(self, token: str) -> NDArray[np.int32]:
        """Rows of the chunks whose field holds a token, in rising order."""
        number = self._vocabulary.get(token)
        if number is None or self._index is None:
            return np.zeros(0, dtype=np.int32)
        start, end = self._index.scores["indptr"][number : number + 2]
        return np.asarray(self._index.scores["indices"][start:end], dtype=np.int32)  # written in the order of rows

    def holds(self, token: str, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some rows' fields hold a token, shape of `rows`."""
        held = self.holders(token)
        if not len(held):
            return np.zeros(len(rows), dtype=np.bool_)
        places = np.minimum(np.searchsorted(held, rows), len(held) - 1)
        return np.asarray(held[places] == rows)

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """BM25 scores of all chunks, shape (rows,)."""
        known = [token for token in query if token in self._vocabulary]
        if self._index is None or not known:
            return np.zeros(self.rows, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)


def write_word_counts(path: Path, texts: Iterable[str]) -> None:
    """Count the words of all chunks, for spelling repair, and keep the most frequent ones."""
    counts = Counter(word.lower() for text in texts for word in re.findall(r"[A-Za-z]{3,}", text))
    path.write_text(json.dumps(dict(counts.most_common(MAX_COUNTED_WORDS))), "utf-8")


def read_word_counts(path: Path) -> dict[str, int]:
    """The counts that `write_word_counts` kept."""
    counts: dict[str, int] = json.loads(path.read_text("utf-8"))
    return counts
