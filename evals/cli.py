"""`credence eval`: run the known answers, compare runs, check and draft cases.

Every command imports what it needs when it runs, so that `--help` stays instant.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals.benchmarks.cli import app as bench
from evals.steps import asked_cases, choose_cases, day_of, holds_baseline, print_result, progress_bar, save_baseline

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

    chosen, whole = choose_cases(cases, tag, id_, split)
    folder = RunFolder.create(RUNS / (run or new_name()))
    with opened(home, generation, engine, day_of(today)) as assistant, progress_bar("Asking") as notify:
        result = evaluate(chosen, assistant, folder, engine or "extractive", notify)
    export(result, json_out, html_out)
    print_result(result)
    if write_baseline:
        save_baseline(result, accept or [], baseline_file)
    if baseline and not holds_baseline(result, whole and bool(baseline_file or not cases), baseline_file):
        raise typer.Exit(1)


@app.command("score")
def score_command(
    name: Annotated[str, typer.Argument(help="Run under runs/, or its folder.")],
    cases: Cases = None,
    json_out: JsonOut = None,
    html_out: HtmlOut = None,
) -> None:
    """Score the answers of a run again, after cases or metrics changed; nothing is asked."""
    from evals.runner import export, judge
    from evals.runs import RunFolder

    folder = RunFolder.find(name)
    result = judge(asked_cases(folder, cases), folder)
    export(result, json_out, html_out)
    print_result(result)


@app.command("compare")
def compare_command(
    before: Annotated[str, typer.Argument(help="Run under runs/, or its folder.")],
    after: Annotated[str, typer.Argument(help="The run to compare with it.")],
    cases: Cases = None,
) -> None:
    """Show what got better and worse between two runs, case by case."""
    from rich.console import Console

    from evals.compare import compare, print_comparison
    from evals.runs import RunFolder
    from evals.score import score

    folders = [RunFolder.find(before), RunFolder.find(after)]
    scored = [score(asked_cases(folder, cases), folder.answers(), folder.text) for folder in folders]
    print_comparison(Console(), compare(*scored), (before, after))


@app.command("judge")
def judge_command(
    name: Annotated[str, typer.Argument(help="Run under runs/, or its folder.")],
    engine: Annotated[str | None, typer.Option(help="The judge, as provider:model. Default: CREDENCE_ENGINE.")] = None,
    most: Annotated[int, typer.Option(min=1, help="Judge at most this many answers.")] = 40,
) -> None:
    """Ask a chat model about the answers of a run, and how far it agrees with our own check; changes no score."""
    from assistant import AssistantSettings
    from assistant.compose.models import open_model
    from evals.judges.deepeval_judge import judge_with
    from evals.judges.report import judge_run, judged_table
    from evals.runs import RunFolder

    run = RunFolder.find(name)
    settings = AssistantSettings(**{"engine": engine} if engine else {})  # type: ignore[arg-type]
    judge = judge_with(open_model(settings))
    with progress_bar("Judging") as notify:
        judged = judge_run(run, judge, most, notify)
    typer.echo(judged_table(judged))


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
    found = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    typer.echo(f"{found} found (docs/evals.md)." if problems else "The case files are in order.")
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

    chosen, _ = choose_cases(cases, tag, None, None)
    with progress_bar("Breaking things") as notify:
        trials = run_all(chosen, only or (), home, work, notify)
    typer.echo(trials_table(trials))
    raise typer.Exit(0 if all(trial.caught for trial in trials) else 1)


@app.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of case files."""
    import json

    from evals.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))
