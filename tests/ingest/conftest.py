"""Fixtures for the tests of ingest: a home folder, a folder of documents, an embedder that is instant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import IngestReport
from ingest.pipeline import ingest as run_ingest
from ingest.settings import IngestSettings
from tests.fakes import FakeEmbedder

CURATED = """---
id: visas-j1
title: The J-1 visa
topic: visas
reviewed: 2026-08-01
review_by: 2027-02-01
sources:
  state:
    title: Two-year rule
    publisher: Department of State
    url: https://example.org/two-year
    as_of: 2026-06-18
    tier: primary
---
# The J-1 visa

## The two-year rule
<!-- guidance
id: two-year-rule
sources: [state]
applies_to: {visa: J-1}
volatile: fee
questions:
  - {ask: Must I go home after a J-1?, verdict: yes}
  - How long is the home residence rule?
misconceptions:
  - {belief: The rule is gone., correction: The rule still applies to physicians.}
keep_with_next: [1]
-->
A J-1 physician must go home for two years. The rule still applies to physicians.

- A waiver is possible.
- Hardship counts.
"""

FEES = """# Fees

The first step costs $1,000. Pay it online.

## Refunds

Money comes back within 30 days:

- to the card
- by check

| Exam | Fee |
| --- | --- |
| Step 1 | $1,000 |
| Step 2 | $1,100 |
"""

PLAIN = """Opening hours

The office opens at 9 a.m. on weekdays. It closes at 5 p.m.

Bring:
1. your passport
2. two photographs
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def settings(home: Path) -> IngestSettings:
    return IngestSettings(home=home)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents: a curated one, a Markdown one and a text."""
    root = tmp_path / "office"
    root.mkdir()
    (root / "j1.md").write_text(CURATED, "utf-8")
    (root / "fees.md").write_text(FEES, "utf-8")
    (root / "hours.txt").write_text(PLAIN, "utf-8")
    return root


@pytest.fixture
def model() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def run(settings: IngestSettings, model: FakeEmbedder) -> Callable[..., IngestReport]:
    """Ingest some paths into the home folder."""

    def call(*paths: Path) -> IngestReport:
        return run_ingest(paths, settings, embedder=lambda: model)  # type: ignore[arg-type, return-value]

    return call
