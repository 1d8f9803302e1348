"""Benchmarks beyond public data: own cases, peers in other environments, and indexes grown with distractors."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from assistant.types import Turn
from evals.benchmarks import cli
from evals.benchmarks.cases import own_cases
from evals.benchmarks.data import Dataset, Question, Span, Text
from evals.benchmarks.finding import STAGES
from evals.benchmarks.growth import Grown, Real, grow, table
from evals.benchmarks.peers import wire
from evals.benchmarks.peers.run import PEERS, Peer
from evals.benchmarks.retrieval import Judge
from evals.cases import Case, CaseTurn, Expectation, Kind, Split
from ingest.errors import InputError
from ingest.index import Index, IndexHandle
from ingest.settings import IngestSettings

ANSWERS = """
import json, sys
sys.path.insert(0, {wire!r})
from wire import read, write
texts, questions = read()
print("a line of the library's own")
write("chunks", [[name, 0, len(text)] for name, text in texts.items()])
for question in questions:
    write("found", [n for n, text in enumerate(texts.values()) if question in text])
"""


@pytest.fixture(scope="module")
def index(small_home: Path):
    handle = IndexHandle(IngestSettings(home=small_home))
    yield handle.acquire()
    handle.close()


def a_case(name: str, *sections: str, history: tuple[CaseTurn, ...] = (), split: Split = Split.DEV) -> Case:
    turn = CaseTurn("user", f"Question {name}?", Expectation(sections=sections))
    return Case(name, Kind.SINGLE, "visas", split, (*history, turn))


def test_own_cases_expect_the_spans_of_their_sections(index: Index) -> None:
    before = (CaseTurn("user", "First?"), CaseTurn("assistant", "Reply."))
    cases = [
        a_case("a", "exams#step-3-fee", history=before),
        a_case("b", "exams#step-3-fee", "exams#attempts"),
        a_case("c"),
        a_case("d", "exams#gone"),
        a_case("e", "exams#attempts", split=Split.REPORT),
    ]
    dataset = own_cases(cases, index, Split.DEV)
    assert [question.id for question in dataset.questions] == ["a", "b"]
    first, second = dataset.questions
    assert first.history == (Turn("user", "First?"), Turn("assistant", "Reply."))
    text = next(text.text for text in dataset.texts if text.id == "exams")
    assert first.gold is not None
    held = text[first.gold.start : first.gold.end]
    assert "## Fee for Step 3" in held
    assert "$955" in held
    assert "$1,020" not in held
    assert len(second.also) == 1
    assert [question.id for question in own_cases(cases, index).questions] == ["a", "b", "e"]


def test_any_of_several_spans_counts() -> None:
    texts = (Text("p", "", "One sentence. Another sentence. A third one."),)
    question = Question("q", "?", (), "g", Span("p", 0, 13), also=(Span("p", 32, 44),))
    judge = Judge(Dataset("x", texts, (question,)), [Span("p", 0, 13), Span("p", 14, 31), Span("p", 32, 44)])
    assert judge.relevant(question) == ["0", "2"]


def fake_environment(folder: Path, script: str) -> Path:
    """An environment whose python runs a script of ours, whatever it is asked to run."""
    python = folder / PEERS["txtai"] / "bin" / "python"
    python.parent.mkdir(parents=True)
    (folder / "peer.py").write_text(script, "utf-8")
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder / "peer.py"}"\n', "utf-8")
    python.chmod(0o755)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the fake python is a shell script")
def test_a_peer_answers_in_its_own_environment(tmp_path: Path) -> None:
    script = ANSWERS.format(wire=str(Path(wire.__file__).parent))
    texts = [Text("a", "", "pay by post"), Text("b", "", "pay online\nnow")]
    peer = Peer("txtai", fake_environment(tmp_path, script), texts, ["pay", "post", "pay"])
    assert peer.chunks == [Span("a", 0, 11), Span("b", 0, 14)]
    assert peer.search("pay", ()) == [0, 1]
    assert peer.search("post", ()) == [0]


@pytest.mark.skipif(sys.platform == "win32", reason="the fake python is a shell script")
def test_a_peer_that_fails_or_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no environment"):
        Peer("txtai", tmp_path, [], [])
    with pytest.raises(InputError, match=r"txtai_rag\.py failed: ValueError: broken"):
        Peer("txtai", fake_environment(tmp_path, "raise ValueError('broken')"), [], [])


def test_every_peer_has_a_script_and_its_packages() -> None:
    folder = Path(wire.__file__).parent
    pinned = {line.split("==")[0] for line in (folder / "constraints.txt").read_text("utf-8").splitlines()}
    for name in PEERS.values():
        assert (folder / f"{name}_rag.py").is_file()
        assert set((folder / f"{name}.txt").read_text("utf-8").split()) <= pinned


def test_a_piece_is_located_from_an_offset_on() -> None:
    assert wire.locate("fee and fee", "fee", 0) == 0
    assert wire.locate("fee and fee", "fee", 1) == 8
    assert wire.locate("fee and fee", "rewritten", 4) == 4


def test_distractors_stand_behind_the_guidance(index: Index, tmp_path: Path) -> None:
    real = Real.read(index)
    size = len(real.rows) + 70
    home = grow(real, size, tmp_path / "grown", 7, lambda *_: None)
    assert grow(real, size, tmp_path / "grown", 7, lambda *_: None).current() == home.current(), "kept"
    grown = Index(home, home.manifest(home.current()), IngestSettings(home=home.root))
    try:
        rows = list(grown.catalog.chunks())
        assert len(rows) == size
        assert [row.chunk for row in rows[: len(real.rows)]] == [row.chunk for row in real.rows]
        last = rows[-1]
        assert grown.text(last.chunk.document)[last.chunk.start : last.chunk.end].strip()
        vector = grown.vectors_of(last)
        assert vector.shape[0] == 1 + len(last.chunk.units)
        assert np.linalg.norm(vector[0]) == pytest.approx(1, abs=1e-2)
        assert grown.nearest("chunks", vector[:1], 1) == [[last.chunk.id]]
        assert grown.words.rows == size
    finally:
        grown.close()


def test_the_growth_table_names_every_stage() -> None:
    grown = Grown(1_000, 20.0, 40.0, dict.fromkeys(STAGES, 1.5), 0.99, 0.9)
    lines = table([grown]).splitlines()
    assert lines[0].count("|") == lines[1].count("|") == lines[2].count("|")
    assert lines[2].startswith("| 1,000 | 20 ms | 40 ms | 1.5 |")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["retrieval"], "There is nothing to ask"), (["peers", "--home", "x", "--half", "some"], "There is no half some")],
)
def test_a_command_without_questions_is_refused(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(cli.app, arguments)
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)
