"""The evidence of an answer: one card for each section that it quotes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.types import Answer, Citation
from ingest.errors import CredenceError
from ingest.types import Section
from ui.html import Html, icon, join, tag
from ui.links import Links, host
from ui.render import card_id, mark_id
from ui.section import Quote, quotes_html, section_html
from ui.strings import say

if TYPE_CHECKING:
    from ingest.library import Library


def long_date(day: date) -> str:
    """A date as the page writes it: 1 Apr 2026."""
    return f"{day.day} {day:%b %Y}"


def evidence_html(answer: Answer, turn: str, library: Library, links: Links) -> Html:
    """The cards of one answer, in the order of their first citation."""
    if not answer.citations:
        return tag("p", say("evidence.none"), class_="quiet")
    return join(*(_card(group, turn, library, links) for group in _by_section(answer.citations)))


def is_current(answer: Answer, library: Library) -> bool:
    """Whether every document that the answer cites still has the text it had then."""
    live = {document.id: document.digest for document in library.documents()}
    return all(live.get(citation.document) == citation.digest for citation in answer.citations)


def _by_section(citations: Sequence[Citation]) -> list[list[Citation]]:
    groups: dict[tuple[str, str, str], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.document, citation.section, citation.digest), []).append(citation)
    return list(groups.values())


def _card(group: Sequence[Citation], turn: str, library: Library, links: Links) -> Html:
    first = group[0]
    numbers = sorted({citation.number for citation in group})
    text, section = _found(first, library)
    quotes = [Quote(citation.number, citation.start, citation.end) for citation in group]
    heading = section.heading if section else first.title
    return tag(
        "article",
        _header(first, numbers, turn),
        tag("h3", heading, dir="auto"),
        tag("div", _body(text, section, quotes, group), class_="text", dir="auto", tabindex=0),
        _volatile(section),
        _footer(first, section, library, links),
        class_="ev",
        data_n=" ".join(map(str, numbers)),
        aria_label=", ".join(say("answer.mark_plain", number=number) for number in numbers),
    )


def _found(citation: Citation, library: Library) -> tuple[str | None, Section | None]:
    """The text that the offsets point into, and the section when the live guidance still has that text."""
    live = next((d.digest for d in library.documents() if d.id == citation.document), None)
    try:
        if live == citation.digest:
            return library.text(citation.document), library.section(citation.document, citation.section)
        return library.stored(citation.digest), None
    except (CredenceError, KeyError, OSError):
        return None, None


def _body(text: str | None, section: Section | None, quotes: list[Quote], group: Sequence[Citation]) -> Html:
    if text is not None and section is not None and all(_inside(section, quote) for quote in quotes):
        return section_html(text, section, quotes)
    note = tag("p", say("evidence.part"), class_="quiet") if section is None else Html("")
    if text is not None:
        return join(quotes_html(text, quotes), note)
    return join(*(tag("p", tag("mark", c.quote, data_n=c.number)) for c in group), note)


def _inside(section: Section, quote: Quote) -> bool:
    return any(unit.start < quote.end and unit.end > quote.start for unit in section.units)


def _header(citation: Citation, numbers: Sequence[int], turn: str) -> Html:
    labels = (
        tag("a", str(n), id=card_id(turn, n), href=f"#{mark_id(turn, n)}", class_="n", data_n=n, aria_label=_back(n))
        for n in numbers
    )
    publisher = (
        join(say("evidence.based"), " ", tag("b", citation.publisher))
        if citation.publisher
        else join(say("evidence.own"), " ", tag("b", citation.title))
    )
    return tag("header", tag("span", *labels, class_="marks"), tag("span", publisher, class_="who"), _dated(citation))


def _back(number: int) -> str:
    return f"{say('answer.mark_plain', number=number)}: {say('evidence.back')}"


def _dated(citation: Citation) -> Html:
    tier = Html("")
    if citation.tier and citation.publisher:
        hint = say(f"tier.{citation.tier}_hint")
        tier = tag("span", say(f"tier.{citation.tier}"), class_=f"tier tier-{citation.tier}", title=hint)
    when = (
        tag("time", say("evidence.as_of", date=long_date(citation.as_of)), datetime=citation.as_of.isoformat())
        if (citation.as_of)
        else Html("")
    )
    page = tag("span", say("evidence.page", page=citation.page)) if citation.page is not None else Html("")
    return tag("span", tier, page, when, class_="when")


def _volatile(section: Section | None) -> Html:
    if section is None or not section.volatile:
        return Html("")
    words = tag("span", tag("strong", say("warning.volatile")), ": ", section.volatile)
    return tag("p", icon("warn"), words, class_="warn volatile small")


def _footer(citation: Citation, section: Section | None, library: Library, links: Links) -> Html:
    read = (
        tag(
            "button",
            say("evidence.read"),
            type="button",
            data_document=citation.document,
            data_section=citation.section,
        )
        if section
        else Html("")
    )
    back = tag("button", icon("up-arrow"), say("evidence.back"), type="button", class_="to-sentence")
    return tag("footer", back, read, _link(citation, library, links))


def _link(citation: Citation, library: Library, links: Links) -> Html:
    official = links.allowed(library, citation.official_url)
    url = official or links.allowed(library, citation.url)
    if url is None:
        return Html("")
    site = host(url) or ""
    key = "evidence.official" if official or citation.tier == "primary" else "evidence.source"
    label = f"{say(key, host=site)} ({say('evidence.opens')})"
    return tag("a", site, icon("out"), href=url, target="_blank", rel="noopener noreferrer", aria_label=label)
