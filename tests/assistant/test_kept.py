"""What a start works out is kept for the next one and read again, unless it is not what is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.kept import kept_table, kept_vectors
from tests.fakes import FakeEmbedder

TEXTS = ["Can I sue my program?", "Will I match?"]


class Counting(FakeEmbedder):
    """Counts how often it embeds."""

    calls = 0

    def encode_questions(self, texts, advance=None):
        self.calls += 1
        return super().encode_questions(texts, advance)


@pytest.fixture
def model() -> Counting:
    return Counting()


def kept(home: Path) -> list[Path]:
    return sorted(home.glob("examples-*.bin"))


def test_they_are_embedded_once_and_read_after_that(tmp_path: Path, model: Counting) -> None:
    first = kept_vectors(TEXTS, model, tmp_path)
    again = kept_vectors(TEXTS, model, tmp_path)
    assert model.calls == 1
    assert first.shape == (2, model.dimension)
    assert np.array_equal(first, again)


def test_other_texts_and_other_weights_are_embedded_anew_and_take_the_place(tmp_path: Path, model: Counting) -> None:
    kept_vectors(TEXTS, model, tmp_path)
    [before] = kept(tmp_path)
    kept_vectors([*TEXTS, "Is it fair?"], model, tmp_path)
    [after] = kept(tmp_path)
    assert after != before
    other = Counting()
    other.fingerprint = "sha256:other"
    kept_vectors([*TEXTS, "Is it fair?"], other, tmp_path)
    assert (model.calls, other.calls) == (2, 1)


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_damaged_file_is_not_used(tmp_path: Path, model: Counting, place: int) -> None:
    expected = kept_vectors(TEXTS, model, tmp_path)
    [path] = kept(tmp_path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert np.array_equal(kept_vectors(TEXTS, model, tmp_path), expected)
    assert model.calls == 2


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path, model: Counting) -> None:
    missing = tmp_path / "missing"
    assert len(kept_vectors(TEXTS, model, missing)) == 2
    assert len(kept_vectors(TEXTS, model, None)) == 2
    assert not missing.exists()


def test_a_table_is_made_once_for_its_inputs_and_leaves_other_tables_alone(tmp_path: Path, model: Counting) -> None:
    made: list[float] = []

    def make(value: float) -> np.ndarray:
        made.append(value)
        return np.full((2, 3), value, dtype=np.float32)

    kept_vectors(TEXTS, model, tmp_path)
    for inputs, value in (([b"a", b"b"], 1.0), ([b"a", b"b"], 2.0), ([b"a", b"c"], 3.0)):
        table = kept_table("routes", inputs, (2, 3), lambda value=value: make(value), tmp_path)
        assert table.shape == (2, 3)
    assert made == [1.0, 3.0]
    assert np.array_equal(table, np.full((2, 3), 3.0))
    assert len(kept(tmp_path)) == 1
    assert len(list(tmp_path.glob("routes-*.bin"))) == 1
