"""The four parts of the page as Gradio components.

Each is a `gr.HTML` with a fixed template from `templates/` and a line of script that hands it to
the module of the same name in `static/`. Nothing a reader or a document says ever reaches a
template: Gradio evaluates templates as JavaScript. Data goes through events and server functions,
as HTML that `ui.html` has escaped.
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

_TEMPLATES = Path(__file__).parent / "templates"

from gradio.events import Dependency

class Part(gr.HTML):
    """A part of the page: `templates/<name>.html`, mounted by `mount("<name>", …)` of static/main.js."""

    def __init__(
        self, name: str, *, events: tuple[str, ...] = (), functions: tuple[Callable[..., Any], ...] = (), **props: Any
    ) -> None:
        triggers = ", ".join(f"{json.dumps(event)}: data => trigger({json.dumps(event)}, data)" for event in events)
        mount = f"page.mount({json.dumps(name)}, {{element, props, watch, server, send: {{{triggers}}}}})"
        super().__init__(
            value=None,
            html_template=template(name),
            js_on_load=f"import(window.credencePage.main).then(page => {mount});",
            apply_default_css=False,
            elem_id=f"part-{name}",
            elem_classes=["part"],
            server_functions=list(functions),
            **props,
        )

    def postprocess(self, value: Any) -> Any:
        """Pass a payload for the script through as it is."""
        return value

    def api_info(self) -> dict[str, Any]:
        """The payload of `ui.desk`."""
        return {"type": "object"}

    def get_block_name(self) -> str:
        """Let Gradio's browser side treat every part as its HTML component."""
        return "html"
    from typing import Callable, Literal, Sequence, Any, TYPE_CHECKING
    from gradio.blocks import Block
    if TYPE_CHECKING:
        from gradio.components import Timer
        from gradio.components.base import Component


def template(name: str) -> str:
    """A template with its words and icons filled in: `${{say}}` style places are `$key` and `$icon_name`."""
    words = {key.replace(".", "_"): str(text(value)) for key, value in strings().items()}
    source = (_TEMPLATES / f"{name}.html").read_text("utf-8")
    return Template(source).substitute(words, **{f"icon_{drawing}": str(icon(drawing)) for drawing in ICONS})


ICONS = ("plus", "search", "book", "map", "menu", "close", "send", "stop", "save", "print", "down", "sun")
"""Drawings that templates use; the sheet itself is templates/icons.html."""