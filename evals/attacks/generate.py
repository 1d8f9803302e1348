"""Make the attack set: labelled claims from the sentences of a corpus, the same for the same seed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from evals.attacks.by_hand import read_by_hand
from evals.attacks.claims import Claim, Corpus, Edit, Family, Label, Sentence
from evals.attacks.edits import is_real_change
from evals.attacks.families import FAMILIES
from evals.attacks.held_out import HELD_OUT
from evals.attacks.rephrase import REPHRASINGS
from ingest.documents import find_files, read_document
from ingest.types import UnitKind

MAX_BYTES = 20_000_000
UNCHANGED = 800
WITH_NEIGHBOR = 200
_WORDS = range(6, 61)
_FRAGMENT = re.compile(r"^(?:Eastern Time|gov\b)|\b[ap]\.m\.$")


def read_corpus(folder: Path) -> Corpus:
    """The full sentences of all documents under a folder; list items and rows need their stem and are left out."""
    found: list[Sentence] = []
    order = 0
    for file in find_files([folder]):
        document = read_document(file, MAX_BYTES)
        for section in document.sections:
            order += 1
            for unit in section.units:
                text = " ".join(document.text[unit.start : unit.end].split())
                whole = unit.kind is UnitKind.SENTENCE and text.endswith(".") and not _FRAGMENT.search(text)
                if whole and len(text.split()) in _WORDS:
                    found.append(Sentence(document.id, section.id, order, text))
    return Corpus(found)


def generate(corpus: Corpus, seed: int) -> tuple[Claim, ...]:
    """All claims: changed (open and held-out families), unchanged, and rephrased by rule and by hand."""
    claims = [claim for family in FAMILIES for claim in changed(family, corpus, seed)]
    claims += [claim for family in HELD_OUT for claim in changed(family, corpus, seed, held_out=True)]
    claims += unchanged(corpus, seed)
    claims += [claim for family in REPHRASINGS for claim in _claims(family, corpus, seed, Label.REPHRASED)]
    return (*claims, *read_by_hand())


def changed(family: Family, corpus: Corpus, seed: int, held_out: bool = False) -> Iterator[Claim]:
    """The claims of one family of changes, at most its quota and one for each sentence."""
    return _claims(family, corpus, seed, Label.CHANGED, held_out)


def _claims(family: Family, corpus: Corpus, seed: int, label: Label, held_out: bool = False) -> Iterator[Claim]:
    rng = Random(f"{seed}/{family.name}")
    made = 0
    for sentence in rng.sample(corpus.sentences, len(corpus.sentences)):
        if made == family.quota:
            return
        edits = [e for e in family.change(sentence, corpus, rng) if usable(sentence, e, corpus, label)]
        if edits:
            made += 1
            edit = rng.choice(edits)
            yield _claim(family.name, made, label, sentence, edit, held_out)


def _claim(family: str, number: int, label: Label, sentence: Sentence, edit: Edit, held_out: bool = False) -> Claim:
    return Claim(
        id=f"{label.value}/{re.sub(r'[^a-z]+', '-', family)}/{number:03}",
        label=label,
        family=family,
        statement=edit.statement,
        quotes=edit.quotes or (sentence.text,),
        document=sentence.document,
        section=sentence.section,
        held_out=held_out,
    )


def usable(sentence: Sentence, edit: Edit, corpus: Corpus, label: Label) -> bool:
    """Whether an edit is what its label says: a change that is real and true nowhere else, or other words."""
    if label is Label.REPHRASED:
        return edit.statement != sentence.text
    if sentence.text not in (edit.quotes or (sentence.text,)):
        return True
    return is_real_change(sentence.text, edit.statement) and edit.statement not in corpus.texts


def unchanged(corpus: Corpus, seed: int) -> list[Claim]:
    """Sentences as they stand, most cited to themselves, some with a second quote from the same document."""
    rng = Random(f"{seed}/unchanged")
    chosen: Sequence[Sentence] = rng.sample(corpus.sentences, min(UNCHANGED + WITH_NEIGHBOR, len(corpus.sentences)))
    claims = []
    for number, sentence in enumerate(chosen, 1):
        neighbor = next(corpus.siblings(sentence), None) if number > UNCHANGED else None
        quotes = (neighbor.text, sentence.text) if neighbor else (sentence.text,)
        family = "two quotes" if neighbor else "as it stands"
        claims.append(_claim(family, number, Label.UNCHANGED, sentence, Edit(sentence.text, quotes)))
    return claims
