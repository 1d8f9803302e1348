"""The HTML around the page: Gradio's document with our head, and the documents shown before it."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from string import Template

from ui.html import text
from ui.startup import Phase, State
from ui.strings import say, strings

STATIC = Path(__file__).parent / "page" / "static"
_TEMPLATES = Path(__file__).parent / "page" / "templates"
_FOREIGN_META = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*?/?>', re.DOTALL)
_MANIFEST = re.compile(r'<link rel="manifest"[^>]*>')


@cache
def version() -> str:
    """A digest of the static files: part of their address, so that browsers may keep them for good."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def page_html(gradio: str) -> str:
    """Gradio's document with our own title, styles, icon sheet and first picture.

    Its social tags, which name foreign addresses, are taken out.
    """
    html = _MANIFEST.sub("", _FOREIGN_META.sub("", gradio))
    html = html.replace("<title>Gradio</title>", "")
    html = html.replace("</head>", _fill("head") + "</head>", 1)
    body = html.index("<body")
    opening = html.index(">", body) + 1
    return html[:opening] + _fill("icons") + _fill("splash") + html[opening:]


def warm_html(state: State) -> str:
    """The document shown while the assistant is being opened, or when it cannot be."""
    failed = state.phase is Phase.FAILED
    return _document(
        "warm",
        phase=state.phase.value,
        title=say("warm.failed") if failed else say("warm.title"),
        words=f"{state.message} {state.remedy}" if failed else state.message or say("warm.text"),
        hint=say("warm.retry") if failed else "",
    )


def sign_in_html(wrong: str = "", target: str = "/") -> str:
    """The sign-in form."""
    return _document("signin", wrong=wrong, hidden="" if wrong else "hidden", target=target)


def _document(name: str, **values: str) -> str:
    return _fill("document", head=_fill("head"), body=_fill(name, **{key: str(text(v)) for key, v in values.items()}))


def _fill(name: str, **values: str) -> str:
    words = {key.replace(".", "_"): str(text(value)) for key, value in strings().items()}
    source = (_TEMPLATES / f"{name}.html").read_text("utf-8")
    data = json.dumps(strings(), ensure_ascii=False).replace("<", "\\u003c")
    return Template(source).substitute(words, version=version(), words_json=data, **values)
