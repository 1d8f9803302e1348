"""Asks a peer in its own environment and gives its answers as a system of the benchmark."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.types import Turn
from evals.benchmarks.data import Span, Text
from ingest.embedder import default_weights
from ingest.errors import InputError

PEERS = {"LlamaIndex": "llamaindex", "Haystack": "haystack", "txtai": "txtai"}
"""Name, and the folder of its environment and the beginning of its script's name."""


class Peer:
    """A peer that has answered: every question is asked at once, when it is made."""

    def __init__(self, name: str, environments: Path, texts: Sequence[Text], questions: Sequence[str]) -> None:
        """Run the peer's script.

        Raises:
            InputError: its environment is missing, or its script failed.
        """
        self.name = name
        asked = list(dict.fromkeys(questions))
        lines = list(_answers(PEERS[name], environments, texts, asked))
        found = [line["found"] for line in lines if "found" in line]
        self.chunks: Sequence[Span] = [Span(*chunk) for line in lines for chunk in line.get("chunks", ())]
        self._found: dict[str, list[int]] = dict(zip(asked, found, strict=True))

    def search(self, question: str, history: Sequence[Turn]) -> list[int]:
        """What the peer found for a question."""
        return self._found[question]


def _answers(folder: str, environments: Path, texts: Sequence[Text], asked: Sequence[str]) -> Iterator[dict[str, Any]]:
    python = environments / folder / "bin" / "python"
    if not python.is_file():
        raise InputError(f"There is no environment {python.parent.parent}.", "Run `make bench-peers`.")
    script = Path(__file__).with_name(f"{folder}_rag.py")
    given = [{"text": text.id, "content": text.text} for text in texts] + [{"ask": question} for question in asked]
    environment = {**os.environ, "HAYSTACK_TELEMETRY_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [str(python), str(script), str(default_weights())],
        input="\n".join(json.dumps(line) for line in given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(f"{script.name} failed: {last}", "Remove its environment and run `make bench-peers` again.")
    yield from (json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"'))
