"""The only place where strings become HTML: every text and attribute is escaped here."""

from __future__ import annotations

from html import escape


class Html(str):
    """Markup that is safe to show. Only `text`, `tag` and `join` make it; a plain `str` is never trusted."""

    __slots__ = ()


def text(value: object) -> Html:
    """Text as HTML that shows exactly that text."""
    return Html(escape(str(value), quote=True))


def join(*parts: str) -> Html:
    """Put parts after each other; what is not `Html` is escaped."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts))


def tag(name: str, *children: str, **attributes: str | int | bool | None) -> Html:
    """An element with its children.

    Args:
        name: the element, written by us, never from data.
        children: `Html` or text; text is escaped.
        attributes: `data_n` becomes `data-n`, `class_` becomes `class`; None and False are left out,
            True stands alone.
    """
    written = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        label = key.rstrip("_").replace("_", "-")
        written.append(f" {label}" if value is True else f' {label}="{text(value)}"')
    opening = f"<{name}{''.join(written)}>"
    return Html(opening) if name in _VOID else Html(f"{opening}{join(*children)}</{name}>")


def icon(name: str) -> Html:
    """A drawing from the page's icon sheet; hidden from screen readers, the words beside it speak."""
    use = tag("use", href=f"#i-{name}")
    return tag("svg", use, class_="i", aria_hidden="true", focusable="false")


_VOID = frozenset({"br", "hr", "input", "meta", "link"})
