"""Lexical search: domain-aware tokens, Snowball stems and BM25 over two fields.

The fields are the chunk's own words (with its heading path) and the questions its section is
recorded to answer. bm25s keeps the scores in memory-mapped arrays, so opening an index is instant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.names import replace_names

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_SEPARATED_NUMBER = re.compile(r"(?<=\d),(?=\d{3}\b)")

_SPELLINGS = {
    "licence": "license", "licences": "license", "licenced": "licensed", "licencing": "licensing", "licensure": "license",
    "programme": "program", "programmes": "programs", "specialise": "specialize", "specialisation": "specialization",
    "specialising": "specializing", "paediatric": "pediatric", "paediatrics": "pediatrics", "centre": "center",
    "centres": "centers", "organisation": "organization", "recognised": "recognized", "practise": "practice",
    "practising": "practicing", "enrol": "enroll", "cheque": "check", "judgement": "judgment", "labour": "labor",
    "attorney": "lawyer", "attorneys": "lawyer", "solicitor": "lawyer", "lawyers": "lawyer", "fees": "fee",
    "cost": "fee", "costs": "fee", "price": "fee", "charges": "fee", "physicians": "physician", "doctors": "physician",
    "doctor": "physician", "dr": "physician", "docs": "physician", "medics": "physician", "imgs": "img", "fmg": "img", "fmgs": "img",
    "spouse": "spouse", "wife": "spouse", "husband": "spouse", "partner": "spouse", "kids": "child", "children": "child",
    "salary": "pay", "salaries": "pay", "stipend": "pay", "wage": "wage", "compulsory": "required", "mandatory": "required",
    "obligatory": "required", "necessary": "required", "needed": "required", "need": "required", "requirement": "required",
    "requirements": "required", "requires": "required", "require": "required", "yrs": "years", "yr": "years", "u.s": "us",
    "usa": "us", "america": "us", "american": "us", "lor": "letter", "lors": "letter", "recommendation": "letter", "attempts": "attempt",
    "tries": "attempt", "try": "attempt", "exam": "exam", "exams": "exam", "examination": "exam", "examinations": "exam",
    "test": "exam", "tests": "exam", "cutoff": "cutoff", "moonlight": "moonlighting", "yog": "graduation", "usce": "usce",
    "hospitals": "hospital", "observer": "observership", "extern": "externship", "renewal": "renew", "extend": "extension",
    "extended": "extension", "prolong": "extension", "stay": "stay", "duration": "length", "long": "length",
}  # fmt: skip
"""British spellings and everyday words of readers, as the guidance writes them."""

_STOP = frozenset(
    "a an and are as at be been by can could did do does for from had has have he her his i if in into is it its "
    "me my no not of on or our out she should so some than that the their them there these they this those to up was we "
    "were what when where which who why will with would you your im ive am pls please sir madam hello hi dear thanks "
    "just about any after get got how".split()
)

_EXTRA = {"step2": ("step2ck",), "img": ("international", "medical", "graduate")}


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def tokens(text: str) -> list[str]:
    """Tokens of a text: names as one token each, other words normalized and stemmed, stop words left out."""
    text = _SEPARATED_NUMBER.sub("", unicodedata.normalize("NFKC", text))
    found: list[str] = []
    for stretch, is_name in replace_names(text):
        if is_name:
            found.append(stretch)
            found.extend(_EXTRA.get(stretch, ()))
        else:
            found.extend(_stem(word) for word in words(stretch) if word not in _STOP)
    return found


def words(text: str) -> list[str]:
    """Lower-case words without accents, in the spelling that the guidance uses."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return [_SPELLINGS.get(word, word) for word in (w.split("'")[0] for w in _WORD.findall(plain))]


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

        empty = not any(folder.iterdir())
        return cls(None if empty else bm25s.BM25.load(str(folder), mmap=True), rows)

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every token of the field and its number."""
        return self._vocabulary

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """BM25 scores of all chunks, shape (rows,)."""
        known = [token for token in query if token in self._vocabulary]
        if self._index is None or not known:
            return np.zeros(self.rows, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)
