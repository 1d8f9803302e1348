"""An answer as safe HTML: what stands in the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.types import Answer, AnswerWarning, Outcome, Reason, WarningKind
from ui import markdown
from ui.html import Html, icon, join, tag
from ui.strings import say

_URGENT = {WarningKind.VOLATILE, WarningKind.STALE, WarningKind.CONFLICT}
_NO_FACTS = {Reason.SMALL_TALK, Reason.EMPTY}


def draft_html(text: str) -> Html:
    """The verified part of an answer while it streams; marks stand still until the evidence is there."""

    def mark(number: int) -> Html:
        return tag("span", str(number), class_="n")

    return tag("div", markdown.to_html(markdown.without_flags(text), mark), class_="words")


def answer_html(answer: Answer, turn: str) -> Html:
    """The whole reply to one question.

    Args:
        answer: what the assistant returned.
        turn: the turn's id in the page, a letter and letters or digits; marks and cards carry it.
    """
    answer = replace(answer, warnings=_merged(answer.warnings))
    return join(
        _outcome(answer),
        tag("div", _words(answer, turn), class_="words", dir="auto"),
        *_warnings(answer, turn),
        _options(answer.options),
        _actions(answer),
        _follow_ups(answer.follow_ups),
    )


def plain_text(answer: Answer) -> str:
    """The reply for the live region: its words without marks."""
    return " ".join(statement.text for statement in answer.statements) or answer.text


def card_id(turn: str, number: int) -> str:
    """The id of the evidence card of a citation; the mark in the text links to it."""
    return f"e-{turn}-{number}"


def mark_id(turn: str, number: int) -> str:
    """The id of the first mark of a citation in the text; the card links back to it."""
    return f"m-{turn}-{number}"


def _words(answer: Answer, turn: str) -> Html:
    publishers = {citation.number: citation.publisher for citation in answer.citations}
    seen: set[int] = set()

    def mark(number: int) -> Html:
        if number not in publishers:
            return Html(f"[{number}]")
        label = _mark_label(number, publishers[number])
        first = number not in seen
        seen.add(number)
        return tag(
            "a",
            str(number),
            id=mark_id(turn, number) if first else None,
            href=f"#{card_id(turn, number)}",
            class_="n",
            data_n=number,
            aria_label=label,
        )

    def flag(index: int) -> Html:
        warning = answer.warnings[index]
        words = say(f"warning.{warning.kind}")
        return tag("a", icon("warn"), words, href=f"#w-{turn}-{index}", class_=f"flag {warning.kind}")

    return markdown.to_html(markdown.flagged(answer.text, _flags(answer)), mark, flag)


def _flags(answer: Answer) -> list[tuple[str, int]]:
    """The sentences that a flag stands behind: of each warning, the last one that it is about."""
    return [
        (answer.statements[warning.statements[-1]].text, index)
        for index, warning in enumerate(answer.warnings)
        if warning.kind in _URGENT and warning.statements and warning.statements[-1] < len(answer.statements)
    ]


def _merged(warnings: Sequence[AnswerWarning]) -> tuple[AnswerWarning, ...]:
    """Warnings that say the same are shown once, for all their sentences."""
    groups: dict[tuple[WarningKind, str], tuple[int, ...]] = {}
    for warning in warnings:
        key = (warning.kind, warning.text)
        groups[key] = (*groups.get(key, ()), *warning.statements)
    return tuple(AnswerWarning(kind, text, tuple(sorted(set(found)))) for (kind, text), found in groups.items())


def _mark_label(number: int, publisher: str | None) -> str:
    if publisher:
        return say("answer.mark", number=number, publisher=publisher)
    return say("answer.mark_plain", number=number)


def _outcome(answer: Answer) -> Html:
    if answer.outcome is Outcome.ANSWERED or answer.reason in _NO_FACTS:
        return Html("")
    name = {Outcome.EMERGENCY: "emergency", Outcome.CLARIFY: "ask", Outcome.DECLINED: "none", Outcome.PARTIAL: "part"}
    words = say(f"answer.{answer.outcome}")
    return tag("p", icon(name[answer.outcome]), words, class_=f"outcome {answer.outcome}")


def _warnings(answer: Answer, turn: str) -> Iterable[Html]:
    """One box for each kind of warning, so that an answer with six of them stays readable."""
    for kind in dict.fromkeys(warning.kind for warning in answer.warnings):
        own = [(index, warning) for index, warning in enumerate(answer.warnings) if warning.kind is kind]
        lead = tag("strong", say(f"warning.{kind}"))
        lines = [_warning_line(f"w-{turn}-{index}", kind, warning.text, lead, len(own)) for index, warning in own]
        words = join(lead, tag("ul", *lines)) if len(own) > 1 else lines[0]
        yield tag("div", icon("warn"), tag("div", words), class_=f"warn {kind}")


def _warning_line(place: str, kind: WarningKind, words: str, lead: Html, of: int) -> Html:
    words, name = words.strip(), say(f"warning.{kind}")
    words = words[len(name) :].lstrip(" :.,") if words.startswith(name) else words
    if of > 1:
        return tag("li", words, id=place, tabindex=-1)
    return tag("p", lead, ": " if words else "", words, id=place, tabindex=-1)


def _buttons(questions: Sequence[str]) -> Iterable[Html]:
    return (tag("button", question, type="button", data_ask=question, dir="auto") for question in questions)


def _options(options: Sequence[str]) -> Html:
    if not options:
        return Html("")
    buttons = (_option(option) for option in options)
    return tag("div", *buttons, class_="next options", role="group", aria_label=say("answer.options"))


def _option(option: str) -> Html:
    """A choice is asked as it stands; "another state" names none, so it leads to the question field."""
    if option.casefold().startswith(say("answer.open_option")):
        return tag("button", option, type="button", data_act="type")
    return tag("button", option, type="button", data_ask=option, dir="auto")


def _follow_ups(questions: Sequence[str]) -> Html:
    if not questions:
        return Html("")
    return tag("div", *_buttons(questions), class_="next", role="group", aria_label=say("answer.next"))


def _actions(answer: Answer) -> Html:
    evidence = (
        _action("evidence", "quote", say("answer.evidence_count", count=len(answer.citations)), only="small")
        if answer.citations
        else Html("")
    )
    return tag(
        "div",
        evidence,
        _action("copy", "copy", say("answer.copy" if answer.citations else "answer.copy_plain")),
        _action("helpful", "up", say("answer.helpful"), pressed=True),
        _action("unhelpful", "down", say("answer.unhelpful"), pressed=True),
        _action("retry", "retry", say("answer.retry"), only="last"),
        class_="acts",
    )


def _action(name: str, drawing: str, label: str, *, only: str | None = None, pressed: bool = False) -> Html:
    state = "false" if pressed else None
    return tag(
        "button", icon(drawing), tag("span", label), type="button", data_act=name, data_only=only, aria_pressed=state
    )
