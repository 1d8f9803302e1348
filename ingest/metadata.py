"""Front matter and section metadata: YAML checked by pydantic models, then plain dataclasses.

The format is described in corpus/README.md. Plain documents have none of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.errors import DocumentError
from ingest.types import Misconception, SectionQuestion, Source, Tier, Verdict

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
GUIDANCE = re.compile(r"<!--[ \t]*guidance[ \t]*\n(.*?)-->", re.DOTALL)

_FLAT_LINE = re.compile(r"^[\w-]+:(?![ \t]*[\[{&*!|>'\"]).*$")


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _verdict(value: Any) -> Any:
    """YAML 1.1 reads a bare yes or no as a boolean; both spellings mean the verdict."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class StrictModel(BaseModel):
    """A model whose fields are all known, so that a misspelled one is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_M = TypeVar("_M", bound=BaseModel)


class SourceModel(StrictModel):
    """One entry under `sources` in the front matter."""

    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str = Field(pattern=r"^https?://\S+$")
    official_url: str | None = Field(None, pattern=r"^https?://\S+$")
    as_of: date
    tier: Tier


class FrontMatter(StrictModel):
    """The block at the top of a curated document."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    topic: str = Field(pattern=r"^[a-z][a-z-]*$")
    reviewed: date
    review_by: date
    sources: dict[str, SourceModel] = Field(default_factory=dict)


class QuestionModel(StrictModel):
    """A question variant with its verdict."""

    ask: str = Field(min_length=3)
    verdict: Annotated[Verdict | None, BeforeValidator(_verdict)] = None


class MisconceptionModel(StrictModel):
    """A wrong belief and the sentence that corrects it."""

    belief: str = Field(min_length=3)
    correction: str = Field(min_length=3)


_Values = Annotated[list[Annotated[str, BeforeValidator(_as_text)]], BeforeValidator(_as_list)]


class GuidanceBlock(StrictModel):
    """The comment under a heading."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    sources: list[str] = Field(min_length=1)
    as_of: date | None = None
    volatile: str | None = None
    applies_to: dict[
        Literal["visa", "state", "exam", "stage", "citizenship", "school", "season", "degree"], _Values
    ] = Field(default_factory=dict)
    family: str | None = None
    questions: list[str | QuestionModel] = Field(default_factory=list)
    misconceptions: list[MisconceptionModel] = Field(default_factory=list)
    keep_with_next: list[int] = Field(default_factory=list)
    not_covered: bool = False

    def question_tuple(self) -> tuple[SectionQuestion, ...]:
        """The question variants as plain values."""
        return tuple(
            SectionQuestion(q) if isinstance(q, str) else SectionQuestion(q.ask, q.verdict) for q in self.questions
        )

    def misconception_tuple(self) -> tuple[Misconception, ...]:
        """The misconceptions as plain values."""
        return tuple(Misconception(m.belief, m.correction) for m in self.misconceptions)


def read_front_matter(text: str) -> tuple[FrontMatter | None, int]:
    """Read the front matter of a document.

    Returns:
        The checked front matter (None for a plain document) and the offset where the body begins.

    Raises:
        DocumentError: there is front matter, but it is no valid YAML or does not fit the format.
    """
    match = FRONT_MATTER.match(text)
    if match is None:
        return None, 0
    if _is_flat(match.group(1)):
        return None, match.end()
    data = load_yaml(match.group(1), "the front matter")
    if not isinstance(data, dict):
        return None, 0
    if "sources" not in data and "topic" not in data:
        return None, match.end()
    return checked(FrontMatter, data, "the front matter"), match.end()


def _is_flat(front_matter: str) -> bool:
    """Whether this is another program's header of plain `key: value` lines, colons and all."""
    lines = [line for line in front_matter.splitlines() if line.strip()]
    keys = {line.split(":", 1)[0] for line in lines}
    return not keys & {"sources", "topic"} and all(_FLAT_LINE.match(line) for line in lines)


SAVED_PAGE = re.compile(
    r"\s*Title: (?P<title>[^\n]+)\n+URL Source: (?P<url>https?://\S+)\n"
    r"(?:\n*[A-Z][\w ]{2,20}: [^\n]+\n)*\n*Markdown Content:\n"
)
"""The lines that a page saver writes above a page's Markdown; they are about the page, not of it."""

_SAVED_ERROR = re.compile(r"^Warning: .*\berror ([45]\d\d)\b", re.MULTILINE)


def saved_page(text: str, start: int = 0) -> tuple[str | None, str | None, int]:
    """Title, address and end of a page saver's header; (None, None, start) when there is none.

    A first line that repeats the title, as a page's own title does, belongs to the header.

    Raises:
        DocumentError: the saver says that the site answered with an error page.
    """
    match = SAVED_PAGE.match(text, start)
    if match is None:
        return None, None, start
    if error := _SAVED_ERROR.search(match.group()):
        message = f"it holds the site's error page ({error[1]}) instead of the page."
        raise DocumentError(message, "Save the page again or remove the file.")
    title, end = match["title"].strip(), match.end()
    again = re.compile(rf"\s*{re.escape(title)}[^\n]{{0,60}}\n(?:\s*=+[ \t]*\n)?").match(text, end)
    return title, match["url"], again.end() if again else end


def front_title(text: str) -> str | None:
    """The `title` that a plain document's front matter gives it."""
    match = FRONT_MATTER.match(text)
    title = re.search(r"^title:[ \t]*(\S.*)$", match.group(1), re.MULTILINE) if match else None
    return title.group(1).strip().strip("\"'") if title else None


def read_guidance(comment: str, heading: str) -> GuidanceBlock | None:
    """Read a section's metadata block; None if the comment is not one."""
    match = GUIDANCE.match(comment)
    if match is None:
        return None
    where = f"the guidance block under “{heading}”"
    return checked(GuidanceBlock, load_yaml(match.group(1), where), where)


def load_yaml(source: str, where: str) -> Any:
    """Parse YAML, or raise a DocumentError that names the place and the line.

    libyaml's loader is used because the pure one refuses a question mark inside `{ask: Is it so?, ...}`.
    """
    try:
        return yaml.load(source, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1} of it)" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise DocumentError(f"{where} is not valid YAML{line}: {problem}.", "Mend it and ingest again.") from error


def checked(model: type[_M], data: Any, where: str, remedy: str = "See corpus/README.md for the format.") -> _M:
    """Data as a model, or a DocumentError that names the first field that does not fit."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "top"
        problem = "there is no such field" if first["type"] == "extra_forbidden" else first["msg"]
        raise DocumentError(f"{where}: {place}: {problem}.", remedy) from error


def to_sources(models: Mapping[str, SourceModel]) -> dict[str, Source]:
    """The front matter's sources as plain values by key."""
    return {key: Source(key, m.title, m.publisher, m.url, m.official_url, m.as_of, m.tier) for key, m in models.items()}
