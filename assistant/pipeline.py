"""The way of a question: route, condense, retrieve, rerank, compose, verify, finish.

`answer` reads as that list. Every step is a function in a module of the same name; what they share
is in `Resources`, opened once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from assistant.clarify import clarify
from assistant.compose.engine import Composed, Engine
from assistant.compose.types import Draft as Statement_
from assistant.condense import condense, names_in, refers
from assistant.confidence import Confidence, confidence
from assistant.crossencoder import Reranker
from assistant.finish import cite, follow_ups, render, warnings_for
from assistant.language import other_language
from assistant.parts import focus_of, split_parts
from assistant.query import Query
from assistant.rank import Ranked, rerank
from assistant.replies import body_for, data_file, language_line, reply
from assistant.retrieve import Passage, retrieve
from assistant.route import Router, clean, route_by_rules
from assistant.settings import AssistantSettings
from assistant.spelling import speller_of
from assistant.types import (
    Answer,
    Draft,
    Outcome,
    PassageReport,
    Progress,
    Reason,
    Turn,
)
from ingest.embedder import Embedder
from ingest.index import Index

CLEAR_ROUTE = 0.1
"""Margin from which an unanswered question gets the reply of its route instead of "not covered"."""

STANDS_ALONE = 0.55
"""Similarity to a recorded question from which a turn that does not point back needs no conversation."""

GAP_ASK = 0.45
"""Similarity to a recorded question from which a section on what is not covered is the reply."""

GAP_PLACES = 8
"""Passages among which such a section is looked for."""

SEARCHED_ALL_THE_SAME = (Reason.NOT_COVERED, Reason.OFF_TOPIC)
"""Reasons that do not end a question before the search: the reply can name what is near, and whom to ask."""

SHOWN_QUESTION = 500
"""Characters of a question that a fixed reply repeats."""

EXPLAINED = 25
"""Passages listed by `--explain`."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What every question uses: models, settings, one generation, and today's date."""

    settings: AssistantSettings
    model: Embedder
    router: Router
    engine: Engine
    index: Index
    today: date
    index_warning: str | None = None
    reranker: Reranker | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval came to for one part of a question."""

    query: Query
    ranked: Ranked
    confidence: Confidence | None
    refused: Reason | None

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages about the question's own case, best first."""
        return self.ranked.passages

    @property
    def answers(self) -> bool:
        """Whether the question goes to the guidance and the best passage answers it."""
        return self.refused is None


def answer(
    question: str, history: Sequence[Turn], forget: Sequence[str], resources: Resources
) -> Iterator[Progress | Draft | Answer]:
    """Answer one turn; yields progress, the verified text as it grows, and at last the answer."""
    began = perf_counter()
    limit = resources.settings.max_question_chars
    asked = clean(question)
    whole = condense(asked[:limit], _recent(history, resources.settings), forget)
    if (reason := _unusable(asked, limit) or _route(asked)) is not None:
        yield _fixed(whole, reason, resources, began)
        return
    yield Progress("Searching the guidance")
    found = [_search(part, resources) for part in _parts(whole, forget, resources.index)]
    yield Progress("Writing the answer")
    yield from _reply(whole, found, resources, began)


def _recent(history: Sequence[Turn], settings: AssistantSettings) -> list[Turn]:
    """The turns that are read: the latest ones, none longer than a question may be."""
    limit = settings.max_question_chars
    latest = history[-settings.max_history_turns :] if settings.max_history_turns else ()
    return [replace(turn, content=turn.content[:limit] if turn.role == "user" else turn.content) for turn in latest]


def _unusable(question: str, limit: int) -> Reason | None:
    if not question:
        return Reason.EMPTY
    return Reason.TOO_LONG if len(question) > limit else None


def _route(question: str) -> Reason | None:
    """The reason of a whole turn: emergencies and hostile input always, the rest when no part remains."""
    reason = route_by_rules(question)
    if reason in SEARCHED_ALL_THE_SAME:
        return None
    if reason in (None, Reason.EMERGENCY, Reason.HOSTILE, Reason.SMALL_TALK):
        return reason
    return (
        reason
        if all(route_by_rules(part) for part in split_parts(question)) or len(split_parts(question)) == 1
        else None
    )


def prepare(question: str, history: Sequence[Turn], forget: Sequence[str], index: Index) -> list[Query]:
    """The parts of a turn as they are searched for: standing alone, spelled right, at most three."""
    return _parts(condense(clean(question), history, forget), forget, index)


def _parts(whole: Query, forget: Sequence[str], index: Index) -> list[Query]:
    parts = split_parts(whole.standalone)
    if len(parts) == 1:
        return [spelled(_focused(whole), index)]
    queries: list[Query] = []
    for part in parts:
        earlier = [Turn("user", query.standalone) for query in queries[-1:]]
        query = condense(part, earlier, forget)
        names = {**{k: v for k, v in whole.names.items() if k not in query.names and k != "exam"}, **query.names}
        texts = (query.standalone, f"{whole.before or ''} {whole.standalone}".strip())
        said = replace(query, texts=texts, names=names, situation=whole.situation, turns=whole.turns)
        queries.append(spelled(said, index))
    return queries


def _focused(query: Query) -> Query:
    """A question told with background is searched for alone and with the background."""
    focus = focus_of(query.standalone)
    if focus == query.standalone or len(focus.split()) < 4 or refers(focus):
        return query
    return replace(query, texts=(focus, query.standalone, *query.texts[1:]))


