"""Follow-ups to standalone questions, without a model: a pure function of the conversation.

A turn that leans on earlier ones takes from them what it does not say itself: the names of visas,
exams, states and programs, or the whole earlier question when it only swaps one name. Of the
assistant's own words only the name is used that answers "which state?" or "which visa?".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parts import asks, focus_of, split_topic
from assistant.places import state_of_city
from assistant.query import Query
from assistant.reference import (
    MIN_TOPIC_TOKENS,
    beside_names,
    first_pronoun,
    is_fragment,
    points_back,
    refers,
    refers_back,
    without_lead,
)
from assistant.situation import situation_of
from assistant.types import Turn
from ingest.lexical import tokens
from ingest.names import Name, find_names

_KINDS = ("visa", "exam", "state", "program", "specialty")
_SWAP_KINDS = ("visa", "state", "exam", "specialty", "program")
_TOPIC_KINDS = ("visa", "exam", "program")
MAX_FRAGMENT_TOKENS = 3
MAX_OPEN_TOKENS = 4
OWN_STORY = 9
"""A turn of so many tokens tells all that it is about, and what was said before would only blur it."""

_FRAGMENT_WORDS = frozenset(
    tokens("instead about same mean meant also include apply too case then else other tell explain different hold")
)


def condense(question: str, history: Sequence[Turn], forget: Sequence[str] = ()) -> Query:
    """A question ready for retrieval.

    Args:
        question: the current turn.
        history: earlier turns, oldest first.
        forget: situation values that the reader took back, as "key=value".
    """
    turns = [turn.content for turn in history if turn.role == "user"]
    asked_back = False
    before = ""
    for turn in history:
        if turn.role == "user":
            before = _standalone(turn.content, before, asked_back=asked_back)
        else:
            before = _with_answer(before, turn.content)
        asked_back = turn.role == "assistant" and turn.content.rstrip().endswith("?")
    standalone = _standalone(question, before, asked_back=asked_back)
    follow_up = standalone != question
    standalone = _with_state(standalone)
    names = names_in(standalone)
    situation = situation_of([*turns, question], forget)
    named = " ".join(name for found in names.values() for name in found)
    tells_all = _tells_all(question)
    talks = bool(before) and not tells_all
    around = [f"{question} {named}".strip(), f"{before} {question}"] if talks else []
    texts = [standalone]
    if follow_up or not names or len(set(tokens(question))) <= 5:
        texts += around
    in_talk = (standalone, *around, question) if talks else ()
    said = tuple(turn.content for turn in reversed(history))
    leans = not tells_all and points_back(question, asked_back=asked_back)
    return Query(question, standalone, tuple(texts), names, situation, follow_up, before or None, said, leans, in_talk)


_OF_STATES = re.compile(
    r"\b(?:licen[sc]\w*|permits?|boards?|states?|practi[cs]\w*|attempts?|tries|conrad|waivers?|regist\w*|tele\w+|"
    r"postgraduate|law|jobs?|work\w*|years?|rules?|ptl|dea|cme|moonlight\w*|shifts?|training)\b",
    re.IGNORECASE,
)


def _with_state(text: str) -> str:
    """A question about what states decide that names a city and no state, with the city's state added."""
    if any(name.kind == "state" for name in find_names(text)) or not _OF_STATES.search(text):
        return text
    state = state_of_city(text)
    return f"{text.rstrip(' ?.')} ({state})?" if state else text


_WHICH = re.compile(r"\b(?:which|what)\s+(visa|state|exam)\b", re.IGNORECASE)


def _with_answer(question: str, answer: str) -> str:
    """A question for one visa, state or exam with the one that its answer names."""
    asked = _WHICH.search(question)
    found = names_in(answer).get(asked[1].lower(), ()) if asked else ()
    return f"{question.rstrip(' ?.')}, {found[0]}?" if len(found) == 1 and found[0] not in question else question


def names_in(text: str) -> dict[str, tuple[str, ...]]:
    """The canonical names that a text holds, by kind."""
    found: dict[str, tuple[str, ...]] = {}
    for name in find_names(text):
        known = found.get(name.kind, ())
        if name.name not in known:
            found[name.kind] = (*known, name.name)
    return found


def _standalone(question: str, before: str, *, asked_back: bool) -> str:
    """One step of the conversation: the turn as a question that can be understood alone."""
    if not before or _tells_all(question):
        return question
    own = find_names(question)
    words = set(tokens(question))
    rest = beside_names(words, own)
    if not refers(question) and (swapped := _in_place_of(own, question, before)):
        return swapped
    if is_fragment(question, words, own, asked_back=asked_back):
        return _swap(question, own, rest, before)
    if not _leans(question, words, own) and not _leaves_topic_open(own, words, before):
        return question
    return _carry(question, own, before)


def _tells_all(question: str) -> bool:
    return len(set(tokens(question))) >= OWN_STORY


def _leans(question: str, words: set[str], own: Sequence[Name]) -> bool:
    if refers_back(question):
        return True
    return len(words) <= MAX_FRAGMENT_TOKENS and not any(name.kind in _TOPIC_KINDS for name in own)


