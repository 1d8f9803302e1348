"""An ingest does what differs and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import CredenceError, IndexBusyError, InputError
from ingest.generation import Home
from ingest.index import Index
from ingest.lock import ingest_lock
from ingest.pipeline import IngestReport
from ingest.settings import IngestSettings
from ingest.verify import verify_index
from tests.fakes import FakeEmbedder
from tests.ingest.conftest import CURATED, FEES

Run = Callable[..., IngestReport]


def opened(settings: IngestSettings) -> Index:
    home = Home(settings.home)
    return Index(home, home.manifest(home.current()), settings)


def all_vectors(settings: IngestSettings) -> dict[str, np.ndarray]:
    index = opened(settings)
    try:
        return {row.chunk.id: index.vectors_of(row) for row in index.catalog.chunks()}
    finally:
        index.close()


def test_a_first_ingest_is_whole(run: Run, folder: Path, settings: IngestSettings) -> None:
    report = run(folder)
    assert (report.added, report.documents, report.switched) == (("fees", "hours", "visas-j1"), 3, True)
    assert report.embedded == report.chunks
    found = verify_index(settings)
    assert (found.generation, found.problems) == (report.generation, ())


def test_nothing_changed_costs_nothing(run: Run, folder: Path, model: FakeEmbedder) -> None:
    first = run(folder)
    seen = model.chunks_seen
    second = run(folder)
    assert (second.switched, second.generation, second.unchanged, model.chunks_seen) == (
        False,
        first.generation,
        3,
        seen,
    )
    assert (second.chunks, second.sections) == (first.chunks, first.sections)


def test_a_change_costs_the_changed_chunks(
    run: Run, folder: Path, model: FakeEmbedder, settings: IngestSettings
) -> None:
    run(folder)
    before, seen = all_vectors(settings), model.chunks_seen
    (folder / "fees.md").write_text(FEES.replace("30 days", "45 days"), "utf-8")
    report = run(folder)
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), ("fees",), (), 2)
    assert report.embedded == model.chunks_seen - seen == 1
    assert verify_index(settings).problems == ()
    after = all_vectors(settings)
    same = [key for key in before if "refunds" not in key]
    assert all(np.array_equal(before[key], after[key]) for key in same)


def test_an_incremental_build_equals_a_fresh_one(
    run: Run, folder: Path, settings: IngestSettings, tmp_path: Path, model: FakeEmbedder
) -> None:
    from ingest.pipeline import ingest

    run(folder)
    (folder / "fees.md").write_text(FEES + "\nOne more sentence.\n", "utf-8")
    (folder / "hours.txt").unlink()
    (folder / "new.md").write_text("# New\n\nA new document.\n", "utf-8")
    run(folder)
    fresh = settings.model_copy(update={"home": tmp_path / "fresh"})
    ingest([folder], fresh, embedder=lambda: model)  # type: ignore[arg-type, return-value]
    one, two = all_vectors(settings), all_vectors(fresh)
    assert one.keys() == two.keys()
    assert all(np.array_equal(one[key], two[key]) for key in one)


def test_removed_and_renamed_documents(run: Run, folder: Path, model: FakeEmbedder, settings: IngestSettings) -> None:
    run(folder)
    seen = model.chunks_seen
    (folder / "j1.md").rename(folder / "moved.md")  # its front matter keeps its id
    (folder / "hours.txt").unlink()
    report = run(folder)
    assert (report.added, report.changed, report.removed) == ((), ("visas-j1",), ("hours",))
    assert model.chunks_seen == seen
    assert verify_index(settings).problems == ()


def test_the_index_holds_exactly_the_paths_named(run: Run, folder: Path) -> None:
    run(folder)
    assert run(folder / "fees.md").removed == ("hours", "visas-j1")


def test_a_broken_save_keeps_the_earlier_version(run: Run, folder: Path, settings: IngestSettings) -> None:
    run(folder)
    (folder / "j1.md").write_text(CURATED.replace("tier: primary", "tier: none"), "utf-8")
    (folder / "bad.md").write_bytes(b"\xff\xfe\xff")
    report = run(folder)
    assert report.removed == ()
    assert {Path(item.path).name for item in report.skipped} == {"j1.md", "bad.md"}
    index = opened(settings)
    assert "visas-j1" in index.manifest.documents
    index.close()


def test_two_documents_with_one_id_are_an_error(run: Run, folder: Path) -> None:
    (folder / "again.md").write_text(CURATED, "utf-8")
    with pytest.raises(InputError, match="visas-j1"):
        run(folder)


def test_nothing_to_read_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError):
        run(tmp_path / "empty")
    (tmp_path / "empty" / "a.md").write_bytes(b"")
    with pytest.raises(InputError, match="No document could be read"):
        run(tmp_path / "empty")


def test_a_second_ingest_at_once_is_refused(run: Run, folder: Path, home: Path) -> None:
    with ingest_lock(home), pytest.raises(IndexBusyError, match="process"):
        run(folder)
    assert run(folder).switched


def test_another_model_builds_anew(run: Run, folder: Path, settings: IngestSettings) -> None:
    run(folder)
    home = Home(settings.home)
    index = opened(settings)
    index.close()
    other = settings.model_copy(update={"embedding_model": "some/other"})
    with pytest.raises(CredenceError, match="some/other"):
        Index(home, home.manifest(home.current()), other)


def test_questions_lead_to_their_chunk(run: Run, folder: Path, settings: IngestSettings, model: FakeEmbedder) -> None:
    run(folder)
    index = opened(settings)
    (found,) = index.nearest("questions", model.encode_questions(["How long is the home residence rule?"]), 3)
    assert found[0].startswith("visas-j1#two-year-rule#")
    (found,) = index.nearest("chunks", model.encode_questions(["Money comes back to the card by check"]), 1)
    assert found[0].startswith("fees#refunds#")
    index.close()