def _search(query: Query, resources: Resources) -> Found:
    index = resources.index
    refused = route_by_rules(query.standalone)
    query, ranked = find(query, index, resources.model, resources.reranker)
    if not ranked.passages:
        return Found(query, ranked, None, refused or Reason.NOT_COVERED)
    vectors = resources.model.encode_questions(list(query.texts))
    routed = [resources.router.route(text, vector) for text, vector in zip(query.texts, vectors, strict=True)]
    sure = confidence(query, ranked.passages, routed, index)
    if refused is None and not sure.answers:
        best = min(routed, key=lambda r: r.margin) if query.leans else routed[0]
        refused = best.reason if best.margin > CLEAR_ROUTE else Reason.NOT_COVERED
    if refused in SEARCHED_ALL_THE_SAME and (gap := _known_gap(ranked.passages)):
        return Found(query, replace(ranked, passages=(gap,)), sure, None)
    return Found(query, ranked, sure, refused)


def find(query: Query, index: Index, model: Embedder, reranker: Reranker | None = None) -> tuple[Query, Ranked]:
    """The ranked passages, and the query that found them.

    A turn that does not point back is searched alone first: when the guidance records nearly the same
    question, the conversation before it has nothing to add.
    """
    if query.before and not query.leans:
        own = names_in(query.question)
        bare = Query(query.question, query.question, (query.question,), own, query.situation, before=query.before)
        alone = spelled(bare, index)
        ranked = rerank(retrieve(alone, index, model, reranker), alone, index)
        if ranked.passages and ranked.passages[0].ask >= STANDS_ALONE:
            return alone, ranked
    return query, rerank(retrieve(query, index, model, reranker), query, index)


def _known_gap(passages: Sequence[Passage]) -> Passage | None:
    """The section in which the guidance itself says that it does not cover this, and whom to ask."""
    near = (p for p in passages[:GAP_PLACES] if p.section.not_covered and p.ask >= GAP_ASK)
    return max(near, key=lambda p: p.ask, default=None)


def expanded(text: str) -> str:
    """A text with the guidance's own words for everyday ways of asking added to it."""
    added = [item["add"] for item in data_file("expansions.yaml") if re.search(item["ask"], text, re.IGNORECASE)]
    return f"{text} {' '.join(added)}" if added else text


def spelled(query: Query, index: Index) -> Query:
    """The query with misspelled words repaired to the guidance's own."""
    speller = speller_of(index)
    texts = tuple(expanded(speller.repair(text)) for text in query.texts)
    standalone = speller.repair(query.standalone)
    return replace(query, standalone=standalone, texts=texts, names={**names_in(standalone), **query.names})


def _reply(whole: Query, found: Sequence[Found], resources: Resources, began: float) -> Iterator[Draft | Answer]:
    answering = [part for part in found if part.answers]
    if not answering:
        yield _declined(whole, found, resources, began)
        return
    question_back = clarify(answering[0].query, answering[0].ranked) if len(found) == 1 else None
    if question_back is not None:
        base = _base(whole, resources, began)
        listed = _explained(found)
        yield replace(
            base, outcome=Outcome.CLARIFY, text=question_back.text, options=question_back.options, passages=listed
        )
        return
    composed = Composed.empty()
    lead = _language_lead(whole, resources)
    for part in answering:
        for composed_so_far in resources.engine.compose(part.query, part.passages, resources.index, composed):
            composed = composed_so_far
            yield Draft(_text(composed.drafts, lead, resources.index))
    if not composed.drafts:
        yield _declined(whole, found, resources, began)
        return
    yield _answered(whole, found, composed, lead, resources, began)


def _answered(
    whole: Query, found: Sequence[Found], composed: Composed, lead: str | None, resources: Resources, began: float
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
        _base(whole, resources, began),
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


def _declined(whole: Query, found: Sequence[Found], resources: Resources, began: float) -> Answer:
    part = found[0]
    reason = part.refused or Reason.NOT_COVERED
    language = other_language(whole.question, resources.index.words.vocabulary)
    if language and reason is Reason.NOT_COVERED:
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
        _base(whole, resources, began),
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


def _fixed(whole: Query, reason: Reason, resources: Resources, began: float) -> Answer:
    """The fixed reply to what is not searched for; only the beginning of a long question is kept."""
    text = reply(reason, limit=resources.settings.max_question_chars)
    shown = replace(whole, question=whole.question[:SHOWN_QUESTION], standalone=whole.standalone[:SHOWN_QUESTION])
    base = _base(shown, resources, began)
    return replace(base, outcome=_outcome_of(reason), reason=reason, text=text, passages=())


def _text(drafts: Sequence[Statement_], lead: str | None, index: Index) -> str:
    statements, _ = cite(drafts, index)
    text = render(statements, [draft.item for draft in drafts])
    return f"{lead}\n\n{text}" if lead else text


def _language_lead(whole: Query, resources: Resources) -> str | None:
    code = other_language(whole.question, resources.index.words.vocabulary)
    return language_line(code) if code else None


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


def _base(whole: Query, resources: Resources, began: float) -> Answer:
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
        timings_ms={"total": round((perf_counter() - began) * 1000, 2)},
    )
