"""Write docs/conversations.md: the conversations of conversations.yaml as they really come out.

python -m evals.conversations [--home DIR]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant import Assistant, AssistantSettings
from assistant.export import to_markdown
from assistant.types import Answer, Turn

ASKED = Path(__file__).with_name("conversations.yaml")
SHOWN = Path("docs/conversations.md")
HEAD = """# Conversations

Twenty conversations with the shipped guidance and the extractive engine, word for word as they come out.
Nobody has polished them: `python -m evals.conversations` writes this page anew.
"""


def hold(assistant: Assistant, questions: Sequence[str], *, explain: bool = False) -> list[Answer]:
    """Ask one question after the other in one conversation; `explain` lists what was found for each."""
    history: list[Turn] = []
    answers = []
    for question in questions:
        answers.append(assistant.ask(question, history, explain=explain))
        history += [Turn("user", question), Turn("assistant", answers[-1].text)]
    return answers


def main() -> None:
    """Hold all conversations and write the page."""
    parser = argparse.ArgumentParser(prog="python -m evals.conversations", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".credence"), help="folder of the index")
    assistant = Assistant.open(AssistantSettings(home=parser.parse_args().home))
    asked: list[dict[str, Any]] = yaml.safe_load(ASKED.read_text("utf-8"))
    pages = [to_markdown(item["title"], hold(assistant, item["turns"]), level=2) for item in asked]
    SHOWN.write_text("\n".join([HEAD, *pages]), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
