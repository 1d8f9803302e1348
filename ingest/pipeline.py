"""Ingest from top to bottom: find, read, split, embed, write a generation, switch to it."""

from __future__ import annotations

import functools
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.build import Built, build_generation
from ingest.documents import Skipped, find_files
from ingest.duplicates import Duplicate
from ingest.embedder import Embedder
from ingest.errors import InputError, printable
from ingest.fetch import forget_snapshots
from ingest.generation import Home
from ingest.index import Index
from ingest.live import Live, open_live
from ingest.lock import ingest_lock
from ingest.plan import Plan, make_plan, plan_without
from ingest.settings import IngestSettings
from ingest.switch import Switch

Notify = Callable[[str, int, int], None]
"""Told of progress: what is being done, how much is done, how much there is."""

EmbedderFactory = Callable[[], Embedder]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. Document lists hold ids; times are in seconds.

    `furniture` counts blocks (menus, banners, footers) that were left out because most documents of
    a site repeat them.
    """

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
    duplicates: tuple[Duplicate, ...] = ()
    furniture: int = 0


def ingest(
    paths: Iterable[Path],
    settings: IngestSettings,
    *,
    embedder: EmbedderFactory | None = None,
    notify: Notify | None = None,
    stage: bool = False,
) -> IngestReport:
    """Bring the index in line with the files under some paths.

    The live generation answers until the new one is whole; killed at any point, it still does.

    Args:
        paths: files and folders; afterwards the index holds exactly their documents.
        settings: home folder, model and limits.
        embedder: gives the loaded model when something has to be embedded; default: by settings.
        notify: told of progress.
        stage: build only; `credence index switch` makes the new generation live.

    Raises:
        InputError: a path is missing, two documents share an id, nothing can be read, or the home
            folder cannot be written.
        IndexBusyError: another ingest is running.
    """
    began = time.monotonic()
    notify = notify or _silent
    files = find_files(paths)
    if not files:
        raise InputError("No readable documents were found.", "Name a folder with documents.")
    home = Home(settings.home)
    with ingest_lock(settings.home), _live(home, settings) as live, _writing(settings.home):
        home.clear_unfinished()
        plan = make_plan(files, live, settings, notify)
        if live is not None and plan.nothing_to_do:
            return _report(plan, _counts(live), began, switched=False)
        _check_any(plan)
        built = build_generation(home, plan, live, _model(embedder, settings), settings, notify)
        if not stage:
            _go_live(home, built.name, settings)
    return _report(plan, built, began, switched=not stage)


def dry_run(paths: Iterable[Path], settings: IngestSettings, notify: Notify | None = None) -> IngestReport:
    """Say what an ingest would change, and change nothing.

    Raises:
        InputError: as `ingest`.
    """
    began = time.monotonic()
    files = find_files(paths)
    home = Home(settings.home)
    with _live(home, settings) as live:
        plan = make_plan(files, live, settings, notify or _silent)
        counts = _counts(live) if live is not None else Built("", 0, 0, 0)
        return _report(plan, counts, began, switched=False)


def forget(documents: Iterable[str], settings: IngestSettings, notify: Notify | None = None) -> IngestReport:
    """Remove documents by id, at once and everywhere: index, stored texts and earlier generations.

    Raises:
        InputError: a document is in no generation, or nothing else would be left.
    """
    began = time.monotonic()
    gone = frozenset(documents)
    home = Home(settings.home)
    with ingest_lock(settings.home), _live(home, settings) as live, _writing(settings.home):
        if live is None:
            raise InputError("The index cannot be taken over as it is.", "Run `credence ingest` first.")
        known = set().union(*(m.documents for m in home.finished()))
        if missing := sorted(gone - known):
            raise InputError(f"The index has no document “{missing[0]}”.", "`credence index documents` lists them.")
        plan = plan_without(live, gone & live.manifest.documents.keys())
        if not plan.documents:
            raise InputError("No other document would be left.", f"Delete {settings.home} instead.")
        # anew even when only an earlier generation holds it: a vector store that was copied keeps traces
        model = _model(None, settings)
        built = build_generation(home, plan, live, model, settings, notify or _silent, untraced=True)
        _publish(built.name, settings)
        home.switch(built.name)
        _prune(home, settings, at_once=True)
        forget_snapshots(home.snapshots, home.manifest(built.name).paths)
    return _report(plan, built, began, switched=True)


def _silent(step: str, done: int, total: int) -> None:
    """Progress that nobody asked for."""


@contextmanager
def _live(home: Home, settings: IngestSettings) -> Iterator[Live | None]:
    live = open_live(home, settings)
    try:
        yield live
    finally:
        if live is not None:
            live.close()


@contextmanager
def _writing(root: Path) -> Iterator[None]:
    """Faults of the disk as one error; what was live before still is."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        remedy = "Make room or mend its permissions and ingest again; the index from before still answers."
        raise InputError(f"{root} cannot be written ({reason}).", remedy) from error