def _leaves_topic_open(own: Sequence[Name], words: set[str], before: str) -> bool:
    """Whether a short question names no visa, exam or program while the earlier one did."""
    if len(words) > MAX_OPEN_TOKENS or any(name.kind in _TOPIC_KINDS for name in own):
        return False
    return any(name.kind in _TOPIC_KINDS for name in find_names(before))


def _swap(question: str, own: Sequence[Name], rest: set[str], before: str) -> str:
    """The earlier question with its names replaced by those of the turn; other words are added."""
    text = focus_of(before)
    added = []
    for kind in _SWAP_KINDS:
        new = [name.name for name in own if name.kind == kind]
        old = [name for name in find_names(text) if name.kind == kind]
        if new and old:
            text = _replace(text, old, " and ".join(dict.fromkeys(new)))
        elif new:
            added += new
    new_words = rest - set(tokens(before)) - _FRAGMENT_WORDS
    if len(new_words) >= 2:
        return f"{without_lead(question).rstrip(' ?.')} ({_other_than(own, _innermost(before))})?"
    if new_words:
        return f"{text.rstrip(' ?.')}: {without_lead(question)}"
    whole = _innermost(before) if text == focus_of(before) else text.rstrip(" ?.")
    return f"{whole} ({', '.join(added)})?" if added else text


MAX_THING_WORDS = 7
_THING = re.compile(r"\b(?:is|are|does|do|for|about|of|the|open|take|cost)\s+(?:the\s+)?$", re.IGNORECASE)
_AFTER_THING = re.compile(r"^(?:\s+(?:alone|exam|open|start|begin|cost|take))?[\s?.!]*$", re.IGNORECASE)


def _in_place_of(own: Sequence[Name], question: str, before: str) -> str | None:
    """The earlier question about one thing, asked of another: "how much is Step 1?", "and ERAS for 80 programs?"."""
    kinds = {name.kind for name in own}
    old = [name for name in find_names(before) if name.kind in _TOPIC_KINDS]
    if len(old) != 1 or old[0].kind in kinds or not kinds & set(_TOPIC_KINDS):
        return None
    start, end = before[: old[0].start], before[old[0].end :]
    thing = re.sub(r"^(?:for|in|with|on|about)\s+", "", without_lead(question).rstrip(" ?.!"))
    if question.count(" ") >= MAX_THING_WORDS or asks(thing) or not (_THING.search(start) and _AFTER_THING.match(end)):
        return None
    return f"{start}{thing}{end}"


def _other_than(own: Sequence[Name], topic: str) -> str:
    """An earlier topic without its visas, exams and programs where the turn names some itself."""
    kinds = {name.kind for name in own}
    if not kinds & set(_TOPIC_KINDS):
        return topic
    for name in reversed(find_names(topic)):
        if name.kind in _TOPIC_KINDS and name.kind not in kinds:
            topic = f"{topic[: name.start].rstrip()} {topic[name.end :].lstrip()}"
    return topic.strip()


def _replace(text: str, old: Sequence[Name], new: str) -> str:
    for name in reversed(old[1:]):
        text = re.sub(r"\s*(?:,|and|or|versus|vs\.?)?\s*$", "", text[: name.start]) + text[name.end :]
    return text[: old[0].start] + new + text[old[0].end :]


def _carry(question: str, own: Sequence[Name], before: str) -> str:
    """The turn with the names that it leans on put in the place of its first pronoun, or added."""
    kinds = {name.kind for name in own}
    earlier = [name for name in find_names(before) if name.kind in _KINDS and name.kind not in kinds]
    if "visa" in kinds or "exam" in kinds:
        earlier = [name for name in earlier if name.kind in ("state", "specialty")]
    topic = list(dict.fromkeys(name.name for name in earlier))
    plain = without_lead(question) or question
    if len(topic) == 1 and _is_about(before, topic[0]) and (pronoun := first_pronoun(plain)):
        return plain[: pronoun.start()] + topic[0] + plain[pronoun.end() :]
    earlier_topic = _innermost(before)
    return f"{plain.rstrip(' ?.')} ({earlier_topic if refers(plain) else _other_than(own, earlier_topic)})?"


MAX_ABOUT = 3
MAX_EARLIER_WORDS = 30


def _is_about(before: str, name: str) -> bool:
    """Whether an earlier question is about a name itself: it says little else."""
    return len(set(tokens(before)) - set(tokens(name)) - _PLAIN_WORDS) <= MAX_ABOUT


def _innermost(before: str) -> str:
    """The topic of the earlier question in short, and what it leaned on itself where it says little."""
    whole, leaned_on = split_topic(before)
    if leaned_on and len(set(tokens(whole))) < MIN_TOPIC_TOKENS:
        whole = leaned_on
    focus = focus_of(whole)
    text = (focus if len(set(tokens(focus))) >= MIN_TOPIC_TOKENS else whole).rstrip(" ?.")
    words = text.split()
    return text if len(words) <= MAX_EARLIER_WORDS else " ".join(words[:MAX_EARLIER_WORDS])


_PLAIN_WORDS = frozenset(tokens("ask need require visa physician doctor tell explain mean exam about"))
