"""`credence eval`: run the known answers, compare runs, check and draft cases.

Every command imports what it needs when it runs, so that `--help` stays instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evals.benchmarks.cli import app as bench

if TYPE_CHECKING:
    from evals.cases import Case
    from evals.runner import Result

app = typer.Typer(
    name="eval",
    help="Run the evaluation against known answers.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(bench, name="bench")

Cases = Annotated[list[Path] | None, typer.Option(help="Case file or folder; repeatable. Default: the shipped cases.")]
HomeOption = Annotated[Path | None, typer.Option(help="Folder of the index. Default: CREDENCE_HOME or .credence.")]
JsonOut = Annotated[Path | None, typer.Option("--json", help="Write all scores to this file.")]
HtmlOut = Annotated[Path | None, typer.Option("--html", help="Write the report to this file too.")]
BaselineFlag = Annotated[bool, typer.Option("--baseline", help="Fail when anything of the committed baseline is lost.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Only cases with this tag, kind or topic; repeatable.")]
Ids = Annotated[list[str] | None, typer.Option("--id", help="Only this case; a trailing * matches; repeatable.")]
SplitOption = Annotated[str | None, typer.Option("--split", help="Only dev or only report cases.")]
GenerationOption = Annotated[str | None, typer.Option(help="Judge this generation instead of the live one.")]
EngineOption = Annotated[str | None, typer.Option(help="What composes the answers, as for `credence ask`.")]
Today = Annotated[
    str | None, typer.Option(help="Answer as of this day (YYYY-MM-DD). Default: the guidance's last review.")
]
RunName = Annotated[str | None, typer.Option("--run", help="Name of the run; an unfinished run of it goes on.")]
BaselineFile = Annotated[Path | None, typer.Option(help="Baseline of your own cases. Default: the committed one.")]
WriteBaseline = Annotated[bool, typer.Option("--write-baseline", help="Make this run the committed baseline.")]
Accept = Annotated[list[str] | None, typer.Option(help="ID=REASON: accept a lost case in the new baseline.")]


@app.callback(invoke_without_command=True)
def evaluate_all(
    context: typer.Context,
    cases: Cases = None,
    home: HomeOption = None,
    json_out: JsonOut = None,
    html_out: HtmlOut = None,
    baseline: BaselineFlag = False,
    tag: Tags = None,
    id_: Ids = None,
    split: SplitOption = None,
    generation: GenerationOption = None,
    engine: EngineOption = None,
    today: Today = None,
    run: RunName = None,
    baseline_file: BaselineFile = None,
    write_baseline: WriteBaseline = False,
    accept: Accept = None,
) -> None:
    """Run the evaluation against known answers."""
    if context.invoked_subcommand is None:
        run_command(**context.params)


@app.command("run")
def run_command(
    cases: Cases = None,
    home: HomeOption = None,
    json_out: JsonOut = None,
    html_out: HtmlOut = None,
    baseline: BaselineFlag = False,
    tag: Tags = None,
    id_: Ids = None,
    split: SplitOption = None,
    generation: GenerationOption = None,
    engine: EngineOption = None,
    today: Today = None,
    run: RunName = None,
    baseline_file: BaselineFile = None,
    write_baseline: WriteBaseline = False,
    accept: Accept = None,
) -> None:
    """Ask all cases, or those chosen, and print the scores; the same as `credence eval` alone."""
    from evals.opening import opened
    from evals.runner import evaluate, export
    from evals.runs import RUNS, RunFolder, new_name

    chosen, whole = _chosen(cases, tag, id_, split)
    folder = RunFolder.create(RUNS / (run or new_name()))
    with opened(home, generation, engine, _day(today)) as assistant, _progress("Asking") as notify:
        result = evaluate(chosen, assistant, folder, engine or "extractive", notify)
    export(result, json_out, html_out)
    _show(result)
    if write_baseline:
        _write_baseline(result, accept or [], baseline_file)
    if baseline and not _holds(result, whole and bool(baseline_file or not cases), baseline_file):
        raise typer.Exit(1)


@app.command("score")
def score_command(
    name: Annotated[str, typer.Argument(help="Run under runs/, or its folder.")],
    cases: Cases = None,
    json_out: JsonOut = None,
    html_out: HtmlOut = None,
) -> None:
    """Score the answers of a run again, after cases or metrics changed; nothing is asked."""
    from evals.loader import load_cases
    from evals.runner import export, judge
    from evals.runs import RunFolder

    folder = RunFolder.find(name)
    asked = {record.case for record in folder.answers()}
    result = judge([case for case in load_cases(cases or ()) if case.id in asked], folder)
    export(result, json_out, html_out)
    _show(result)


@app.command("compare")
def compare_command(
    before: Annotated[str, typer.Argument(help="Run under runs/, or its folder.")],
    after: Annotated[str, typer.Argument(help="The run to compare with it.")],
    cases: Cases = None,
) -> None:
    """Show what got better and worse between two runs, case by case."""
    from rich.console import Console

    from evals.compare import compare, print_comparison
    from evals.loader import load_cases
    from evals.runs import RunFolder
    from evals.score import score

    known = load_cases(cases or ())
    scored = []
    for folder in (RunFolder.find(before), RunFolder.find(after)):
        records = folder.answers()
        asked = {record.case for record in records}
        scored.append(score([case for case in known if case.id in asked], records, folder.text))
    print_comparison(Console(), compare(*scored), (before, after))


@app.command("lint")
def lint_command(
    cases: Cases = None,
    corpus: Annotated[Path | None, typer.Option(help="Folder of the guidance. Default: the shipped one.")] = None,
) -> None:
    """Check the case files: schema, ids, sections, and questions the guidance already lists."""
    from evals.lint import lint, read_guidance

    problems = lint(cases or (), read_guidance(corpus))
    for problem in problems:
        typer.echo(str(problem))
    typer.echo(f"{len(problems)} problems found." if problems else "The case files are in order.")
    raise typer.Exit(1 if problems else 0)


@app.command("draft")
def draft_command(
    paths: Annotated[list[Path], typer.Argument(help="Documents, or one JSONL file of exported feedback.")],
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("cases.draft.yaml"),
) -> None:
    """Propose cases from documents or feedback, for a person to mend and accept."""
    from evals.draft import draft_from_documents, draft_from_feedback, write_draft

    feedback = len(paths) == 1 and paths[0].suffix == ".jsonl"
    draft = draft_from_feedback(paths[0]) if feedback else draft_from_documents(paths)
    write_draft(draft, out)
    typer.echo(f"{len(draft['cases'])} proposed cases are in {out}. Mend them, then run `credence eval lint`.")


@app.command("mutate")
def mutate_command(
    cases: Cases = None,
    home: HomeOption = None,
    tag: Tags = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this fault; repeatable.")] = None,
    work: Annotated[Path, typer.Option(help="Folder for the runs; emptied first.")] = Path("runs/mutation"),
) -> None:
    """Break the program in every stage and check that the evaluation notices each time."""
    from evals.mutation import run_all, trials_table

    chosen, _ = _chosen(cases, tag, None, None)
    with _progress("Breaking things") as notify:
        trials = run_all(chosen, only or (), home, work, notify)
    typer.echo(trials_table(trials))
    raise typer.Exit(0 if all(trial.caught for trial in trials) else 1)


@app.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of case files."""
    import json

    from evals.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


