"""Measure the statement verifier on the attack set: `python -m evals.attacks.measure --corpus corpus --seed 7`.

A changed claim that the verifier finds nothing wrong with has survived; an unchanged or rephrased
one should pass. The held-out families are shown as one line unless `--held-out` asks for each of
them, so that whoever works on the verifier sees their result and not what they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.attacks.by_hand import FAMILY as BY_HAND
from evals.attacks.by_hand import drifted
from evals.attacks.claims import Claim, Label
from evals.attacks.generate import generate, read_corpus
from ingest.errors import CredenceError, InputError

Check = Callable[[str, Sequence[str]], Sequence[object]]
LAST = ("all by rule", BY_HAND, "all")
TARGETS = {"changed": "at most 1%", "held out": "at most 1%", "unchanged": "at least 95%", "rephrased": "at least 70%"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and what the verifier found wrong with it; nothing means supported."""

    claim: Claim
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the verifier calls the claim supported."""
        return not self.problems

    @property
    def right(self) -> bool:
        """Whether that is what the label says."""
        return self.passed != (self.claim.label is Label.CHANGED)


@dataclass(frozen=True, slots=True)
class Row:
    """How many claims of a family passed as supported."""

    group: str
    family: str
    claims: int
    passed: int

    @property
    def share(self) -> float:
        """The share that passed, from 0 to 1."""
        return self.passed / self.claims if self.claims else 0.0


def judge(claims: Iterable[Claim], check: Check) -> list[Judged]:
    """Ask the verifier about every claim."""
    return [Judged(claim, tuple(map(str, check(claim.statement, claim.quotes)))) for claim in claims]


def group_of(claim: Claim) -> str:
    """The part of the table that a claim counts in."""
    return "held out" if claim.held_out else claim.label.value


def rows(judged: Iterable[Judged], each_held_out: bool) -> list[Row]:
    """One row for each family, and a total for each group."""
    counts: dict[tuple[str, str], list[bool]] = {}
    for item in judged:
        group = group_of(item.claim)
        counts.setdefault((group, "all"), []).append(item.passed)
        if item.claim.label is Label.REPHRASED and item.claim.family != BY_HAND:
            counts.setdefault((group, "all by rule"), []).append(item.passed)
        if each_held_out or group != "held out":
            counts.setdefault((group, item.claim.family), []).append(item.passed)
    found = [Row(group, family, len(passed), sum(passed)) for (group, family), passed in counts.items()]
    return sorted(found, key=lambda row: _place(row))


def _place(row: Row) -> tuple[int, int]:
    return list(TARGETS).index(row.group), LAST.index(row.family) if row.family in LAST else -1


def table(found: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| group | family | claims | passed as supported | share | wanted |", "|---|---|--:|--:|--:|---|"]
    for row in found:
        wanted = TARGETS[row.group] if row.family == "all" else ""
        family = f"**{row.family}**" if row.family == "all" else row.family
        lines.append(f"| {row.group} | {family} | {row.claims} | {row.passed} | {row.share:.1%} | {wanted} |")
    return "\n".join(lines)


def write_failures(judged: Iterable[Judged], path: Path, held_out: bool) -> int:
    """Write the wrongly judged claims as JSON lines; those of held-out families only when asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    wrong = [item for item in judged if not item.right and (held_out or not item.claim.held_out)]
    with path.open("w", encoding="utf-8") as file:
        for item in wrong:
            record: dict[str, Any] = {**asdict(item.claim), "problems": item.problems}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return len(wrong)


def the_verifier() -> Check:
    """The function under test.

    Raises:
        InputError: this version of Credence has no statement verifier.
    """
    try:
        from assistant.verify import check_statement
    except ImportError as error:
        raise InputError("assistant.verify has no check_statement.", "Measure a version that has it.") from error
    return check_statement


def main(
    corpus: Annotated[Path, typer.Option(help="Folder of the guidance.")] = Path("corpus"),
    seed: Annotated[int, typer.Option(help="The same seed makes the same claims.")] = 7,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the rows to this file.")] = None,
    held_out: Annotated[bool, typer.Option("--held-out", help="Show each held-out family and its failures.")] = False,
    failures: Annotated[Path, typer.Option(help="File for the wrongly judged claims.")] = Path(
        "runs/attacks/failures.jsonl"
    ),
) -> None:
    """Print how many changed claims survive and how many controls pass, by family."""
    try:
        sentences = read_corpus(corpus)
        judged = judge(generate(sentences, seed), the_verifier())
    except CredenceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.code) from error
    found = rows(judged, held_out)
    typer.echo(table(found))
    typer.echo(f"{len(judged)} claims from {len(sentences.sentences)} sentences, seed {seed}.")
    typer.echo(f"{len(drifted(sentences))} rephrasings by hand rest on a sentence that has changed since.")
    typer.echo(f"{write_failures(judged, failures, held_out)} wrongly judged claims: {failures}")
    if json_out:
        payload = {"seed": seed, "rows": [asdict(row) | {"share": round(row.share, 4)} for row in found]}
        json_out.write_text(json.dumps(payload, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
