"""The hand-made word lists of verification, read once from the data files beside this module."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from assistant.verify.tokens import Kind


@cache
def words(part: str) -> frozenset[str]:
    """The words of one part of lexicon.yaml."""
    return frozenset(_load("lexicon.yaml")[part].split())


@cache
def phrases() -> tuple[tuple[Kind, str, str], ...]:
    """Every mark and every phrase that adds no fact, as (kind, key, phrase)."""
    found = [(Kind.PLAIN, phrase, phrase) for phrase in _load("lexicon.yaml")["plain_phrases"].split("; ")]
    for kind, table in _load("marks.yaml").items():
        for key, listed in table.items():
            found.extend((Kind[kind.upper()], key, phrase) for phrase in listed.split("; "))
    return tuple(found)


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of words that can stand for each other."""
    text = files("assistant.verify").joinpath("synonyms.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _load(name: str) -> dict[str, Any]:
    import yaml

    data: dict[str, Any] = yaml.safe_load(files("assistant.verify").joinpath(name).read_text(encoding="utf-8"))
    return data
