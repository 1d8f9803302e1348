"""Ingest from top to bottom: find, read, split, embed, write a generation, switch to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.build import Built, Live, build_generation, open_live
from ingest.documents import Skipped, find_files
from ingest.embedder import Embedder
from ingest.errors import InputError
from ingest.generation import Home
from ingest.lock import ingest_lock
from ingest.plan import Plan, make_plan
from ingest.settings import IngestSettings

Notify = Callable[[str, int, int], None]
"""Told of progress: what is being done, how much is done, how much there is."""

EmbedderFactory = Callable[[], Embedder]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. Document lists hold ids; times are in seconds."""

    generation: str
    switched: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    documents: int
    sections: int
    chunks: int
    embedded: int
    seconds: float


def ingest(
    paths: Iterable[Path],
    settings: IngestSettings,
    *,
    embedder: EmbedderFactory | None = None,
    notify: Notify | None = None,
) -> IngestReport:
    """Bring the index in line with the files under some paths.

    The live generation answers until the new one is whole; killed at any point, it still does.

    Args:
        paths: files and folders; afterwards the index holds exactly their documents.
        settings: home folder, model and limits.
        embedder: gives the loaded model when something has to be embedded; default: by settings.
        notify: told of progress.

    Raises:
        InputError: a path is missing, two documents share an id, or nothing can be read.
        IndexBusyError: another ingest is running.
    """
    began = time.monotonic()
    notify = notify or (lambda step, done, total: None)
    home = Home(settings.home)
    files = find_files(paths)
    if not files:
        raise InputError("No readable documents were found.", "Name a folder with .md or .txt files.")
    with ingest_lock(settings.home):
        live = open_live(home, settings)
        try:
            plan = make_plan(files, live, settings, notify)
            if not plan.documents:
                first = plan.skipped[0]
                raise InputError(f"No document could be read. First: {first.reason}", "Mend it and ingest again.")
            if live is not None and plan.nothing_to_do:
                return _report(plan, live.manifest.name, live_counts(live), began, switched=False)
            model = embedder() if embedder else Embedder(settings.embedding_model, settings.batch_size)
            built = build_generation(home, plan, live, model, settings, notify)
        finally:
            if live is not None:
                live.close()
        home.switch(built.name)
        home.prune(settings.keep_generations)
    return _report(plan, built.name, built, began, switched=True)


def live_counts(live: Live) -> Built:
    """The live generation's counts in the form of a build that embedded nothing."""
    manifest = live.manifest
    return Built(manifest.name, manifest.sections, manifest.chunks, 0)


def _report(plan: Plan, name: str, counts: Built, began: float, *, switched: bool) -> IngestReport:
    return IngestReport(
        generation=name,
        switched=switched,
        added=plan.added,
        changed=plan.changed,
        removed=plan.removed,
        unchanged=plan.unchanged,
        skipped=plan.skipped,
        documents=len(plan.documents),
        sections=counts.sections,
        chunks=counts.chunks,
        embedded=counts.embedded,
        seconds=round(time.monotonic() - began, 3),
    )
