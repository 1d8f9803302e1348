"""`credence bench`: measurements on data that others made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

DATA = "Folder of Doc2Dial, MTRAG or OR-ShARC data; repeatable."
HOME = "Folder of an index of the guidance: our own cases are asked too."
HALF = "Questions to ask: dev (for tuning), report, or all."
WORK = "Folder for the indexes; kept for the next run."

app = typer.Typer(
    name="bench",
    help="Measure retrieval on public data.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


@app.callback()
def bench() -> None:
    """Measure retrieval on public data."""


@app.command("retrieval")
def retrieval_command(
    data: Annotated[list[Path] | None, typer.Option(help=DATA)] = None,
    home: Annotated[Path | None, typer.Option(help=HOME)] = None,
    half: Annotated[str, typer.Option(help=HALF)] = "report",
    most: Annotated[int | None, typer.Option(help="Ask at most this many questions of each.")] = None,
    work: Annotated[Path, typer.Option(help=WORK)] = Path("runs/bench"),
    out: Annotated[Path | None, typer.Option(help="Write the tables to this Markdown file.")] = None,
) -> None:
    """Compare BM25, MiniLM, the LangChain tutorial chain and Credence on public data, or on our own cases."""
    from evals.benchmarks.setups import plain, tables

    _write(tables(_folders(data, home, half), home, half, most, work, plain, _progress), out)


@app.command("peers")
def peers_command(
    data: Annotated[list[Path] | None, typer.Option(help=DATA)] = None,
    home: Annotated[Path | None, typer.Option(help=HOME)] = None,
    half: Annotated[str, typer.Option(help=HALF)] = "report",
    most: Annotated[int | None, typer.Option(help="Ask at most this many questions of each.")] = None,
    work: Annotated[Path, typer.Option(help=WORK)] = Path("runs/bench"),
    environments: Annotated[Path, typer.Option(help="Folder of the peers' environments.")] = Path(".venv/peers"),
    out: Annotated[Path | None, typer.Option(help="Write the tables to this Markdown file.")] = None,
) -> None:
    """Compare LlamaIndex, Haystack and txtai, as their guides set them up, with Credence."""
    from evals.benchmarks.setups import peers, tables

    _write(tables(_folders(data, home, half), home, half, most, work, peers(environments), _progress), out)


@app.command("spans")
def spans_command(
    data: Annotated[Path, typer.Option(help="Folder of Doc2Dial data.")],
    half: Annotated[str, typer.Option(help=HALF)] = "report",
    most: Annotated[int | None, typer.Option(help="Ask at most this many questions.")] = None,
    work: Annotated[Path, typer.Option(help=WORK)] = Path("runs/bench"),
    out: Annotated[Path | None, typer.Option(help="Write the table to this Markdown file.")] = None,
) -> None:
    """Compare the words that answers cite with the gold span, and with the best sentence of the first chunk."""
    from evals.benchmarks.setups import cited

    [folder] = _folders([data], None, half)
    _write(iter([cited(folder, half, most, work, _progress)]), out)


@app.command("growth")
def growth_command(
    home: Annotated[Path, typer.Option(help="Folder of an index of the guidance.")] = Path(".credence"),
    size: Annotated[list[int] | None, typer.Option(help="Chunks; repeatable [default: 1000, 10000, 100000].")] = None,
    questions: Annotated[int, typer.Option(min=1, help="Questions asked at each size.")] = 100,
    seed: Annotated[int, typer.Option(help="Seed of the distractors.")] = 7,
    work: Annotated[Path, typer.Option(help="Folder for the indexes; kept for the next run.")] = Path("runs/growth"),
    out: Annotated[Path | None, typer.Option(help="Write the table to this Markdown file.")] = None,
) -> None:
    """Measure retrieve and rerank, stage by stage, on the guidance among synthetic distractors."""
    from evals.benchmarks.finding import measure_growth
    from evals.benchmarks.growth import table

    with _progress() as notify:
        grown = measure_growth(home, size or [1_000, 10_000, 100_000], work, questions, seed, notify)
    _write(iter([table(grown)]), out)


def _folders(data: list[Path] | None, home: Path | None, half: str) -> list[Path]:
    from ingest.errors import InputError

    if half not in ("dev", "report", "all"):
        raise InputError(f"There is no half {half}.", "Use --half dev, report or all.")
    if not data and home is None:
        raise InputError("There is nothing to ask.", "Name data with --data, or an index of the guidance with --home.")
    return data or []


def _write(tables: Iterator[str], out: Path | None) -> None:
    written = []
    for table in tables:
        typer.echo(table)
        written.append(table)
        if out:
            out.write_text("\n".join(written), encoding="utf-8")


@app.command("service")
def service_command(
    home: Annotated[Path, typer.Option(help="Folder of the index.")] = Path(".credence"),
    readers: Annotated[list[int] | None, typer.Option(help="Readers at once; repeatable [default: 1, 8, 32].")] = None,
    seconds: Annotated[int, typer.Option(min=1, help="Seconds for which each number of readers ask each system.")] = 30,
    slices: Annotated[int, typer.Option(min=1, help="Turns in which the two systems are asked.")] = 3,
    processes: Annotated[int, typer.Option(min=1, help="Processes of Credence, as behind a balancer.")] = 1,
    plain_processes: Annotated[int, typer.Option(min=1, help="Processes of the plain chain's server.")] = 1,
    work: Annotated[Path, typer.Option(help="Folder of the plain chain's store; kept for the next run.")] = Path(
        "runs/service"
    ),
    out: Annotated[Path | None, typer.Option(help="Write the table to this Markdown file.")] = None,
) -> None:
    """Put readers on the HTTP service, and on the plain LangChain chain behind FastAPI, in turns."""
    from evals.benchmarks.service import OURS, PLAIN, Plan, markdown, measure, whole
    from evals.loader import load_cases

    loads = []
    plan = Plan(readers or [1, 8, 32], seconds, slices, {OURS: processes, PLAIN: plain_processes})
    for load in measure(home, [case.question for case in load_cases()], plan, work):
        loads.append(load)
        typer.echo(f"{load.system}, {load.readers} readers: {load.per_second:.1f} a second, {load.failures} failures")
    typer.echo(markdown(whole(loads)))
    if out:
        out.write_text(markdown(whole(loads)), encoding="utf-8")


@app.command("quick")
def quick_command(
    home: Annotated[Path | None, typer.Option(help="Folder of the index. Default: CREDENCE_HOME or .credence.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table to this Markdown file.")] = None,
) -> None:
    """Measure start-up, answers and ingest beside the plain LangChain tutorial chain."""
    from evals.benchmarks.speed import QUESTIONS, measure_speed, table
    from evals.loader import load_cases

    asked = [case.question for case in load_cases() if len(case.turns) == 1]
    figures = measure_speed(home, asked[:: max(1, len(asked) // QUESTIONS)][:QUESTIONS])
    typer.echo(table(figures))
    if out:
        out.write_text(table(figures) + "\n", encoding="utf-8")


@app.command("uk")
def uk_command(
    data: Annotated[Path, typer.Option(help="Folder with the saved pages of the UK Immigration Rules.")],
    home: Annotated[Path, typer.Option(help="Folder of their index; kept for the next run.")] = Path("runs/bench/uk"),
    out: Annotated[Path | None, typer.Option(help="Write the table to this Markdown file.")] = None,
) -> None:
    """Ingest an office's saved pages, look for menus in them, and ask fifty questions."""
    from evals.benchmarks.uk import markdown, measure

    with _progress() as notify:
        pages, asked = measure(data, home, notify)
    typer.echo(markdown(pages, asked))
    if out:
        out.write_text(markdown(pages, asked) + "\n", encoding="utf-8")


@app.command("soak")
def soak_command(
    home: Annotated[Path | None, typer.Option(help="Folder of the index. Default: CREDENCE_HOME or .credence.")] = None,
    work: Annotated[Path, typer.Option(help="Folder for the runs; emptied first.")] = Path("runs/mutation"),
    out: Annotated[Path | None, typer.Option(help="Write the table to this Markdown file.")] = None,
) -> None:
    """Break the program in every stage and check that the evaluation notices each time."""
    from evals.loader import load_cases
    from evals.mutation import run_all, trials_table

    with _progress() as notify:
        trials = run_all(load_cases(), (), home, work, lambda done, total: notify("Breaking things", done, total))
    typer.echo(trials_table(trials))
    if out:
        out.write_text(trials_table(trials) + "\n", encoding="utf-8")
    raise typer.Exit(0 if all(trial.caught for trial in trials) else 1)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks: dict[str, int] = {}

        def notify(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = int(progress.add_task(step, total=total))
            progress.update(tasks[step], completed=done)  # type: ignore[arg-type]

        yield notify
