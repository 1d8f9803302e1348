"""Search: a turn's parts, what retrieval found for each, and whether that answers it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.clarify import BRANCHES, open_visas
from assistant.condense import condense, names_in
from assistant.confidence import Confidence, confidence
from assistant.crossencoder import Reranker
from assistant.institutions import institution_asked_about, other_profession_asked_about
from assistant.parts import focus_of, split_parts, without_topic
from assistant.query import Query
from assistant.rank import Ranked, rerank
from assistant.reference import refers
from assistant.replies import data_file
from assistant.resources import Resources
from assistant.retrieve import Passage, is_guidance, retrieve
from assistant.route import clean, route_by_rules
from assistant.spelling import speller_of
from assistant.types import Reason, Turn
from assistant.verify.dates import first_day
from ingest.embedder import Embedder
from ingest.index import Index
from ingest.lexical import tokens

CLEAR_ROUTE = -0.2
"""Margin from which an unanswered question gets the reply of its route instead of "not covered"."""

STANDS_ALONE = 0.8
"""Similarity to a recorded question from which a turn needs no conversation."""

LEAST_FOCUS = 3
"""Tokens that a last sentence needs to be searched for without the story before it."""

NEAR_BEFORE = 5
"""Passages of the question before that say what a turn is likely to be about."""

NEAR_NAME = 5
"""Passages one of which must name the institution that is asked about."""

GAP_ASK = 0.45
"""Similarity to a recorded question from which a section on what is not covered is the reply."""

GAP_BEHIND = 0.1
"""How much nearer the first passage's recorded question may be: it did not answer."""

GAP_PLACES = 8
"""Passages among which such a section is looked for."""

_OWN_YEAR = re.compile(
    r"\b(?:graduat\w+|yog|class of|batch(?: of)?)\s+(?:in\s+|of\s+|from\s+)?(?:19|20)\d\d\b|"
    r"\b(?:19|20)\d\d\s+(?:graduate|grad|passout|pass-out|batch)\b",
    re.IGNORECASE,
)

_SINCE = re.compile(r"\b(?:on|from|since|to|until) $", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(?:which|what) (?:date|day)\b|\bhow many (?:days|weeks|months)\b|"
    r"\b(?:last|latest|first|earliest) (?:day|date)\b",
    re.IGNORECASE,
)

SEARCHED_ALL_THE_SAME = (Reason.NOT_COVERED, Reason.OFF_TOPIC)
"""Reasons that do not end a question before the search: the reply can name what is near, and whom to ask."""


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


def prepare(question: str, history: Sequence[Turn], forget: Sequence[str], index: Index) -> list[Query]:
    """The parts of a turn as they are searched for: standing alone, spelled right, at most three."""
    return parts_of(condense(clean(question), history, forget), forget, index)


def parts_of(whole: Query, forget: Sequence[str], index: Index) -> list[Query]:
    """The searched parts of a turn that already stands alone."""
    parts = split_parts(whole.standalone)
    if len(parts) == 1:
        return [spelled(_focused(whole), index)]
    queries: list[Query] = []
    for part in parts:
        earlier = [Turn("user", query.standalone) for query in queries[-1:]]
        query = condense(part, earlier, forget)
        names = {**{k: v for k, v in whole.names.items() if k not in query.names and k != "exam"}, **query.names}
        before = whole.before if whole.leans and whole.before else ""
        texts = (query.standalone, f"{before} {whole.standalone}".strip())
        said = replace(
            query, texts=texts, in_talk=(), names=names, situation=whole.situation, turns=whole.turns, leans=True
        )
        queries.append(spelled(said, index))
    return queries


def _focused(query: Query) -> Query:
    """A question told with background is searched for alone and with the background."""
    focus = focus_of(query.standalone)
    if focus == query.standalone or len(set(tokens(focus))) < LEAST_FOCUS or refers(focus):
        return query
    return replace(query, texts=(focus, query.standalone, *query.texts[1:]))


def search(query: Query, resources: Resources, forget: Collection[str] = ()) -> Found:
    """What the guidance holds for one part, and whether that answers it; `forget` is not taken from the talk."""
    index = resources.index
    refused = route_by_rules(query.question if query.before and not query.leans else query.standalone)
    ranked = find(query, index, resources.model, resources.reranker)
    if settled := settled_by_talk(query, ranked, forget):
        query, ranked = settled, find(settled, index, resources.model, resources.reranker)
    if not ranked.passages:
        return Found(query, ranked, None, refused or Reason.NOT_COVERED)
    vectors = resources.model.encode_questions(list(query.texts))
    routed = [resources.router.route(text, vector) for text, vector in zip(query.texts, vectors, strict=True)]
    sure = confidence(query, ranked.passages, routed, index)
    if refused is None and _asks_about_a_stranger(query.question, ranked.passages, index):
        refused = Reason.NOT_COVERED
    if refused is None and not sure.answers:
        best = min(routed, key=lambda r: r.margin) if query.leans else routed[0]
        refused = best.reason if best.margin > CLEAR_ROUTE else Reason.NOT_COVERED
    if refused in SEARCHED_ALL_THE_SAME and (gap := _known_gap(ranked.passages)):
        return Found(query, ranked.only(gap), sure, None)
    return Found(query, ranked, sure, refused)


