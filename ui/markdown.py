"""Answer text to HTML: paragraphs, lists, tables, emphasis and citation marks, nothing else.

Raw HTML, links and images in a text stay visible as the characters they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from ui.html import Html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

Mark = Callable[[int], Html]
"""Gives the HTML of a citation mark or of a warning flag by its number."""

FLAG_OPEN, FLAG_CLOSE = "{\ue000", "\ue000}"
"""Around a flag's number. The brace is where the parser's plain-text rule stops and asks ours."""
_MARK = re.compile(r"\[(\d{1,3})\]")
_BEFORE_MARK = re.compile(r"[ \t]+(?=\[\d{1,3}\])")
_FLAG = re.compile(f"{FLAG_OPEN}(\\d{{1,3}}){FLAG_CLOSE}")
_RULES = ("list", "table", "newline", "escape", "emphasis", "balance_pairs", "fragments_join")


def without_flags(text: str) -> str:
    """A text in which nobody but us can have put a flag."""
    return text.replace("\ue000", "")


def flagged(text: str, sentences: Sequence[tuple[str, int]]) -> str:
    """Put a flag behind each sentence and its marks; a sentence that is not found gets none.

    Args:
        text: the answer's Markdown.
        sentences: sentence and the number of its flag, in reading order.
    """
    text = without_flags(text)
    for sentence, number in sentences:
        found = text.find(sentence)
        if found < 0:
            continue
        end = found + len(sentence)
        marks = re.match(r"(?:\s?\[\d{1,3}\])*", text[end:])
        end += marks.end() if marks else 0
        text = f"{text[:end]}{FLAG_OPEN}{number}{FLAG_CLOSE}{text[end:]}"
    return text


def to_html(text: str, mark: Mark, flag: Mark | None = None) -> Html:
    """Render an answer's Markdown.

    Args:
        text: Markdown with `[1]` marks, perhaps with flags from `flagged`.
        mark: gives the HTML of a citation mark.
        flag: gives the HTML of a flag.
    """
    text = _BEFORE_MARK.sub("\u202f", text)
    return Html(_parser().render(text, {"mark": mark, "flag": flag or (lambda number: Html(""))}))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False, "maxNesting": 20})
    parser.enable(list(_RULES), ignoreInvalid=True)
    parser.inline.ruler.before("emphasis", "credence_mark", _rule("[", _MARK, "mark"))
    parser.inline.ruler.before("emphasis", "credence_flag", _rule("{", _FLAG, "flag"))
    parser.add_render_rule("mark", _render)
    parser.add_render_rule("flag", _render)
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll" tabindex="0"><table>')
    parser.add_render_rule("table_close", lambda *_: "</table></div>")
    return parser


def _rule(start: str, pattern: re.Pattern[str], kind: str) -> Callable[[StateInline, bool], bool]:
    def rule(state: StateInline, silent: bool) -> bool:
        match = pattern.match(state.src, state.pos) if state.src[state.pos] == start else None
        if not match:
            return False
        if not silent:
            state.push(kind, "", 0).content = match.group(1)
        state.pos = match.end()
        return True

    return rule


def _render(_renderer: Any, tokens: Sequence[Any], index: int, _options: Any, env: dict[str, Mark]) -> str:
    token = tokens[index]
    return env[token.type](int(token.content))
