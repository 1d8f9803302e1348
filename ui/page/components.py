"""The four parts of the page as Gradio components.

Each is a `gr.HTML` with a fixed template from `templates/` and a line of script that hands it to
the module of the same name in `static/`. Nothing a reader or a document says ever reaches a
template: Gradio evaluates templates as JavaScript. Data goes through events and server functions,
as HTML that `ui.html` has escaped.

They are made by a function and not by a subclass, because Gradio writes a stub file beside every
module that derives from one of its components.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any

import gradio as gr

from ui.html import icon, text
from ui.strings import strings

ICONS = ("plus", "search", "book", "map", "menu", "close", "stop", "save", "print")
"""Drawings that templates use; the sheet itself is templates/icons.html."""

_TEMPLATES = Path(__file__).parent / "templates"


def part(
    name: str, *, events: tuple[str, ...] = (), functions: tuple[Callable[..., Any], ...] = (), **props: Any
) -> gr.HTML:
    """A part of the page: `templates/<name>.html`, taken over by `mount("<name>", …)` of static/main.js.

    Args:
        name: names the template; the script's entry point decides what the part does.
        events: what the script may send; each becomes a method of the component.
        functions: what the script may call and wait for.
        props: fixed values for the script.
    """
    send = ", ".join(f"{json.dumps(event)}: data => trigger({json.dumps(event)}, data)" for event in events)
    mount = f"page.mount({json.dumps(name)}, {{element, props, watch, server, send: {{{send}}}}})"
    return gr.HTML(
        html_template=_template(name),
        js_on_load=f"import(window.credencePage.main).then(page => {mount});",
        apply_default_css=False,
        elem_id=f"part-{name}",
        elem_classes=["part"],
        server_functions=list(functions),
        **props,
    )


def _template(name: str) -> str:
    words = {key.replace(".", "_"): str(text(value)) for key, value in strings().items()}
    drawings = {f"icon_{drawing}": str(icon(drawing)) for drawing in ICONS}
    return Template((_TEMPLATES / f"{name}.html").read_text("utf-8")).substitute(words, **drawings)
