"""Answers in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.types import Answer


def print_answer(answer: Answer, *, explain: bool = False) -> None:
    """Print an answer with its quotes and where they come from."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(answer.text))
    for citation in answer.citations:
        source = citation.publisher or citation.title
        date = f", as of {citation.as_of}" if citation.as_of else ""
        tier = f", {citation.tier}" if citation.tier else ""
        console.print(Text(f"\n[{citation.number}] {source}{tier}{date}"), style="bold")
        console.print(Text(f"    “{' '.join(citation.quote.split())}”"))
        if citation.official_url or citation.url:
            console.print(Text(f"    {citation.official_url or citation.url}"), style="dim")
    if answer.options:
        console.print(Text("\nOptions: " + " · ".join(answer.options)))
    if answer.follow_ups:
        console.print(Text("\nNext: " + " · ".join(answer.follow_ups)), style="dim")
    for passage in (answer.passages or ()) if explain else ():
        console.print(
            Text(f"{passage.rank:>3}  {passage.score:6.3f}  {passage.document}#{passage.section}"), style="dim"
        )
