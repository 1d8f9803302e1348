"""Files to drafts: read within limits, their blocks found, what is stated about them attached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from ingest.errors import DocumentError
from ingest.files import SourceFile
from ingest.furniture import outline_of
from ingest.markup import Block, BlockKind, blocks
from ingest.metadata import FrontMatter, front_title, read_front_matter, saved_page
from ingest.plaintext import plain_blocks
from ingest.readers import Extracted, reader_for
from ingest.readers.isolated import ReaderProcess
from ingest.stated import NOTHING, Stated, stated_for, stated_in
from ingest.types import Outline

Pages = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is read but not cut into sections yet."""

    plain_id: str
    path: str
    text: str
    title: str
    blocks: tuple[Block, ...]
    front: FrontMatter | None
    pages: Pages
    stated: Stated
    outline: Outline | None
    order: int = 0


def read_draft(file: SourceFile, max_bytes: int, process: ReaderProcess, max_chars: int | None = None) -> Draft:
    """Read one file, with what is stated about it.

    Args:
        file: the file.
        max_bytes: the most that it may have.
        process: where readers run that are kept apart.
        max_chars: the most that its text may have; default: no limit beside `max_bytes`.

    Raises:
        DocumentError: the file is too large, unreadable, empty or malformed.
    """
    try:
        stated = stated_for(file)
        extracted = _extracted(file, max_bytes, process, stated.encoding)
        if max_chars is not None and len(extracted.text) > max_chars:
            message = f"{file.path} has {len(extracted.text):,} characters of text, more than {max_chars:,}."
            raise DocumentError(message, "Split it, or raise CREDENCE_MAX_DOCUMENT_CHARS.")
        return draft(extracted, file.document_id, str(file.path), stated, file.order)
    except DocumentError as error:
        raise _naming(file.path, error) from error


def _naming(path: Path, error: DocumentError) -> DocumentError:
    return error if str(path) in error.message else DocumentError(f"{path}: {error.message}", error.remedy)


def _extracted(file: SourceFile, max_bytes: int, process: ReaderProcess, encoding: str | None) -> Extracted:
    reader = reader_for(file.path)
    if reader is None:
        raise DocumentError(f"{file.path} has no reader.", "Convert it to Markdown or text.")
    try:
        size = file.path.stat().st_size
        if size > max_bytes:
            remedy = "Split it, or raise CREDENCE_MAX_DOCUMENT_BYTES."
            raise DocumentError(f"{file.path} has {size:,} bytes, more than {max_bytes:,}.", remedy)
        if reader.isolated:
            return process.read(file.path, encoding)
        return reader.read(file.path.read_bytes(), str(file.path), encoding)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DocumentError(f"{file.path} cannot be read ({reason}).", "Check its permissions.") from error


def draft(extracted: Extracted, plain_id: str, path: str, stated: Stated = NOTHING, order: int = 0) -> Draft:
    """Find the blocks of a text and the metadata it carries.

    Raises:
        DocumentError: the metadata does not parse.
    """
    text = extracted.text
    own = extracted.markdown and not extracted.converted
    front, body = read_front_matter(text) if own else (None, 0)
    saved_title, saved_url, body = saved_page(text, body) if own and not front else (None, None, body)
    if own and not front:
        stated = stated.over(stated_in(text))
        stated = stated.over(NOTHING.model_copy(update={"url": saved_url} if saved_url else {}))
    found = blocks(text, body) if extracted.markdown else plain_blocks(text)
    title = front.title if front else stated.title or saved_title or _plain_title(extracted, found)
    site = urlsplit(stated.url).netloc if stated.url else PurePath(path).parent.as_posix()
    return Draft(
        plain_id=plain_id,
        path=path,
        text=text,
        title=title or PurePath(plain_id).stem,
        blocks=tuple(found),
        front=front,
        pages=extracted.pages,
        stated=stated,
        outline=None if front else outline_of(text, found, site),
        order=order,
    )


def _plain_title(extracted: Extracted, found: list[Block]) -> str | None:
    named = extracted.title or (None if extracted.converted else front_title(extracted.text))
    text = extracted.text
    return named or next((text[b.start : b.end] for b in found if b.kind is BlockKind.HEADING), None)
