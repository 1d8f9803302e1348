"""What an office states about documents that have no front matter of ours: publisher, address, date.

`NAME.pdf.yaml` beside `NAME.pdf` speaks of that file; `credence.yaml` of all files in its folder and
below. The nearer statement wins, field by field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from ingest.errors import DocumentError
from ingest.files import SourceFile
from ingest.metadata import FRONT_MATTER, StrictModel, checked, load_yaml
from ingest.types import Source, Tier

FOLDER_FILE = "credence.yaml"
MAX_BYTES = 100_000
_LINE = re.compile(r"^([a-z_]+):[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_FROM_FRONT_MATTER = ("title", "publisher", "url", "official_url", "as_of", "tier", "topic")


class Stated(StrictModel):
    """The fields of a sidecar or a `credence.yaml`; all may be left out."""

    title: str | None = Field(None, min_length=1, max_length=300)
    publisher: str | None = Field(None, min_length=1, max_length=200)
    url: str | None = Field(None, pattern=r"^https?://\S+$")
    official_url: str | None = Field(None, pattern=r"^https?://\S+$")
    as_of: date | None = None
    tier: Tier | None = None
    topic: str | None = Field(None, pattern=r"^[a-z][a-z-]*$")
    reviewed: date | None = None
    review_by: date | None = None
    encoding: str | None = Field(None, pattern=r"^[\w-]{2,40}$")
    precedence: int | None = Field(None, ge=-1000, le=1000)

    def over(self, other: Stated) -> Stated:
        """These statements, and the other's where these say nothing."""
        return other.model_copy(update=self.model_dump(exclude_none=True))

    @property
    def source(self) -> Source | None:
        """The source that every section rests on, if the publisher or the address is known."""
        if not (self.publisher or self.url):
            return None
        title = self.title or self.publisher or str(self.url)
        tier = self.tier or Tier.SECONDARY  # what nobody vouches for is no primary source
        return Source("stated", title, self.publisher, self.url, self.official_url, self.as_of, tier)


NOTHING = Stated()


def stated_for(file: SourceFile) -> Stated:
    """What the YAML files around a file say about it.

    Raises:
        DocumentError: one of them is no valid YAML or has unknown fields.
    """
    found = NOTHING
    for folder in _folders(file):
        found = _read(folder / FOLDER_FILE).over(found)
    return _read(file.path.with_name(file.path.name + ".yaml")).over(found)


def _folders(file: SourceFile) -> Iterator[Path]:
    """From the named folder down to the file's own."""
    root = file.root or file.path.parent
    below = file.path.parent.relative_to(root).parts if file.path.parent.is_relative_to(root) else ()
    yield root
    for part in below:
        root = root / part
        yield root


def _read(path: Path) -> Stated:
    try:
        data = path.read_bytes()[: MAX_BYTES + 1]
    except (FileNotFoundError, NotADirectoryError):
        return NOTHING
    except OSError as error:
        raise DocumentError(f"{path} cannot be read ({error.strerror}).", "Check its permissions.") from error
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{path} is larger than {MAX_BYTES:,} bytes.", "It may only hold a few lines.")
    content = load_yaml(data.decode("utf-8", "replace"), str(path))
    return checked(Stated, {} if content is None else content, str(path), "See docs/reliability.md for its fields.")


def stated_in(text: str) -> Stated:
    """What a plain Markdown document's own front matter says, as far as it can be understood."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return NOTHING
    fields = {key: value.strip("\"'") for key, value in _LINE.findall(match.group(1))}
    values: dict[str, Any] = {key: fields[key] for key in _FROM_FRONT_MATTER if key in fields}
    values.setdefault("as_of", _day(fields))
    return _tolerant(values)


def _day(fields: Mapping[str, str]) -> date | None:
    """The day on which a page was saved, under the names that savers use."""
    for key in ("retrieved", "scraped_at", "retrieved_at", "saved_at", "fetched_at"):
        try:
            return datetime.fromisoformat(fields[key]).date()
        except (KeyError, ValueError):
            continue
    return None


def _tolerant(values: dict[str, Any]) -> Stated:
    try:
        return Stated.model_validate(values)
    except ValidationError as error:
        wrong = {problem["loc"][0] for problem in error.errors()}
        return Stated.model_validate({key: value for key, value in values.items() if key not in wrong})
