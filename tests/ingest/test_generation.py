"""Generations on disk: switching, manifests, texts, pruning."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.durable import write_durably
from ingest.errors import IndexDamagedError, IndexMismatchError, IndexMissingError, InputError
from ingest.generation import Home, Manifest

MANIFEST = Manifest("g1", "2026-11-22T10:00:00+00:00", "default", "sha256:0", 8, 200, ("a.md",), {}, 0, 0, 0, 0)


def generation(home: Home, name: str, **documents: str) -> None:
    home.folder(name).mkdir(parents=True)
    home.write_manifest(replace(MANIFEST, name=name, documents=documents))


def test_switch_and_read(home: Path) -> None:
    place = Home(home)
    generation(place, "g1")
    place.switch("g1")
    assert place.current() == "g1"
    assert place.manifest("g1") == replace(MANIFEST, name="g1")
    assert [m.name for m in place.finished()] == ["g1"]


def test_no_index_yet(home: Path) -> None:
    with pytest.raises(IndexMissingError):
        Home(home).current()


@pytest.mark.parametrize("content", [b"", b"../etc", b"a/b", b".hidden", b"\xff\xfe\xff"])
def test_a_damaged_pointer_is_named(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError):
        Home(home).current()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format_version": 2}', "null"])
def test_a_damaged_manifest_is_named(home: Path, content: str) -> None:
    place = Home(home)
    place.folder("g1").mkdir(parents=True)
    (place.folder("g1") / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(IndexDamagedError):
        place.manifest("g1")
    assert place.finished() == []


def test_another_format_asks_for_a_rebuild(home: Path) -> None:
    place = Home(home)
    place.folder("g1").mkdir(parents=True)
    (place.folder("g1") / "manifest.json").write_text(json.dumps({"format_version": 99}), "utf-8")
    with pytest.raises(IndexMismatchError, match="format 99") as caught:
        place.manifest("g1")
    assert "credence ingest" in caught.value.remedy


def test_texts_are_kept_once_and_come_back(home: Path) -> None:
    place = Home(home)
    digest = place.store_text("Grüße \ud800 done\n")
    assert place.store_text("Grüße \ud800 done\n") == digest
    assert place.text(digest) == "Grüße \ud800 done\n"
    with pytest.raises(IndexDamagedError):
        place.text("sha256:" + "0" * 64)


def test_prune_keeps_the_live_one_and_the_one_before_and_their_texts(home: Path) -> None:
    place = Home(home)
    kept, gone = place.store_text("kept"), place.store_text("gone")
    for name in ("g1", "g2", "g3", "g4"):
        generation(place, name, a=gone if name == "g2" else kept)
        place.switch(name)
    place.folder("g9").mkdir()  # an unfinished build
    assert set(place.prune(2)) == {"g1", "g2", "g9"}
    assert {m.name for m in place.finished()} == {"g3", "g4"}
    assert place.text(kept) == "kept"
    assert not place.text_path(gone).exists()


def test_rolling_back_goes_to_the_one_before_and_never_returns(home: Path) -> None:
    place = Home(home)
    for name in ("g1", "g2", "g3"):
        generation(place, name)
        place.switch(name)
    generation(place, "g4")  # staged, never live
    assert place.roll_back() == ("g2", "g3")
    assert place.roll_back() == ("g1", "g2")
    assert [m.name for m in place.earlier()] == []
    with pytest.raises(InputError):
        place.roll_back()
    place.switch("g4")
    assert [m.name for m in place.earlier()] == ["g1"]


def test_a_damaged_list_of_earlier_ones_is_an_empty_one(home: Path) -> None:
    place = Home(home)
    generation(place, "g1")
    place.switch("g1")
    (home / "PREVIOUS").write_bytes(b"\xff ../x g1 none")
    assert place.earlier() == []


def test_write_durably_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "file"
    for text in ("one", "two"):
        write_durably(target, text)
        assert target.read_text("utf-8") == text
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_names_sort_by_time(home: Path) -> None:
    first, second = Home(home).new_name(), Home(home).new_name()
    assert first <= second
