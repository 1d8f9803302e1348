"""The content security policy and the other headers of every response.

Gradio compiles templates in the browser, so `unsafe-eval` must stay; its inline scripts are
allowed one by one through their hashes, computed from the page as it is sent. Style attributes
are set by its components, so styles stay `unsafe-inline`. Nothing may come from another host.
"""

from __future__ import annotations

import base64
import hashlib
import re

_INLINE = re.compile(
    r"<script(?![^>]*\s(?:src=|type=\"application/json))[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def policy(html: str, *, evaluate: bool) -> str:
    """The policy for one page.

    Args:
        html: the page as it is sent; its inline scripts are allowed by hash.
        evaluate: whether scripts may compile code, as Gradio's must.
    """
    scripts = ["'self'", *sorted({_hash(match.group(1)) for match in _INLINE.finditer(html)})]
    if evaluate:
        scripts.append("'unsafe-eval'")
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _hash(script: str) -> str:
    normal = script.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(normal.encode()).digest()).decode()}'"