def settled_by_talk(query: Query, ranked: Ranked, forget: Collection[str]) -> Query | None:
    """The question with the state or visa that it leaves open, where the last message to name any names one."""
    kind = "state" if ranked.family else "visa" if len(open_visas(query, ranked.passages)) > BRANCHES else None
    if kind is None:
        return None
    said = next((names for text in query.turns if (names := names_in(text).get(kind, ()))), ())
    if len(said) != 1 or f"{kind}={said[0]}" in forget:
        return None
    texts = (f"{query.texts[0]} {said[0]}", *query.texts[1:])
    in_talk = tuple(f"{text} {said[0]}" for text in query.in_talk)
    return replace(query, texts=texts, in_talk=in_talk, names={**query.names, kind: said})


def _asks_about_a_stranger(question: str, passages: Sequence[Passage], index: Index) -> bool:
    """Whether a question is about one institution, or another profession, that no passage near it names."""
    name = institution_asked_about(question) or other_profession_asked_about(question)
    rows = np.array([passage.row.row for passage in passages[:NEAR_NAME]])
    return bool(name) and not any(index.holds(token, rows).any() for token in name)


def find(query: Query, index: Index, model: Embedder, reranker: Reranker | None = None) -> Ranked:
    """The ranked passages.

    A turn that does not point back and is nearly a recorded question is searched alone: the topic has changed.
    """
    passages = retrieve(query, index, model, reranker, found_before(query, index, model))
    if not query.leans and any(passage.features["ask_alone"] >= STANDS_ALONE for passage in passages):
        own = names_in(query.question)
        alone = spelled(Query(query.question, query.question, (query.question,), own, query.situation), index)
        ranked = rerank(retrieve(alone, index, model, reranker), alone, index)
        if ranked.passages and ranked.passages[0].ask >= STANDS_ALONE:
            return ranked
    return rerank(passages, query, index)


def found_before(query: Query, index: Index, model: Embedder) -> tuple[Passage, ...]:
    """What the question before this one finds in guidance, best first: a turn mostly stays near it."""
    if not query.in_talk or not is_guidance(index):
        return ()
    text = query.before or ""
    earlier = Query(text, text, (text,), names_in(text), query.situation)
    return rerank(retrieve(earlier, index, model), earlier, index).passages[:NEAR_BEFORE]


def _known_gap(passages: Sequence[Passage]) -> Passage | None:
    """The section in which the guidance itself says that it does not cover this, and whom to ask."""
    if passages[0].section.not_covered and passages[0].ask >= GAP_ASK:
        return passages[0]
    enough = max(GAP_ASK, passages[0].ask - GAP_BEHIND)
    near = (p for p in passages[:GAP_PLACES] if p.section.not_covered and p.ask >= enough)
    return max(near, key=lambda p: p.ask, default=None)


def expanded(text: str) -> str:
    """A text with the guidance's own words for everyday ways of asking added to it.

    The reader's own year of graduation and a date to count from are left out: sentences about other things of that
    time would match them.
    """
    if _COUNTS.search(text):
        text = _without_days(text)
    text = _OWN_YEAR.sub(lambda match: re.sub(r"(?:19|20)\d\d", "", match.group()), text)
    focus = without_topic(focus_of(text))
    asked = focus if len(set(tokens(focus))) >= LEAST_FOCUS else text
    added = [item["add"] for item in data_file("expansions.yaml") if _is_asked(item["ask"], asked, text)]
    return f"{text} {' '.join(added)}" if added else text


def _without_days(text: str) -> str:
    while place := first_day(text):
        text = _SINCE.sub("", text[: place[0]]) + text[place[1] :]
    return " ".join(text.split())


def _is_asked(pattern: str, asked: str, text: str) -> bool:
    """Whether a pattern matches what is asked, and not only what is told before."""
    told = text.replace(asked, " ")
    return bool(
        re.search(pattern, asked, re.I) or (re.search(pattern, text, re.I) and not re.search(pattern, told, re.I))
    )


def spelled(query: Query, index: Index) -> Query:
    """The query with misspelled words repaired to the guidance's own."""
    speller = speller_of(index)
    texts = tuple(expanded(speller.repair(text)) for text in query.texts)
    in_talk = tuple(expanded(speller.repair(text)) for text in query.in_talk)
    standalone = speller.repair(query.standalone)
    names = {**names_in(standalone), **query.names}
    return replace(query, standalone=standalone, texts=texts, in_talk=in_talk, names=names)
