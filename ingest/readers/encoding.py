"""Bytes to text, without guessing: a wrong guess would be quoted as guidance."""

from __future__ import annotations

from ingest.errors import DocumentError

MIN_COHERENCE = 30.0
"""Percent of letters that look like a known language, below which a detected encoding is not believed."""
SAMPLE = 200_000


def decode(data: bytes, name: str, stated: str | None = None) -> str:
    """Bytes to text with LF line ends.

    A byte-order mark decides, then the stated encoding, then UTF-8. Otherwise an encoding is
    detected and taken only if every likely one gives the same text.

    Raises:
        DocumentError: the file is empty, binary, or its encoding is uncertain.
    """
    if not data.strip():
        raise DocumentError(f"{name} is empty.", "Add text to it or remove it.")
    text = _decoded(data, name, stated).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise DocumentError(f"{name} is a binary file with a text name.", "Remove it or convert it to text.")
    if not text.strip():
        raise DocumentError(f"{name} holds only white space.", "Add text to it or remove it.")
    return text


def _decoded(data: bytes, name: str, stated: str | None) -> str:
    marked = _marked(data)
    for encoding in [marked] if marked else [stated, "utf-8"]:
        try:
            if encoding:
                return data.decode(encoding)
        except LookupError as error:
            raise DocumentError(f"{name} states the unknown encoding “{encoding}”.", "Correct its metadata.") from error
        except UnicodeDecodeError as error:
            if encoding != "utf-8":
                raise DocumentError(f"{name} is not {encoding} (byte {error.start}).", _REMEDY) from error
    if b"\0" in data:
        raise DocumentError(f"{name} is a binary file with a text name.", "Remove it or convert it to text.")
    encoding = detected(data)
    if encoding is None:
        raise DocumentError(f"{name} is not UTF-8 text, and its encoding is uncertain.", _REMEDY)
    return data.decode(encoding)


_REMEDY = "Save it as UTF-8, or state its `encoding` in a sidecar (see docs/reliability.md)."


def _marked(data: bytes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    return "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else None


def detected(data: bytes) -> str | None:
    """The encoding of bytes that are no UTF-8, if there is no doubt about the text it gives."""
    from charset_normalizer import from_bytes

    found = list(from_bytes(data[:SAMPLE]))
    if not found or found[0].percent_coherence < MIN_COHERENCE:
        return None
    likely = [match for match in found if match.percent_coherence >= found[0].percent_coherence * 0.8]
    try:
        texts = {data.decode(match.encoding) for match in likely}
    except UnicodeDecodeError:
        return None
    return found[0].encoding if len(texts) == 1 else None
