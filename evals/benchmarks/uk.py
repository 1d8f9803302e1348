"""117 saved pages of the UK Immigration Rules as an office's folder: questions, citations, page furniture.

The pages are read from a path; of them the repository holds only questions in our own words, the
names of the pages that answer, and where the content of 20 pages begins and ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.service import Assistant
from assistant.settings import AssistantSettings
from assistant.types import Answer, Outcome
from ingest.catalog import ChunkRow
from ingest.index import Index, IndexHandle
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

QUESTIONS = Path(__file__).with_name("uk_questions.yaml")
LABELS = Path(__file__).with_name("uk_labels.yaml")
INTERFACE = (
    "cookies on gov.uk",
    "skip to main content",
    "hide cookie message",
    "navigation menu",
    "show all sections",
    "is this page useful",
    "print this page",
    "report a problem with this page",
    "this field is for robots only",
    "crown copyright](",
    "status code: 404",
    ", show\n",
)
"""Words of the site's menus, banners, buttons and footer, in lower case; no rule contains them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what became of it; `right` is None for questions that the pages do not answer."""

    question: str
    outcome: Outcome
    valid: bool
    right: bool | None
    says: bool | None
    cited: tuple[str, ...]
    probability: float | None


@dataclass(frozen=True, slots=True)
class Pages:
    """What the index holds of the pages.

    `interface` are chunks with words of the site's interface, `outside` quotable units outside the
    labelled content, `missing` lines of the labelled content that no unit holds.
    """

    documents: int
    chunks: int
    headed: int
    interface: tuple[str, ...]
    labelled: int
    units: int
    outside: tuple[str, ...]
    missing: tuple[str, ...]


def measure(data: Path, home: Path, notify: Callable[[str, int, int], None]) -> tuple[Pages, list[Asked]]:
    """Ingest the pages into a home folder (only what changed), look at the chunks, ask the questions."""
    ingest([data], IngestSettings(home=home), notify=notify)
    handle = IndexHandle(IngestSettings(home=home))
    index = handle.acquire()
    pages = look_at(index, yaml.safe_load(LABELS.read_text("utf-8")))
    handle.release(index)
    handle.close()
    assistant = Assistant.open(AssistantSettings(home=home))
    listed = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    cases = [*listed["questions"], *({"ask": question} for question in listed["uncovered"])]
    asked = []
    for number, case in enumerate(cases):
        notify("Asking", number, len(cases))
        asked.append(judge(case, assistant.ask(case["ask"]), assistant))
    assistant.close()
    return pages, asked


def judge(case: dict[str, Any], answer: Answer, assistant: Assistant) -> Asked:
    """Hold an answer against a case: `pages` are the documents that answer, `says` what it must hold."""
    cited = tuple(dict.fromkeys(citation.document for citation in answer.citations))
    answered = answer.outcome in (Outcome.ANSWERED, Outcome.PARTIAL)
    valid = all(assistant.library.stored(c.digest)[c.start : c.end] == c.quote for c in answer.citations)
    parts = answer.receipt.get("parts") or [{}]
    right = says = None
    if "pages" in case:
        right = answered and bool(set(cited) & set(case["pages"]))
        says = answered and any(value.lower() in answer.text.lower() for value in case["says"])
    sound = valid and bool(cited) == answered
    return Asked(case["ask"], answer.outcome, sound, right, says, cited, parts[0].get("confidence"))


def look_at(index: Index, labels: dict[str, dict[str, Any]]) -> Pages:
    """Count headings, words of the interface, and units outside labelled content."""
    rows = list(index.catalog.chunks())
    interface = tuple(row.chunk.id for row in rows if any(word in _shown(row, index) for word in INTERFACE))
    headed = sum(bool(index.section_of(row).heading) for row in rows)
    units, outside, missing, used = 0, [], [], 0
    for document, label in labels.items():
        if document not in index.manifest.documents or index.manifest.documents[document][7:19] != label["digest"]:
            continue
        used += 1
        text, (start, end) = index.text(document), label["content"]
        spans = [(u.start, u.end) for row in index.catalog.chunks_of(document) for u in row.chunk.units]
        units += len(spans)
        outside += [f"{document}: {text[a:b][:80]}" for a, b in spans if a < start or b > end]
        missing += [f"{document}: {line}" for line in _lines(text, start, end, spans)]
    return Pages(
        len(index.manifest.documents), len(rows), headed, interface, used, units, tuple(outside), tuple(missing)
    )


def _shown(row: ChunkRow, index: Index) -> str:
    text = index.text(row.chunk.document)
    return f"{row.chunk.context}\n{text[row.chunk.start : row.chunk.end]}".lower()


def _lines(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Lines of prose of some content that no unit touches; headings and rules of tables are none."""
    found, place = [], start
    lines = text[start:end].split("\n")
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        heading = line.startswith("#") or set(below.strip()) in ({"="}, {"-"})
        prose = len(line.split()) >= 6 and not heading and not set(line) <= set("|-: ")
        if prose and not any(a < place + len(line) and place < b for a, b in spans):
            found.append(line[:80])
        place += len(line) + 1
    return found


def markdown(pages: Pages, asked: Sequence[Asked]) -> str:
    """The figures as a table, then each question that went wrong."""
    covered = [item for item in asked if item.right is not None]
    others = [item for item in asked if item.right is None]
    answered = [item for item in covered if item.outcome in (Outcome.ANSWERED, Outcome.PARTIAL)]
    rows = [
        ("documents, chunks", f"{pages.documents}, {pages.chunks}"),
        ("chunks with a heading", str(pages.headed)),
        ("chunks with words of the site's interface", str(len(pages.interface))),
        ("labelled pages, their quotable units", f"{pages.labelled}, {pages.units}"),
        ("units outside the labelled content", str(len(pages.outside))),
        ("lines of the labelled content in no unit", str(len(pages.missing))),
        ("questions answered", f"{len(answered)} of {len(covered)}"),
        ("answers with valid citations only", f"{sum(item.valid for item in answered)} of {len(answered)}"),
        ("answers that cite the right page", f"{sum(bool(item.right) for item in answered)} of {len(answered)}"),
        ("answers that hold the expected fact", f"{sum(bool(item.says) for item in answered)} of {len(answered)}"),
        ("uncovered questions declined", f"{sum(i.outcome is Outcome.DECLINED for i in others)} of {len(others)}"),
    ]
    table = "\n".join(["| what | figure |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])
    wrong = [item for item in asked if not _as_it_should_be(item)]
    return "\n".join([table, "", *(_line(item) for item in wrong), *pages.interface, *pages.outside, *pages.missing])


def _as_it_should_be(item: Asked) -> bool:
    return item.valid and (item.outcome is Outcome.DECLINED if item.right is None else bool(item.right and item.says))


def _line(item: Asked) -> str:
    return f"- {item.outcome} ({item.probability}): {item.question} cited {', '.join(item.cited) or 'nothing'}"
