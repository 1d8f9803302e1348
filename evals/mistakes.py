"""Mistakes in a case file, said so that whoever writes cases knows what to change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from evals.schema import CASE_FIELDS, SECTION_PATTERN, SLUG_PATTERN

_QUOTES = "text that holds ': ', ' #', quotes or brackets has to stand in double quotes"
_PLAIN = {
    "missing": "this is missing",
    "list_type": "a list is needed: one item a line after '- ', or in brackets",
    "string_type": "text is needed; what YAML takes for a number, a date or a yes stands in quotes",
    "model_type": "the fields of docs/evals.md are needed here",
}
_PATTERNS = {
    SECTION_PATTERN: "write document#section",
    SLUG_PATTERN: "lower case, digits and hyphens only",
}


def schema_message(error: Any) -> str:
    """The place as it is written in the file ("cases[2].expect.facts") and what is wrong there.

    Args:
        error: one of pydantic's `ErrorDetails`.
    """
    parts = error["loc"]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts if "[" not in str(part))
    return f"{place.removeprefix('.') or 'the file'}: {_plain(error)}"


def _plain(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        near = process.extractOne(str(error["loc"][-1]), CASE_FIELDS, scorer=fuzz.ratio, score_cutoff=60)
        return f"there is no such field{f' (did you mean {near[0]}?)' if near else ''}"
    pattern = error.get("ctx", {}).get("pattern")
    return _PATTERNS.get(pattern) or _PLAIN.get(error["type"]) or error["msg"].removeprefix("Value error, ")


def yaml_mistake(error: yaml.YAMLError) -> tuple[int, str]:
    """The line from which on a file is no YAML, and why; an open quote or bracket is named by where it begins."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 1, str(error)
    if "'\\t'" in str(error.problem):
        return error.problem_mark.line + 1, "indent with spaces, not with tabs"
    began = error.context_mark.line if error.context_mark else error.problem_mark.line
    since = f" ({error.context}, line {began + 1})" if began != error.problem_mark.line else ""
    return error.problem_mark.line + 1, f"{error.problem}{since}; {_QUOTES}"


def impossible_values(root: yaml.Node) -> Iterator[tuple[int, str]]:
    """Line and text of each value that looks like a date and is none, such as 2027-13-01."""
    loader = yaml.SafeLoader("")
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, yaml.ScalarNode):
            try:
                loader.construct_object(node)
            except ValueError as error:
                yield node.start_mark.line + 1, f"{node.value} is no date ({error})"
        elif isinstance(node, yaml.MappingNode):
            pending += [item for pair in node.value for item in pair]
        elif isinstance(node, yaml.SequenceNode):
            pending += node.value
