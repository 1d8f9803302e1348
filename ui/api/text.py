"""Text that a client may send: anything that can be written as UTF-8."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator


def _writable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half of a surrogate pair") from None
    return text


Text = Annotated[str, AfterValidator(_writable)]
