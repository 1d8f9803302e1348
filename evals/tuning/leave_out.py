"""How often a section is found first by its own recorded questions in an index that does not hold them.

python -m evals.tuning.leave_out [--model DIR] [--sections 40] [--draws 3] [--among N] [--seed N]

All other sections keep their questions. The weights must not have seen the questions either: fit them without some
sections by `python -m evals.tuning.embedding --leave-out N --seed N --save DIR`, and give the same numbers here.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from rich.console import Console

from assistant.search import find, prepare
from evals.tuning.pools import Key, guidance, sections_left_out
from ingest.corpus import corpus_folder
from ingest.embedder import Embedder
from ingest.index import Index, IndexHandle
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

_GUIDANCE = re.compile(r"(<!-- guidance\n)(.*?)(-->)", re.DOTALL)


def without_their_questions(corpus: Path, copy: Path, sections: Sequence[Key]) -> None:
    """Copy the guidance; some of its sections lose their recorded questions."""
    ids = {section for _, section in sections}

    def stripped(match: re.Match[str]) -> str:
        data = yaml.safe_load(match[2])
        if data["id"] not in ids:
            return match[0]
        data.pop("questions", None)
        return f"{match[1]}{yaml.safe_dump(data, sort_keys=False, allow_unicode=True)}{match[3]}"

    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(corpus, copy)
    for path in copy.rglob("*.md"):
        path.write_text(_GUIDANCE.sub(stripped, path.read_text("utf-8")), "utf-8")


def found(index: Index, model: Embedder, asked: dict[Key, list[str]], console: Console) -> tuple[int, int, int]:
    """How many questions there are, how many find their section first, and how many among five."""
    first = five = number = 0
    for key, questions in asked.items():
        for question in questions:
            keys = [p.key for p in find(prepare(question, (), (), index)[0], index, model).passages[:5]]
            number, first, five = number + 1, first + (keys[:1] == [key]), five + (key in keys)
            if keys[:1] != [key]:
                miss = f"  {'#'.join(key)} | {question} | {keys[0][1] if keys else '-'}"
                console.print(miss, highlight=False, soft_wrap=True)
    return number, first, five


def main() -> None:
    """Draw sections, build the index without their questions, ask them, and print the shares and the misses."""
    parser = argparse.ArgumentParser(prog="python -m evals.tuning.leave_out", description=__doc__)
    parser.add_argument("--model", default="default", help="folder of weights that have not seen the questions")
    parser.add_argument("--sections", type=int, default=40)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--among", type=int, default=320, help="sections that the weights were fitted without")
    parser.add_argument("--seed", type=int, default=11, help="with which those were chosen")
    options = parser.parse_args()
    console = Console()
    documents = guidance()
    among = sections_left_out(documents, options.among, options.seed)
    recorded = {(document.id, section.id): section.questions for document in documents for section in document.sections}
    model = Embedder(options.model)
    total = [0, 0, 0]
    with TemporaryDirectory() as folder:
        settings = IngestSettings(home=Path(folder, "home"), embedding_model=options.model)
        for draw in range(options.draws):
            chosen = random.Random(draw).sample(among, options.sections)
            without_their_questions(corpus_folder(), Path(folder, "corpus"), chosen)
            ingest([Path(folder, "corpus")], settings, embedder=lambda: model)
            asked = {key: [question.ask for question in recorded[key]] for key in chosen}
            counts = found(IndexHandle(settings).acquire(), model, asked, console)
            total = [a + b for a, b in zip(total, counts, strict=True)]
            console.print(f"draw {draw}: {_shares(counts)}")
    console.print(f"all draws: {_shares(total)}")


def _shares(counts: Sequence[int]) -> str:
    number, first, five = counts
    return f"{number} questions, first {first / number:.3f}, among five {five / number:.3f}"


if __name__ == "__main__":
    main()
