"""The rephrasings written by hand, as a chat model would word sentences of the corpus."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from evals.attacks.claims import Claim, Corpus, Label

FAMILY = "by hand"
PATH = Path(__file__).with_name("by_hand.yaml")


class Rephrasing(BaseModel):
    """One entry of `by_hand.yaml`: a sentence of the corpus and the same said in other words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    section: str
    quote: str
    rephrased: str


def read_rephrasings(path: Path = PATH) -> list[Rephrasing]:
    """The entries of the file, in its order."""
    return [Rephrasing.model_validate(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def read_by_hand(path: Path = PATH) -> list[Claim]:
    """The entries as claims that a verifier should pass."""
    return [
        Claim(
            id=f"rephrased/by-hand/{number:03}",
            label=Label.REPHRASED,
            family=FAMILY,
            statement=entry.rephrased,
            quotes=(entry.quote,),
            document=entry.document,
            section=entry.section,
        )
        for number, entry in enumerate(read_rephrasings(path), 1)
    ]


def drifted(corpus: Corpus, path: Path = PATH) -> list[Rephrasing]:
    """Entries whose quote is no longer a sentence of the corpus; the pair is still a fair test."""
    return [entry for entry in read_rephrasings(path) if entry.quote not in corpus.texts]
