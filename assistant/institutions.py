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


def other_profession_asked_about(question: str) -> frozenset[str]:
    """The tokens of the other profession whose license or exam is asked about; none where no such question is.

    "My wife is a nurse, which exam does she take?" asks about one, "Can my wife, a nurse, work on J-2?" about a visa.
    """
    found = _entered().search(question)
    if not found or not _ENTRY.search(question) or _PHYSICIAN.search(question):
        return frozenset()
    return frozenset(tokens(found["holder"] or found["entry"]))


_ENTRY = re.compile(
    r"\b(?:licen[sc]\w*|exams?|regist(?:er|ration)\w*|boards?|councils?|practi[cs]e|qualif\w*|certif\w*)\b",
    re.IGNORECASE,
)
_PHYSICIAN = re.compile(
    r"\b(?:doctors?|dr|physicians?|mbbs|m\.?d|surgeons?|residen(?:ts?|cy)|fellow\w*|imgs?|interns?|usmle|steps?|ck|ecfmg|eras|"
    r"match\w*|oet|prometric|waiver|visa|[a-z]-\d[a-z]?|green card|malpractice|patients?)\b",
    re.IGNORECASE,
)


@cache
def _entered() -> re.Pattern[str]:
    """Somebody who is of another profession, or that profession's license or exam."""
    names = _names("professions")
    return re.compile(
        rf"\b(?:is|as|am|are|was|i['’]m|he['’]s|she['’]s)\s+(?:an?\s+)?(?:\w+\s+){{0,2}}?(?P<holder>{names})\b|"
        rf"\b(?P<entry>{names})(?:['’]s?)?\s+(?:licen[sc]|exam|board|council|regist)",
        re.IGNORECASE,
    )


@cache
def _elsewhere() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_names('professions')}|{_names('abroad')})(?![\w-])", re.IGNORECASE)


def _names(kind: str) -> str:
    listed: str = data_file("elsewhere.yaml")[kind]
    return listed.replace("| ", "|")
