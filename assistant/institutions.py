"""Names that tell what a question is about, and that guidance seldom covers.

One hospital, clinic or university; another profession; an exam or body of another country.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.replies import data_file
from ingest.lexical import tokens

_KINDS = r"hospitals?|clinic|medical cent(?:er|re)|med cent(?:er|re)|university|health system|infirmary|kaiser"
_GENERAL = (
    r"the|a|an|any|every|each|all|most|many|some|which|what|my|your|his|her|our|their|this|that|these|those|one|other|"
    r"another|no|new|old|first|last|both|it|i|we|you|he|she|they|there|non|non-profit|nonprofit|teaching|community|"
    r"academic|affiliated|public|private|state|county|city|federal|foreign|home|rural|big|small|large|good|host|local|"
    r"sponsoring|receiving|hiring|american|indian|british|us|usa|u\.s\.|international|medical|work|working|being|"
    r"having|doing|training|visiting|in|at|for|of|to|from|by|with|and|or|if|need|have|be|get|go|take|not"
)
_ASKED = re.compile(
    rf"\b(?:does|do|will|is|are|has|did|would|can|could)\s+(?:the\s+)?"
    rf"(?P<name>(?!(?:{_GENERAL}|{_KINDS})\b)[\w.'’&-]+(?:\s+(?!(?:{_KINDS})\b)[\w.'’&-]+){{0,3}}?)\s+(?:{_KINDS})\b|"
    rf"\b(?:does|do|will|is|are|has|did|would|can|could)\s+(?:the\s+)?university of (?P<place>[\w.'’&-]+)",
    re.IGNORECASE,
)


def institution_asked_about(question: str) -> frozenset[str]:
    """The tokens that tell the institution whose own doings are asked about; none where no such question is asked.

    "Does Elmhurst Hospital sponsor H-1B?" asks about one; "I trained at Elmhurst Hospital, can I …" does not.
    """
    match = _ASKED.search(question)
    return frozenset(tokens(match["name"] or match["place"])) if match else frozenset()


def named_elsewhere(question: str) -> list[frozenset[str]]:
    """The tokens of each other profession, and of each exam or body of another country, that a question names."""
    return [frozenset(tokens(match.group())) for match in _elsewhere().finditer(question)]


@cache
def _elsewhere() -> re.Pattern[str]:
    listed = "|".join(text.replace("| ", "|") for text in data_file("elsewhere.yaml").values())
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])", re.IGNORECASE)
