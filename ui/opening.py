"""Opening the assistant for the page: the first index if there is none, then the models."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from ui.strings import say

if TYPE_CHECKING:
    from assistant import Assistant
    from ingest.settings import IngestSettings
    from ui.startup import Opener, Tell

_log = logging.getLogger(__name__)


def opener_for(home: Path) -> Opener:
    """Opens an assistant over the index in `home`, with its other settings from the environment.

    A home folder without an index gets one from the shipped corpus first. A question of our own
    comes before the readers', so that theirs find everything loaded.
    """

    def opener(tell: Tell) -> Assistant:
        from assistant import Assistant, AssistantSettings
        from ui.environment import load

        settings = load(AssistantSettings, home=home)
        _ensure_index(settings, tell)
        assistant = Assistant.open(settings)
        assistant.ask(say("first.title"))
        return assistant

    return opener


def _ensure_index(settings: IngestSettings, tell: Tell) -> None:
    from ingest.corpus import corpus_folder
    from ingest.errors import IndexMissingError
    from ingest.generation import Home
    from ingest.pipeline import ingest

    def notify(_what: str, done: int, total: int) -> None:
        tell(say("warm.index", done=f"{done:,}", total=f"{total:,}"))

    try:
        Home(settings.home).current()
    except IndexMissingError:
        _log.warning("Building the index in %s, once; the page opens when it is done.", settings.home)
        ingest([corpus_folder()], settings, notify=notify)
