"""What the script of a peer reads and writes, as JSON lines; it runs in the environment of the peer.

Read: `{"text": id, "content": ...}` for each document, then `{"ask": ...}` for each question.
Written: `{"chunks": [[document, start, end], ...]}`, then `{"found": [chunk number, ...]}` for each question, in order.
"""

from __future__ import annotations

import json
import os
import sys

DEPTH = 30


def read() -> tuple[dict[str, str], list[str]]:
    """Documents by id, and the questions."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    lines = [json.loads(line) for line in sys.stdin]
    texts = {line["text"]: line["content"] for line in lines if "text" in line}
    return texts, [line["ask"] for line in lines if "ask" in line]


def write(kind: str, value: object) -> None:
    """One line of the answer; whatever else a library prints is told apart by its form."""
    sys.stdout.write("\n" + json.dumps({kind: value}) + "\n")
    sys.stdout.flush()


def locate(text: str, piece: str, begin: int) -> int:
    """Where a piece stands in a text, looked for from an offset on; the offset itself when it was rewritten."""
    place = text.find(piece, begin)
    return place if place >= 0 else begin
