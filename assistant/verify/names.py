"""Proper names in any spelling: those of ingest/names.py, and organizations by their long names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verify.tokens import Kind, Span, exact
from ingest.names import find_names

_ORGANIZATIONS = {
    "ECFMG": r"educational commission for foreign medical graduates",
    "NRMP": r"national resident(?:cy)? matching program",
    "ERAS": r"electronic residency application service",
    "USMLE": r"united states medical licensing exam(?:ination)?|us medical licensing exam(?:ination)?",
    "FSMB": r"federation of state medical boards",
    "FCVS": r"federation credentials verification service",
    "USCIS": r"(?:us|united states) citizenship and immigration services",
    "HHS": r"(?:us )?department of health and human services",
    "DHS": r"dhs|department of homeland security",
    "DEA": r"drug enforcement administration",
    "NPI": r"national provider identifier",
    "AMA": r"ama|american medical association",
    "AAMC": r"aamc|association of american medical colleges",
    "NBME": r"nbme|national board of medical examiners",
    "ABMS": r"abms|american board of medical specialties",
    "ABIM": r"american board of internal medicine",
    "ABFM": r"abfm|american board of family medicine",
    "ACGME": r"accreditation council for graduate medical education",
    "CMS": r"cms|centers for medicare and medicaid services",
    "SOAP": r"supplemental offer and acceptance program",
    "US": r"united states(?: of america)?|usa?|america(?! medical)|american(?= (?:physician|doctor|citizen|residenc))",
    "IMG": r"(?:international|foreign) medical graduates?|international graduates?|foreign graduates?|imgs?|fmgs?",
    "GME": r"gme|graduate medical education",
}  # fmt: skip
_LOCAL = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{key}>{pattern})" for key, pattern in _ORGANIZATIONS.items()) + r")(?![\w])",
    re.IGNORECASE,
)
_PRONOUN_US = re.compile(r"\bus\b")
_FINER = re.compile(r"(?:o-?1|eb-?1)[abc]|h-?1-?b1", re.IGNORECASE)
_WIDER = {"IMG": frozenset({"word:graduat"})}
"""A form that a name also carries: a quote about IMGs carries the word "graduates"."""
_KIND_WORDS = {
    "visa": frozenset({"word:visa", "word:status", "word:holder"}),
    "exam": frozenset({"word:exam", "word:test", "word:examin"}),
    "state": frozenset({"word:state"}),
}
"""What a name is, which a statement may add beside it ("the J-1 visa")."""


def find_known_names(text: str) -> Iterator[Span]:
    """Every name of a text with its canonical form as key; a finer form (O-1A) carries the coarser (O-1)."""
    for match in _LOCAL.finditer(text):
        if not _PRONOUN_US.fullmatch(match.group()):
            key = str(match.lastgroup)
            yield Span(
                match.start(),
                match.end(),
                exact(Kind.NAME, f"name:{key}", match.group(), "org", _WIDER.get(key, frozenset())),
            )
    for name in find_names(text):
        if name.start == name.end:  # the middle of "Steps 1 to 3", which no word names
            continue
        raw = text[name.start : name.end]
        key, kind_words = f"name:{name.name}", _KIND_WORDS.get(name.kind, frozenset())
        if _FINER.fullmatch(raw):
            finer = "name:" + re.sub(r"[\s-]", "", raw.upper())
            yield Span(name.start, name.end, exact(Kind.NAME, finer, raw, name.kind, kind_words | {key}))
        else:
            yield Span(name.start, name.end, exact(Kind.NAME, key, raw or name.name, name.kind, kind_words))
