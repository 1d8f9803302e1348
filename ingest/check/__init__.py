"""Checks on curated guidance: `credence corpus check` and `credence corpus report`."""

from ingest.check.findings import Finding, Level
from ingest.check.run import CorpusCheck, check_corpus

__all__ = ["CorpusCheck", "Finding", "Level", "check_corpus"]
