"""`credence ask` and `credence chat`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import HomeOption, JsonOption

if TYPE_CHECKING:
    from assistant import Assistant

EngineOption = Annotated[
    str | None, typer.Option("--engine", help="`extractive`, or a chat model such as openai:NAME or ollama:NAME.")
]


def open_assistant(home: Path | None, engine: str | None) -> Assistant:
    """The assistant over a home folder; the shipped corpus is indexed if there is no index yet."""
    from assistant import Assistant, AssistantSettings
    from ui.environment import load
    from ui.first_index import ensure_index

    settings = load(AssistantSettings, home=home, engine=engine)
    ensure_index(settings)
    return Assistant.open(settings)


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help="Answer each line of a JSONL file.")] = None,
    home: HomeOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="List the passages that were found.")] = False,
) -> None:
    """Answer a question, or a file of questions, with the words each sentence rests on."""
    import json

    from ingest.errors import InputError
    from ui.batch import answer_batch
    from ui.terminal import print_answer

    if (question is None) == (batch is None):
        raise InputError("Give either a question or --batch FILE.", 'For example: credence ask "What is ECFMG?"')
    if batch is not None:
        answer_batch(batch, lambda: open_assistant(home, engine), explain=explain)
        return
    if question is None or not question.strip():
        raise InputError("The question is empty.", "Type a question between the quotation marks.")
    answer = open_assistant(home, engine).ask(question, explain=explain)
    if as_json:
        typer.echo(json.dumps(answer.to_dict(), ensure_ascii=False, indent=1))
    else:
        print_answer(answer, explain=explain)


def chat(
    home: HomeOption = None,
    engine: EngineOption = None,
    save: Annotated[
        Path | None, typer.Option("--save", help="Write the conversation to this Markdown file at the end.")
    ] = None,
) -> None:
    """Hold a conversation in the terminal; an empty line ends it."""
    from assistant.export import to_markdown
    from assistant.types import Answer, Turn
    from ingest.errors import InputError
    from ui.terminal import print_answer

    if save is not None and not save.absolute().parent.is_dir():
        raise InputError(f"There is no folder {save.absolute().parent}.", "Create it, or name another file.")
    assistant = open_assistant(home, engine)
    typer.echo("Ask about working as a physician in the United States. An empty line ends the conversation.")
    history: list[Turn] = []
    answers: list[Answer] = []
    while question := _next_question():
        answer = assistant.ask(question, history)
        print_answer(answer)
        answers.append(answer)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    if save is not None:
        _write(save, to_markdown("A conversation with Credence", answers))


def _write(path: Path, text: str) -> None:
    from ingest.errors import InputError

    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Name another file.") from error
    typer.echo(f"Saved to {path}")


def _next_question() -> str:
    try:
        return input("\n> ").strip()
    except EOFError:
        return ""