def _model(embedder: EmbedderFactory | None, settings: IngestSettings) -> EmbedderFactory:
    return functools.cache(embedder or (lambda: Embedder(settings.embedding_model, settings.batch_size)))


def _check_any(plan: Plan) -> None:
    if not plan.documents:
        first = plan.skipped[0].reason if plan.skipped else "there are none."
        raise InputError(f"No document could be read. First: {first}", "Mend it and ingest again.")


def _go_live(home: Home, name: str, settings: IngestSettings) -> None:
    _publish(name, settings)
    home.switch(name)
    _prune(home, settings)


def _publish(name: str, settings: IngestSettings) -> None:
    """Switch the processes that follow a server; before the file, as this is the step that may fail."""
    if settings.chroma_url is not None:
        on_server = Switch(settings.chroma_url)
        on_server.publish(name)
        on_server.close()


def switch(name: str, settings: IngestSettings) -> None:
    """Make a staged generation live, after opening it as a question would.

    Raises:
        CredenceError: there is no such generation, or it is not whole.
    """
    home = Home(settings.home)
    if not home.has(name):
        message = f"There is no whole generation “{printable(name)}”."
        raise InputError(message, "`credence index list` shows those that there are.")
    with ingest_lock(settings.home), _writing(settings.home):
        Index(home, home.manifest(name), settings).close()
        _go_live(home, name, settings)


def roll_back(settings: IngestSettings) -> tuple[str, str]:
    """Make the generation before the live one live again; returns the name that is live and the one that was.

    Raises:
        CredenceError: there is none before, or it is not whole.
    """
    home = Home(settings.home)
    with ingest_lock(settings.home), _writing(settings.home):
        for manifest in home.earlier()[:1]:
            Index(home, manifest, settings).close()
            _publish(manifest.name, settings)
        return home.roll_back()


def _prune(home: Home, settings: IngestSettings, *, at_once: bool = False) -> None:
    """Delete what is no longer kept; `at_once` keeps nothing but the live generation."""
    home.prune(1 if at_once else settings.keep_generations)
    if settings.chroma_url is not None:
        on_server = Switch(settings.chroma_url)
        grace = 0.0 if at_once else settings.grace_seconds
        on_server.clear_away([manifest.name for manifest in home.finished()], grace)
        on_server.close()


def _counts(live: Live) -> Built:
    """The live generation's counts in the form of a build that embedded nothing."""
    manifest = live.manifest
    return Built(manifest.name, manifest.sections, manifest.chunks, 0)


def _report(plan: Plan, counts: Built, began: float, *, switched: bool) -> IngestReport:
    return IngestReport(
        generation=counts.name,
        switched=switched,
        added=plan.added,
        changed=plan.changed,
        removed=plan.removed,
        unchanged=plan.unchanged,
        skipped=plan.skipped,
        documents=len(plan.documents) or plan.unchanged,
        sections=counts.sections,
        chunks=counts.chunks,
        embedded=counts.embedded,
        seconds=round(time.monotonic() - began, 3),
        duplicates=plan.duplicates,
        furniture=plan.furniture,
    )
