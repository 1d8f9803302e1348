"""Questions that name one of two things easily confused, and whether what was found is about the other one.

python -m evals.pairs [--home DIR]   asks them all of an index and lists those where the top result is swapped
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rich.console import Console

from assistant.rank import rerank
from assistant.retrieve import Passage, retrieve
from assistant.search import prepare
from ingest.embedder import Embedder
from ingest.index import Index, IndexHandle
from ingest.names import names_of
from ingest.settings import IngestSettings

PAIRS = (
    ("visa", "J-1", "H-1B"),
    ("visa", "H-1B", "O-1"),
    ("exam", "Step 2 CK", "Step 3"),
    ("exam", "Step 1", "Step 3"),
    ("state", "New York", "New Jersey"),
    ("state", "Virginia", "West Virginia"),
    ("state", "North Carolina", "South Carolina"),
    ("state", "Washington", "Oregon"),
)

WRITTEN: Mapping[str, tuple[str, ...]] = {
    "J-1": ("J-1 visa", "J1", "j-1 status"),
    "H-1B": ("H-1B visa", "H1B", "h 1 b"),
    "O-1": ("O-1 visa", "O1 visa", "o-1"),
    "Step 1": ("Step 1", "USMLE step1", "usmle step one"),
    "Step 2 CK": ("Step 2 CK", "step2ck", "USMLE step 2 ck"),
    "Step 3": ("Step 3", "step3", "usmle step three"),
}

ASKED: Mapping[str, tuple[str, ...]] = {
    "visa": (
        "How long can I stay on {}?",
        "Can I moonlight on {}?",
        "who pays the fees for {}",
        "I am a resident on {}, can I change my hospital?",
        "Does my wife get work permission with {}?",
        "what happens after residency with {}",
        "How do I apply for {} as a physician?",
        "is {} good for fellowship",
        "Must I go home after {}?",
        "travel outside us with {}",
    ),
    "exam": (
        "What is the fee for {}?",
        "how many times can I take {}",
        "When do I get my score of {}?",
        "I failed {}, what now?",
        "What is on {}?",
        "how to register {}",
        "Is {} needed for residency?",
        "minimum passing score {}",
        "how long is {}",
        "Can I take {} outside the United States?",
    ),
    "state": (
        "How many years of residency does {} ask of an IMG?",
        "license in {} for foreign graduates",
        "Which exam attempts limit has {}?",
        "Can I get a full license in {} after two years of residency?",
        "what does {} want before a full license",
        "training license {} resident",
        "how much is the license fee in {}",
        "Does {} have a pathway for doctors trained abroad without residency?",
        "I want to work in {}, what do I need?",
        "how long to get licensed in {}",
    ),
}


@dataclass(frozen=True, slots=True)
class PairQuestion:
    """A question that names `named` and not `other`, both of one kind of name."""

    text: str
    kind: str
    named: str
    other: str


def pair_questions() -> Iterator[PairQuestion]:
    """Every way of asking with every way of writing each name of each pair."""
    for kind, first, second in PAIRS:
        for named, other in ((first, second), (second, first)):
            for asked, written in product(ASKED[kind], WRITTEN.get(named, (named, named.lower()))):
                yield PairQuestion(asked.format(written), kind, named, other)


def top(question: PairQuestion, index: Index, model: Embedder) -> Passage | None:
    """The first passage that is found for a question."""
    query = prepare(question.text, (), (), index)[0]
    passages = rerank(retrieve(query, index, model), query, index).passages
    return passages[0] if passages else None


def is_swapped(question: PairQuestion, passage: Passage, index: Index) -> bool:
    """Whether a passage is about the other thing and not about the one that was named."""
    about = set(passage.section.applies_to.get(question.kind, ()))
    if not about:
        text = index.text(passage.row.chunk.document)[passage.section.start : passage.section.end]
        about = set(names_of(f"{passage.section.heading}\n{text}", question.kind).get(question.kind, ()))
    return question.other in about and question.named not in about


def main() -> None:
    """Ask every question and print the swapped ones."""
    parser = argparse.ArgumentParser(prog="python -m evals.pairs", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".credence"), help="folder of the index")
    index, model = IndexHandle(IngestSettings(home=parser.parse_args().home)).acquire(), Embedder()
    console = Console()
    asked, swapped = 0, 0
    for question in pair_questions():
        passage = top(question, index, model)
        asked += 1
        if passage and is_swapped(question, passage, index):
            swapped += 1
            console.print(f"{question.text} → {passage.row.chunk.id}")
    console.print(f"{asked} questions, {swapped} with a top result about the other one")


if __name__ == "__main__":
    main()
