"""Bad input and bad surroundings: one clear line with its remedy, a non-zero exit, nothing lost."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Run

Credence = Callable[..., Run]


@pytest.mark.parametrize(
    ("arguments", "says", "remedy"),
    [
        (("ask", ""), "The question is empty.", "Type a question"),
        (("ask", " \n\t"), "The question is empty.", "Type a question"),
        (("ask",), "Give either a question or --batch FILE.", "For example"),
        (("ask", "a visa?", "--batch", "x.jsonl"), "Give either", "For example"),
        (("ask", "--batch", "no-such.jsonl"), "no-such.jsonl cannot be read", "Give a UTF-8 file"),
        (("ingest", "no-such-folder"), "no-such-folder", ""),
        (("index", "verify"), "There is no index in", "credence ingest"),
        (("index", "rollback"), "There is no index in", "credence ingest"),
        (("index", "text", "visas"), "There is no index in", "credence ingest"),
        (("serve", "--port", "70000"), "Cannot listen on", "--port"),
    ],
)
def test_what_cannot_be_used_is_named(credence: Credence, arguments: tuple[str, ...], says: str, remedy: str) -> None:
    fault = credence(*arguments).fault
    assert says in fault
    assert remedy in fault


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds no questions"),
        ('{"id": "1", "question": "a"}\n{"id": "2"}\n', "line 2: question: Field required"),
        ('{"id": "1", "question"\n', "line 1: Invalid JSON"),
        ('{"id": "1", "question": "a", "history": [{"role": "system", "content": "x"}]}', "line 1: history.0.role"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_bad_batch_is_refused_before_anything_is_answered(
    credence: Credence, tmp_path: Path, content: str | bytes, says: str
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes(content if isinstance(content, bytes) else content.encode())
    run = credence("ask", "--batch", batch)
    assert says in run.fault
    assert run.out == ""
    assert not (tmp_path / ".credence").exists()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CREDENCE_ENGIN", "x", "Did you mean CREDENCE_ENGINE?"),
        ("CREDENCE_WORLD_PEACE", "x", "The setting CREDENCE_WORLD_PEACE is unknown."),
        ("CREDENCE_BATCH_SIZE", "many", "CREDENCE_BATCH_SIZE"),
        ("CREDENCE_BATCH_SIZE", "0", "CREDENCE_BATCH_SIZE"),
    ],
)
def test_a_wrong_setting_is_named(
    credence: Credence, no_settings: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    no_settings.setenv(name, value)
    assert says in credence("ask", "What is ECFMG?").fault


def test_a_question_of_50000_characters_is_declined_in_a_line(credence: Credence, small_home: Path) -> None:
    run = credence("ask", "x" * 50_000, "--home", small_home)
    assert run.code == 0
    assert "too long" in run.out
    assert len(run.out) < 500


def test_a_missing_index_is_built_once(
    credence: Credence, no_settings: pytest.MonkeyPatch, small_guidance: Path, tmp_path: Path
) -> None:
    no_settings.setattr("ingest.corpus.corpus_folder", lambda: small_guidance)
    first = credence("ask", "How long can I stay on a J-1 visa?", "--home", tmp_path / "new")
    assert (first.code, "seven years" in first.out) == (0, True)
    assert "Building the index" in first.err
    assert "Building the index" not in credence("ask", "What is the fee for Step 3?", "--home", tmp_path / "new").err


def live(home: Path) -> Path:
    return home / "generations" / (home / "CURRENT").read_text("utf-8").strip()


@pytest.mark.parametrize("part", ["vectors.npy", "catalog.sqlite", "manifest.json"])
def test_a_damaged_index_says_how_to_mend_it(credence: Credence, own_home: Path, part: str) -> None:
    path = live(own_home) / part
    path.write_bytes(path.read_bytes()[:100])
    fault = credence("ask", "What is the fee for Step 3?", "--home", own_home).fault
    assert "credence ingest" in fault


def test_a_mended_index_answers_again(credence: Credence, own_home: Path, small_guidance: Path) -> None:
    (live(own_home) / "vectors.npy").unlink()
    assert credence("ingest", small_guidance, "--home", own_home).code == 0
    assert "$955" in credence("ask", "What is the fee for Step 3?", "--home", own_home).out


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"splitter_version": -1}, "splitter version -1"),
        ({"format_version": 99}, "format 99"),
        ({"fingerprint": "name:other/model", "model": "other/model"}, "other/model"),
    ],
)
def test_an_index_of_another_make_is_refused(
    credence: Credence, own_home: Path, changed: dict[str, object], says: str
) -> None:
    path = live(own_home) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changed}), "utf-8")
    fault = credence("ask", "What is the fee for Step 3?", "--home", own_home).fault
    assert says in fault
    assert "credence ingest" in fault


def test_bad_documents_cost_themselves_only(credence: Credence, own_home: Path, tmp_path: Path) -> None:
    office = tmp_path / "office"
    office.mkdir()
    (office / "empty.md").write_text("", "utf-8")
    (office / "latin.txt").write_bytes(b"\xb1\xbc\xb3 \xe6\xea\xb6\xbf " * 3)
    (office / "broken.md").write_text("---\nid: x\nsources: [\n---\nText.\n", "utf-8")
    (office / "good.md").write_text("# Bus\n\nThe hospital bus for residents leaves at noon.\n", "utf-8")
    run = credence("ingest", office, "--home", own_home, "--json")
    assert run.code == 1
    assert json.loads(run.out)["documents"] == 1
    skipped = [line for line in run.err.splitlines() if line.startswith("credence: skipped: ")]
    assert all(any(name in line for line in skipped) for name in ("empty.md", "latin.txt", "broken.md"))
    assert len(skipped) == 3
    assert credence("index", "verify", "--home", own_home).code == 0


def test_an_ingest_of_nothing_keeps_the_old_index(credence: Credence, own_home: Path, tmp_path: Path) -> None:
    before = (own_home / "CURRENT").read_text("utf-8")
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "empty.md").write_text("", "utf-8")
    run = credence("ingest", tmp_path / "office", "--home", own_home)
    assert run.code != 0
    assert (own_home / "CURRENT").read_text("utf-8") == before
    assert "$955" in credence("ask", "What is the fee for Step 3?", "--home", own_home).out


def test_a_busy_port_is_said(credence: Credence, small_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        fault = credence("serve", "--port", port, "--home", small_home).fault
    assert re.search(rf"Cannot listen on 127\.0\.0\.1:{port} .*--port", fault)
