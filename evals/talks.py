"""Long conversations as doctors type them: is the right section found, and cited, in the middle of one?

python -m evals.talks [--home DIR] [--split dev|report] [--misses]

talks.yaml names for each turn the sections of which one should come first. The `dev` half was read while follow-ups
were worked on, the `report` half was not: `--misses` lists turns of the `dev` half only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import yaml

from assistant import Assistant, AssistantSettings
from assistant.types import Answer, Outcome
from evals.conversations import hold

TALKS = Path(__file__).with_name("talks.yaml")


@dataclass(frozen=True, slots=True)
class Judged:
    """One turn of a conversation: what was found for it; `number` counts from 0."""

    talk: str
    number: int
    question: str
    wanted: frozenset[str]
    answer: Answer

    @property
    def found(self) -> list[str]:
        """The sections found, as "document#section", best first."""
        return [f"{passage.document}#{passage.section}" for passage in self.answer.passages or ()]

    def __str__(self) -> str:
        """The turn, how it was understood, and what was found instead of what was wanted."""
        asked = f"{self.talk}.{self.number + 1} {self.question}\n   as {self.answer.standalone_question}"
        return f"{asked}\n   {self.answer.outcome}, found {self.found[:3]}, wanted {sorted(self.wanted)}"

    def among(self, first: int) -> bool:
        """Whether a wanted section is among the first ones."""
        return bool(self.wanted & set(self.found[:first]))

    @property
    def cited(self) -> bool:
        """Whether the answer cites a wanted section."""
        return any(f"{c.document}#{c.section}" in self.wanted for c in self.answer.citations)


def read_talks(split: str) -> list[dict[str, Any]]:
    """The conversations of a half, each with an id and its turns."""
    talks: list[dict[str, Any]] = yaml.safe_load(TALKS.read_text("utf-8"))[split]
    return talks


def judge(assistant: Assistant, talks: Sequence[dict[str, Any]]) -> Iterator[Judged]:
    """Hold every conversation and judge each of its turns."""
    for talk in talks:
        answers = hold(assistant, [turn["ask"] for turn in talk["turns"]], explain=True)
        for number, (turn, answer) in enumerate(zip(talk["turns"], answers, strict=True)):
            yield Judged(talk["id"], number, turn["ask"], frozenset(turn["sections"]), answer)


def table(judged: Sequence[Judged]) -> str:
    """Shares of first and later turns as a Markdown table."""
    rows = [
        "| turns | right section first | in the top five | cited | declined |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, listed in (
        ("first", [one for one in judged if not one.number]),
        ("later", [one for one in judged if one.number]),
    ):
        declined = mean(one.answer.outcome is Outcome.DECLINED for one in listed)
        shares = [mean(one.among(1) for one in listed), mean(one.among(5) for one in listed)]
        shares += [mean(one.cited for one in listed), declined]
        rows.append(f"| {name} ({len(listed)}) | " + " | ".join(f"{share:.1%}" for share in shares) + " |")
    return "\n".join(rows)


def main() -> None:
    """Print the table of a half, and the turns that missed if asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.talks", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".credence"), help="folder of the index")
    parser.add_argument("--split", choices=["dev", "report"], default="report")
    parser.add_argument("--misses", action="store_true", help="list the turns of the dev half that missed")
    options = parser.parse_args()
    if options.misses and options.split == "report":
        parser.error("The report half is not looked at. Use --split dev.")
    judged = list(judge(Assistant.open(AssistantSettings(home=options.home)), read_talks(options.split)))
    missed = [one for one in judged if options.misses and not one.among(1)]
    sys.stdout.write("\n".join([*map(str, missed), table(judged), ""]))


if __name__ == "__main__":
    main()