def _chosen(
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


def _day(text: str | None) -> date | None:
    from ingest.errors import InputError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{text} is not a day.", "Write --today 2026-11-22.") from error


def _show(result: Result) -> None:
    from rich.console import Console

    from evals.tables import print_failures, print_summary

    console = Console()
    print_failures(console, result.scores)
    print_summary(console, result.summary)
    console.print(f"Run: {result.run.root}, report: {result.run.root / 'report.html'}", highlight=False, soft_wrap=True)


def _holds(result: Result, whole: bool, file: Path | None) -> bool:
    from evals.baseline import BASELINE, check_baseline, read_baseline

    gate = check_baseline(result.summary, read_baseline(file or BASELINE), whole)
    for loss in gate.losses:
        typer.echo(f"Lost: {loss}", err=True)
    for case in gate.gains:
        typer.echo(f"Gained: {case} passes now; write the baseline anew to keep it.")
    typer.echo("The baseline holds." if gate.passed else "The baseline does not hold.", err=not gate.passed)
    return gate.passed


def _write_baseline(result: Result, accepted: list[str], file: Path | None) -> None:
    from evals.baseline import BASELINE, write_baseline
    from ingest.errors import InputError

    if wrong := [item for item in accepted if "=" not in item]:
        raise InputError(f"{wrong[0]} has no reason.", "Write --accept ID=REASON.")
    path = file or BASELINE
    write_baseline(result.summary, dict(item.split("=", 1) for item in accepted), path)
    typer.echo(f"The baseline is written to {path}.")


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
