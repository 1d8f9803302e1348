"""Reply: from what was found to the answer that the reader sees."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.clarify import clarify
from assistant.compose.engine import Composed
from assistant.compose.types import Draft as Statement_
from assistant.finish import cite, follow_ups, render, warnings_for
from assistant.language import other_language, understood
from assistant.query import Query
from assistant.replies import body_for, language_line, reply
from assistant.resources import Resources
from assistant.retrieve import Passage
from assistant.search import SEARCHED_ALL_THE_SAME, Found
from assistant.stopwatch import Stopwatch
from assistant.types import Answer, Draft, Outcome, PassageReport, Reason
from ingest.index import Index

SHOWN_QUESTION = 500
"""Characters of a question that a fixed reply repeats."""

EXPLAINED = 25
"""Passages listed by `--explain`."""


def answer_with(
    whole: Query, found: Sequence[Found], resources: Resources, watch: Stopwatch
) -> Iterator[Draft | Answer]:
    """The verified text as it grows, and at last the answer."""
    answering = [part for part in found if part.answers]
    language = other_language(whole.question)
    if not answering or (language and not understood(whole.question, language, resources.index.words.vocabulary)):
        yield _declined(whole, found, language, resources, watch)
        return
    question_back = clarify(answering[0].query, answering[0].ranked) if len(found) == 1 else None
    if question_back is not None:
        base = _base(whole, resources, watch)
        listed = _explained(found)
        yield replace(
            base, outcome=Outcome.CLARIFY, text=question_back.text, options=question_back.options, passages=listed
        )
        return
    composed = Composed.empty()
    lead = language_line(language) if language else None
    said: set[tuple[str, str]] = set()
    for part in answering:
        passages = _unsaid_first(part.passages, said)
        said.add(passages[0].key)
        for composed_so_far in resources.engine.compose(part.query, passages, resources.index, composed):
            composed = composed_so_far
            yield Draft(_text(composed.drafts, lead, resources.index))
    if not composed.drafts:
        yield _declined(whole, found, language, resources, watch)
        return
    yield _answered(whole, found, composed, lead, resources, watch)


def _unsaid_first(passages: Sequence[Passage], said: Collection[tuple[str, str]]) -> Sequence[Passage]:
    """The passages of a later part: what answered an earlier one gives way to the next if that fits the part better."""
    if len(passages) > 1 and passages[0].key in said and passages[1].ask > passages[0].ask:
        return passages[1:]
    return passages


def _answered(
    whole: Query, found: Sequence[Found], composed: Composed, lead: str | None, resources: Resources, watch: Stopwatch
) -> Answer:
    statements, citations = cite(composed.drafts, resources.index)
    missing = [part for part in found if not part.answers]
    notes = [_part_note(part) for part in missing]
    text = render(statements, [draft.item for draft in composed.drafts], notes)
    used = [e.passage for draft in composed.drafts for e in draft.evidence]
    gap = all(passage.section.not_covered for passage in used)
    outcome = Outcome.DECLINED if gap else Outcome.PARTIAL if missing else Outcome.ANSWERED
    reason = Reason.NOT_COVERED if gap else (missing[0].refused or Reason.NOT_COVERED) if missing else None
    nearby = [passage for part in found for passage in part.passages[1:12]]
    warnings = warnings_for(composed.drafts, resources.today, resources.index_warning)
    return replace(
        _base(whole, resources, watch),
        outcome=outcome,
        reason=reason,
        engine=composed.engine,
        text=f"{lead}\n\n{text}" if lead else text,
        statements=statements,
        citations=citations,
        warnings=(*warnings, *composed.warnings),
        follow_ups=follow_ups(used, nearby, [whole.question, whole.standalone]),
        receipt={**_receipt(whole, found), **composed.receipt},
        passages=_explained(found),
    )


def _part_note(part: Found) -> str:
    asked = part.query.question.strip().rstrip("?")
    if part.refused not in (None, Reason.NOT_COVERED):
        return reply(part.refused)
    return f"The guidance here does not cover “{asked}”; {body_for(_topic(part))} can say."


def _declined(
    whole: Query, found: Sequence[Found], language: str | None, resources: Resources, watch: Stopwatch
) -> Answer:
    part = found[0]
    reason = part.refused or Reason.NOT_COVERED
    if language and reason in SEARCHED_ALL_THE_SAME:
        reason = Reason.LANGUAGE
    text = reply(reason)
    if reason is Reason.NOT_COVERED:
        text = f"{text} {_nearest(part)}".strip()
    if line := (language_line(language) if language else None):
        text = f"{line}\n\n{text}"
    related = (
        follow_ups([], part.passages[:8], [whole.question]) if reason not in (Reason.HOSTILE, Reason.EMERGENCY) else ()
    )
    return replace(
        _base(whole, resources, watch),
        outcome=_outcome_of(reason),
        reason=reason,
        text=text,
        follow_ups=related if _is_near(part) else (),
        receipt=_receipt(whole, found),
        passages=_explained(found),
    )


def _outcome_of(reason: Reason) -> Outcome:
    return Outcome.EMERGENCY if reason is Reason.EMERGENCY else Outcome.DECLINED


def _is_near(part: Found) -> bool:
    return part.confidence is not None and part.confidence.features["ask"] >= 0.35


def _nearest(part: Found) -> str:
    if not _is_near(part):
        return reply(Reason.OFF_TOPIC).split(". ", 1)[1]
    titles = list(dict.fromkeys(passage.document.title for passage in part.passages[:2]))
    return f"The nearest it has: {' · '.join(titles)}. For this, ask {body_for(_topic(part))}."


def _topic(part: Found) -> str | None:
    return part.passages[0].document.topic if part.passages else None


def fixed(whole: Query, reason: Reason, resources: Resources, watch: Stopwatch) -> Answer:
    """The fixed reply to what is not searched for; only the beginning of a long question is kept."""
    text = reply(reason, limit=resources.settings.max_question_chars)
    shown = replace(whole, question=whole.question[:SHOWN_QUESTION], standalone=whole.standalone[:SHOWN_QUESTION])
    base = _base(shown, resources, watch)
    return replace(base, outcome=_outcome_of(reason), reason=reason, text=text, passages=())


def _text(drafts: Sequence[Statement_], lead: str | None, index: Index) -> str:
    statements, _ = cite(drafts, index)
    text = render(statements, [draft.item for draft in drafts])
    return f"{lead}\n\n{text}" if lead else text


def _explained(found: Sequence[Found]) -> tuple[PassageReport, ...]:
    listed: list[PassageReport] = []
    passages = [p for part in found for p in (*part.ranked.passages, *part.ranked.vetoed)]
    if len(found) > 1:
        passages.sort(key=lambda p: -p.score)
    seen: set[str] = set()
    for passage in passages:
        chunk = passage.row.chunk
        if chunk.id not in seen and len(listed) < EXPLAINED:
            seen.add(chunk.id)
            score = round(passage.score, 4)
            listed.append(PassageReport(chunk.document, chunk.section, chunk.start, chunk.end, score, len(listed) + 1))
    return tuple(listed)


def _receipt(whole: Query, found: Sequence[Found]) -> dict[str, object]:
    parts = [
        {
            "question": part.query.standalone,
            "searched": list(part.query.texts),
            "names": {kind: list(names) for kind, names in part.query.names.items()},
            "confidence": round(part.confidence.probability, 4) if part.confidence else None,
            "features": {k: round(v, 4) for k, v in part.confidence.features.items()} if part.confidence else {},
            "refused": part.refused,
        }
        for part in found
    ]
    return {"follow_up": whole.follow_up, "before": whole.before, "parts": parts}


def _base(whole: Query, resources: Resources, watch: Stopwatch) -> Answer:
    return Answer(
        question=whole.question,
        standalone_question=whole.standalone,
        outcome=Outcome.DECLINED,
        reason=None,
        engine=resources.engine.name,
        text="",
        situation=dict(whole.situation),
        generation=resources.index.name,
        warnings=warnings_for((), resources.today, resources.index_warning),
        timings_ms=watch.times("reply"),
    )
