"""What the commands of `credence eval` have in common: choosing cases, showing scores, the gate, progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from evals.cases import Case
    from evals.runner import Result
    from evals.runs import RunFolder


def choose_cases(
    paths: list[Path] | None, tags: list[str] | None, ids: list[str] | None, split: str | None
) -> tuple[list[Case], bool]:
    """The cases to run, and whether none was left out."""
    from evals.cases import Split, select
    from evals.loader import load_cases
    from ingest.errors import InputError

    if split is not None and split not in tuple(Split):
        raise InputError(f"There is no split {split}.", "Use --split dev or --split report.")
    known = load_cases(paths or ())
    chosen = select(known, tuple(ids or ()), tuple(tags or ()), Split(split) if split else None)
    if not chosen:
        raise InputError("No case fits.", "Check --tag, --id and --split.")
    return chosen, len(chosen) == len(known)


def asked_cases(run: RunFolder, paths: list[Path] | None) -> list[Case]:
    """The cases of the files `paths` (default: those shipped) that `run` has asked; says how many it lacks.

    Raises:
        InputError: the files hold none of them.
    """
    from evals.loader import load_cases
    from ingest.errors import InputError

    asked = {record.case for record in run.answers()}
    found = [case for case in load_cases(paths or ()) if case.id in asked]
    if not found:
        raise InputError(
            f"The case files hold none of the cases of the run {run.root.name}.", "Name yours with --cases."
        )
    if missing := len(asked) - len(found):
        typer.echo(f"{missing} of {len(asked)} cases of {run.root.name} are left out: not in the case files.", err=True)
    return found


def day_of(text: str | None) -> date | None:
    """The day that was typed; raises InputError where it is none."""
    from ingest.errors import InputError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{text} is not a day.", "Write --today 2026-11-22.") from error


def print_result(result: Result) -> None:
    """Print failing cases, the scores, and where the run is."""
    from rich.console import Console

    from evals.tables import print_failures, print_summary

    console = Console()
    print_failures(console, result.scores)
    print_summary(console, result.summary)
    console.print(f"Run: {result.run.root}, report: {result.run.root / 'report.html'}", highlight=False, soft_wrap=True)


def holds_baseline(result: Result, whole: bool, file: Path | None) -> bool:
    """Whether nothing of the baseline was lost; says what was. `whole` is False for a selection of the cases."""
    from evals.baseline import BASELINE, check_baseline, read_baseline

    gate = check_baseline(result.summary, read_baseline(file or BASELINE), whole)
    for loss in gate.losses:
        typer.echo(f"Lost: {loss}", err=True)
    for case in gate.gains:
        typer.echo(f"Gained: {case} passes now; write the baseline anew to keep it.")
    typer.echo("The baseline holds." if gate.passed else "The baseline does not hold.", err=not gate.passed)
    return gate.passed


def save_baseline(result: Result, accepted: list[str], file: Path | None) -> None:
    """Make the run the baseline; `accepted` holds ID=REASON for cases that it loses."""
    from evals.baseline import BASELINE, write_baseline
    from ingest.errors import InputError

    if wrong := [item for item in accepted if "=" not in item]:
        raise InputError(f"{wrong[0]} has no reason.", "Write --accept ID=REASON.")
    path = file or BASELINE
    write_baseline(result.summary, dict(item.split("=", 1) for item in accepted), path)
    typer.echo(f"The baseline is written to {path}.")


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error; give it how many are done and how many there are."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
