"""An assistant for tests of the page: the real interface over three small documents, scripted answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.compose.units import row_sentence
from assistant.types import (
    Answer,
    AnswerWarning,
    Citation,
    Draft,
    Outcome,
    PassageReport,
    Progress,
    Reason,
    Statement,
    StatementKind,
    Turn,
    WarningKind,
)
from ingest.errors import IndexDamagedError
from tests.ui.library import FakeLibrary


class FakeAssistant:
    """Answers by the words of a question; remembers what it was asked.

    A question with "gate" waits in its middle until `release` is set, one with "silent" at its
    beginning; "crash" and "damaged" fail.
    """

    def __init__(self) -> None:
        self.library = FakeLibrary()
        self.asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = []
        self.release = threading.Event()
        self.left = threading.Event()
        self.closed = False

    def stream(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = ()
    ) -> Iterator[Progress | Draft | Answer]:
        self.asked.append((question, tuple(history), tuple(forget)))
        yield Progress("Searching the guidance")
        if "crash" in question:
            raise RuntimeError("a secret detail")
        if "damaged" in question:
            raise IndexDamagedError("The index is damaged.", "Run `credence ingest` again.")
        if "silent" in question:
            self.release.wait(120)
        answer = self.ask(question, history, forget)
        words = answer.text.split(" ")
        try:
            for end in range(8, len(words), 8):
                yield Draft(" ".join(words[:end]))
                while "gate" in question and not self.release.wait(0.1):
                    yield Draft(" ".join(words[:end]))
        except GeneratorExit:
            self.left.set()
            raise
        yield answer

    def ask(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = (), explain: bool = False
    ) -> Answer:
        said = " ".join([question, *(turn.content for turn in history if turn.role == "user")])
        found = {"visa": "J-1", "graduation year": "2015"}
        situation = {k: v for k, v in found.items() if v in said and f"{k}={v}" not in forget}
        return replace(self._answer(question, history), situation=situation)

    def search(self, query: str, k: int = 10) -> list[PassageReport]:
        words = set(query.lower().split())
        hits = []
        for document in self.library.documents():
            for section in self.library.sections(document.id):
                text = self.library.text(document.id)[section.start : section.end].lower() + section.heading.lower()
                score = sum(word in text for word in words)
                if score:
                    hits.append(PassageReport(document.id, section.id, section.start, section.end, score, 0))
        return sorted(hits, key=lambda hit: -hit.score)[:k]

    def close(self) -> None:
        self.closed = True

    def _answer(self, question: str, history: Sequence[Turn]) -> Answer:
        lower = question.lower()
        if "metformin" in lower:
            words = "I can't answer clinical questions. Please ask his physician or a pharmacist."
            return self._plain(question, Outcome.DECLINED, Reason.CLINICAL, words, follow_ups=("What is Conrad 30?",))
        if "how many years" in lower and "york" not in lower and "ohio" not in lower:
            words = "That depends on the state. Which one do you have in mind?"
            options = ("New York", "Ohio", "another state")
            return self._plain(question, Outcome.CLARIFY, None, words, options=options)
        if "warning" in lower:
            return self._warned(question)
        if "911" in lower:
            return self._plain(question, Outcome.EMERGENCY, Reason.EMERGENCY, "Call your local emergency number now.")
        if "papers" in lower:
            return self._cited(question, ("state-licenses", "compared", (1, 3, 5, 6, 7)), as_list=True)
        if "step 3" in lower:
            return self._cited(question, ("plain", "how-long-is-the-step-3-exam", (0, 1, 2)))
        if "new york" in lower or "ohio" in lower:
            return self._cited(question, ("state-licenses", "ohio" if "ohio" in lower else "new-york", (0,)))
        if history or "conrad" in lower or "gate" in lower:
            return self._conrad(question)
        picks = (("visas-j1", "two-years", (0,)), ("visas-j1", "closed", (0,)))
        return self._cited(question, *picks, verdict="Yes.")

    def _plain(self, question: str, outcome: Outcome, reason: Reason | None, words: str, **more: object) -> Answer:
        statement = Statement(words, StatementKind.VERDICT)
        return self._made(question, outcome=outcome, reason=reason, text=words, statements=(statement,), **more)

    def _warned(self, question: str) -> Answer:
        answer = self._cited(question, ("visas-j1", "conrad-30", (0, 1, 2, 3)))
        warnings = tuple(
            AnswerWarning(kind, f"Something about {kind}.", (number % 4,)) for number, kind in enumerate(WarningKind)
        )
        return replace(answer, warnings=warnings, outcome=Outcome.PARTIAL)

    def _conrad(self, question: str) -> Answer:
        answer = self._cited(question, ("visas-j1", "conrad-30", (0, 1)), verdict="Yes, by a waiver.")
        text = "Congress renews Conrad 30 in short steps; the law in force runs to 11 December 2026."
        warnings = (
            AnswerWarning(WarningKind.VOLATILE, f"Changes often: {text}", (1, 2)),
            AnswerWarning(WarningKind.SECONDARY, "This rests on a restatement, not on the publisher's own page.", (1,)),
        )
        return replace(answer, warnings=warnings)

    def _cited(
        self,
        question: str,
        *picks: tuple[str, str, tuple[int, ...]],
        verdict: str = "",
        as_list: bool = False,
    ) -> Answer:
        citations = [
            self._citation(document, section, unit, number)
            for number, (document, section, unit) in enumerate(
                ((document, section, unit) for document, section, units in picks for unit in units), 1
            )
        ]
        statements = [Statement(verdict, StatementKind.VERDICT)] if verdict else []
        statements += _quoted(citations)
        lines = [f"{s.text}{''.join(f' [{n}]' for n in s.citations)}" for s in statements]
        text = "\n".join(f"- {line}" for line in lines) if as_list else " ".join(lines)
        return self._made(
            question,
            outcome=Outcome.ANSWERED,
            reason=None,
            text=text,
            statements=tuple(statements),
            citations=tuple(citations),
            follow_ups=("What is Conrad 30?", "What is closed to me until then?"),
        )

    def _citation(self, document_id: str, section_id: str, unit: int, number: int) -> Citation:
        section = self.library.section(document_id, section_id)
        span, text = section.units[unit], self.library.text(document_id)
        source = section.source
        info = next(info for info in self.library.documents() if info.id == document_id)
        return Citation(
            number=number,
            document=document_id,
            section=section_id,
            title=info.title,
            publisher=source.publisher if source else None,
            tier=source.tier if source else None,
            url=source.url if source else None,
            official_url=source.official_url if source else None,
            as_of=source.as_of if source else None,
            page=None,
            quote=text[span.start : span.end],
            start=span.start,
            end=span.end,
            digest=info.digest,
        )

    def _made(self, question: str, **fields: object) -> Answer:
        receipt = {"question": question, "reviewed": date(2026, 11, 22).isoformat()}
        return Answer(
            question=question,
            standalone_question=question,
            engine="extractive",
            receipt=receipt,
            generation=self.library.generation,
            **fields,  # type: ignore[arg-type]
        )


def _quoted(citations: Sequence[Citation]) -> list[Statement]:
    """A statement for each quote; a table row becomes a sentence that rests on its header too."""
    statements, header = [], None
    for citation in citations:
        if not citation.quote.startswith("|"):
            statements.append(Statement(citation.quote, StatementKind.QUOTED, (citation.number,)))
        elif header is None:
            header = citation
        else:
            words = row_sentence(header.quote, citation.quote)
            statements.append(Statement(words, StatementKind.QUOTED, (header.number, citation.number)))
    return statements
