"""Reads a fragment of HTML for tests: its elements, attributes, links and words."""

from __future__ import annotations

from html.parser import HTMLParser

ALLOWED = {
    *("a", "article", "b", "br", "button", "div", "em", "footer", "h3", "h4", "header", "li", "mark", "ol", "p"),
    *(
        "details",
        "section",
        "span",
        "summary",
        "strong",
        "svg",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "time",
        "tr",
        "ul",
        "use",
    ),
}


class Reading(HTMLParser):
    """Collects elements, attributes and text of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def assert_harmless(html: str) -> None:
    found = Reading(html)
    assert found.tags <= ALLOWED
    assert not {name for name in found.attributes if name.startswith("on") or name in ("style", "src", "srcdoc")}
    assert all(link.startswith(("#", "https://")) for link in found.links)
