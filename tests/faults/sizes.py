"""A PDF of 300 pages and a folder of 1,000 documents, made up here: `python -m tests.faults.sizes [--pages N]`.

With the real embedding model. Prints one line of JSON for each: whether answers cite the right pages, and
what it costs to ingest again after one document of a thousand changed, against the whole build.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from assistant import Assistant, AssistantSettings
from ingest.pipeline import IngestReport, ingest
from ingest.settings import IngestSettings

DEPARTMENTS = (
    "cardiology", "neurology", "pediatrics", "radiology", "dermatology", "oncology", "urology", "pathology",
    "psychiatry", "nephrology", "rheumatology", "hematology", "geriatrics", "neonatology", "orthopedics",
    "ophthalmology", "anesthesiology", "endocrinology", "gastroenterology", "pulmonology", "toxicology",
    "immunology", "obstetrics", "surgery", "rehabilitation",
)  # fmt: skip
FACT = "Residents in {department} must request their leave {days} days before it begins."
QUESTION = "How many days before it begins must residents in {department} request their leave?"
FILLER = "Page {page} of the handbook repeats what the office wrote in circular {page}-{n} about desks and lamps. "
TARGET_SHARE = 0.1


def fact_pages(pages: int) -> dict[str, int]:
    """The page of each department's fact, spread over the whole book."""
    return {name: 2 + place * (pages - 2) // len(DEPARTMENTS) for place, name in enumerate(DEPARTMENTS)}


def book(pages: int) -> bytes:
    """A handbook with a running head, a chapter every five pages, and one fact on each department's page."""
    from fpdf import FPDF

    facts = {page: (name, page % 80 + 5) for name, page in fact_pages(pages).items()}
    pdf = FPDF()
    pdf.set_title("Handbook for residents")
    for page in range(1, pages + 1):
        pdf.add_page()
        pdf.set_font("Helvetica", size=8)
        pdf.cell(0, 5, "Office handbook 2026", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", "B", 14)
        if page % 5 == 1:
            pdf.cell(0, 10, f"{page // 5 + 1}. Chapter {page // 5 + 1}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        texts = [FILLER.format(page=page, n=n) for n in range(3)]
        if page in facts:
            texts.insert(1, FACT.format(department=facts[page][0], days=facts[page][1]))
        for text in texts:
            pdf.multi_cell(0, 5.5, text, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
    return bytes(pdf.output())


def cite_pages(work: Path, pages: int) -> dict[str, object]:
    """Ingest the book and ask for every fact; the citation must name its page."""
    (work / "office").mkdir(parents=True)
    (work / "office" / "handbook.pdf").write_bytes(book(pages))
    began = time.monotonic()
    ingest([work / "office"], IngestSettings(home=work / "home"))
    seconds = time.monotonic() - began
    assistant = Assistant.open(AssistantSettings(home=work / "home"))
    problems = []
    for department, page in fact_pages(pages).items():
        answer = assistant.ask(QUESTION.format(department=department))
        fact = FACT.format(department=department, days=page % 80 + 5)
        cited = {" ".join(c.quote.split()): c.page for c in answer.citations}
        if cited.get(fact) != page:
            problems.append(f"{department}: page {page} expected, {cited} cited, {answer.outcome}")
    assistant.close()
    return {"pages": pages, "asked": len(DEPARTMENTS), "seconds": round(seconds, 1), "problems": problems}


def change_one(work: Path, documents: int) -> dict[str, object]:
    """Ingest many documents, change one, ingest again; only its chunks may be embedded."""
    office = work / "office"
    office.mkdir(parents=True)
    for number in range(documents):
        (office / f"circular-{number:04}.md").write_text(_circular(number, 20 + number), "utf-8")
    first, whole, whole_processor = _timed(work)
    place = min(500, documents - 1)
    (office / f"circular-{place:04}.md").write_text(_circular(place, 7), "utf-8")
    second, again, processor = _timed(work)
    share = processor / whole_processor
    problems = [] if share < TARGET_SHARE else [f"the second ingest took {share:.0%} of the first one's processor time"]
    if second.changed != (f"circular-{place:04}",) or second.embedded > 3:
        problems.append(f"{second.embedded} chunks of {len(second.changed)} documents were embedded again")
    return {
        "documents": documents,
        "chunks": first.chunks,
        "seconds": [round(whole, 1), round(again, 1)],
        "processor_seconds": [round(whole_processor, 1), round(processor, 1)],
        "share": round(share, 3),
        "embedded_again": second.embedded,
        "problems": problems,
    }


def _circular(number: int, days: int) -> str:
    parts = "\n\n".join(
        f"## Part {part} of circular {number}\n\nThe office pays form {number}-{part} within {days + part} days. "
        f"Department {number % 37} keeps a copy of it for {part + 2} years."
        for part in range(1, 4)
    )
    return f"# Circular {number}\n\n{parts}\n"


def _timed(work: Path) -> tuple[IngestReport, float, float]:
    """The report, seconds on the clock, and seconds of processor time, which other work does not lengthen."""
    began, used = time.monotonic(), time.process_time()
    report = ingest([work / "office"], IngestSettings(home=work / "home"))
    return report, time.monotonic() - began, time.process_time() - used


def main() -> None:
    """Run both and print what they found; exit with 1 if there was a problem."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--documents", type=int, default=1000)
    arguments = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as work:
        for name, found in (
            ("pages", cite_pages(Path(work, "pages"), arguments.pages)),
            ("documents", change_one(Path(work, "documents"), arguments.documents)),
        ):
            failed = failed or bool(found["problems"])
            sys.stdout.write(json.dumps({"run": name, **found}) + "\n")
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
