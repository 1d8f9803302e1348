"""Changes of what a sentence hangs together with: conditions, exceptions, actors, order, added and joined clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.attacks.claims import Corpus, Edit, Family, Sentence, alone
from evals.attacks.edits import exchange, gerund, tidy
from evals.attacks.words import ACTORS, MONTHS, ORDER_VERBS, ORGANIZATIONS, VISAS

_LEADING_IF = re.compile(
    r"^(?:If|Unless|When|Once|Until|As long as) [^,;]+, (?=(?:the|an?|it|they|that|this|no|each|every|its|[A-Z])\b)",
    re.IGNORECASE,
)
_TRAILING_IF = re.compile(
    r",? (?:(?:but )?only (?:if|when|after|once|where)|if(?! not)|unless|as long as|provided that|provided|until)"
    r"(?! any\b) [^;]+?(?=\.$|, (?:to|according|a law|and|but|so|in)\b)"
)
_EXCEPTION = re.compile(
    r",? (?:except(?: that| for| in| when| where)?|other than|apart from|excluding|with the exception of|"
    r"with the sole exception of) [^;]+?(?=\.$|,? (?:is|are|must|may|can|does|has)\b|, (?:and|but|so) |;)"
)
_INDIRECT = re.compile(
    r"\b(?:ask|asks|asked|know|see|check|decide|say|says|tell|confirm|learn|in effect|open|even|and|or|better|"
    r"only|for|wait|waits)$"
)
_BARRED = re.compile(r"\b(?:not|cannot|no|never|closed)\b")
_SYMMETRIC = re.compile(
    r"\b(?:agree|match|meet|same|differ|separate|independent|both|joint|together|between|each other)", re.IGNORECASE
)
_DOES = (
    r"(?:sends?|verif\w+|asks?|pays?|gives?|tells?|accepts?|requires?|issues?|files?|sponsors?|signs?|submits?|"
    r"notif\w+|reports?|must|may|can|cannot|should|needs?|chooses?|ranks?|lets?|decides?|confirms?|checks?|answers?|"
    r"contacts?|recogni[sz]es?|employs?|looks?|expects?|uses?|interviews?)"
)
_PREDICATE = re.compile(rf"^ (?:also |then )?{_DOES}\b")
_ACRONYMS = "|".join(ORGANIZATIONS)
_ROLES = "|".join(sorted(ACTORS, key=len, reverse=True))
_ACTOR = re.compile(
    rf"\b(?:[Tt]he|[Aa]n?|[Ee]ach|[Ee]very) (?:[a-z-]+ )?(?:{_ROLES})\b"
    r"(?!['’-]| (?:program|office|board|director|license|application|interview|page|site|visa|job|position)\b)|"
    rf"\b(?:{_ACRONYMS}|Intealth)\b"
    rf"(?=[.,;] |\.$| (?:to|in|for|with|by|before|after|that|from|when|about|on|{_DOES})\b)"
)
_GERUNDS = {gerund(verb): verb for verb in ORDER_VERBS}
_TASKS = re.compile(
    rf"\b(must|should|may|can|to) ({'|'.join(ORDER_VERBS)})\b([^,;]*?) "
    rf"(before|after) ({'|'.join(_GERUNDS)})\b([^,;]*?)\."
)
_COMES = re.compile(
    r"^((?:The |An? )?[\w' -]{3,60}?) ((?:comes?|is given|is taken|starts?|begins?|opens?|follows|is due|ends?|"
    r"must come|takes place) ?(?:before|after|)) ((?:the |an? )?[\w' -]{3,60})\."
)
_THING = (
    rf"(?:{'|'.join(VISAS)}|\d+(?:\.\d+)?%?|USD [\d,]+|\d{{1,2}} \w+ \d{{4}}|"
    rf"(?:{'|'.join(MONTHS)})(?: \d{{4}})?|[A-Z][a-z]+day|\d{{4}})"
)
_FROM_TO = re.compile(rf"\bfrom ({_THING}) to ({_THING})(?![\w%])")
_THEN = re.compile(r"\b(first|First) ([^,;]+), (?:and )?then ([^,;.]+)")
_SPLIT = re.compile(r"(?:; |, (?:and|but|so|because|while|although) )")
_ADDITIONS = (
    ", and the fee is USD 385",
    ", within 45 days of the request",
    ", but only for graduates of Canadian schools",
    ", which usually takes about six weeks",
    ", free of charge",
    ", and a notarized copy is required",
    ", unless the applicant is over 40",
    ", as the new rule of March 2027 says",
    ", and no appeal is possible",
    ", in California and Nevada as well",
    ", and the decision is sent by email",
    ", even for US citizens",
    ", which the Department of Labor must approve",
    ", after an interview in person",
    ", and this applies to spouses too",
)


def condition_dropped(text: str, rng: Random) -> Iterator[str]:
    """An if, unless, only-if or until clause taken out."""
    if leading := _LEADING_IF.match(text):
        yield tidy(text[leading.end() :])
    for match in _TRAILING_IF.finditer(text):
        before = text[: match.start()]
        if _INDIRECT.search(before) or len(before.split()) < 4 or before.count("(") != before.count(")"):
            continue
        if "until" in match[0].split() and not _BARRED.search(before):
            continue
        yield tidy(before + text[match.end() :])


def exception_dropped(text: str, rng: Random) -> Iterator[str]:
    """An except, other-than or apart-from phrase taken out."""
    for match in _EXCEPTION.finditer(text):
        if len(text[: match.start()].split()) >= 4:
            yield tidy(text[: match.start()] + text[match.end() :])


_inverted = exchange(
    {
        "except that": "including that",
        "except": "including",
        "except for": "including",
        "except in": "including in",
        "except when": "even when",
        "other than": "such as",
        "excluding": "including",
        "apart from": "including",
        "unless": "even if",
        "only if": "whether or not",
        "exempt from": "subject to",
        "exempts": "includes",
        "excluded": "included",
        "does not apply to": "applies to",
        "do not apply to": "apply to",
        "is exempt": "is not exempt",
        "are exempt": "are not exempt",
    },
    r"<(?:is|are) exempt> from|no <|any <|no longer <|nothing <",
)


def exception_inverted(text: str, rng: Random) -> Iterator[str]:
    """What is excepted becomes included, or the other way round."""
    return _inverted(text, rng)


def actor_swapped(text: str, rng: Random) -> Iterator[str]:
    """The one who acts and the one acted upon trade places."""
    found = list(_ACTOR.finditer(text))
    for first, second in zip(found, found[1:], strict=False):
        between = text[first.end() : second.start()]
        if not _PREDICATE.search(between) or re.search(r"[,;]| of $| and $| or $", between) or _SYMMETRIC.search(text):
            continue
        if first[0].split()[-1].lower() == second[0].split()[-1].lower() or (
            first.start() and text[first.start() - 2] != ","
        ):
            continue
        one, two = _lower(first[0]), second[0]
        yield tidy(text[: first.start()] + two + between + one + text[second.end() :])


def _lower(phrase: str) -> str:
    return phrase if phrase[1:2].isupper() else phrase[0].lower() + phrase[1:]


def order_swapped(text: str, rng: Random) -> Iterator[str]:
    """What comes first comes last."""
    for match in _TASKS.finditer(text):
        modal, verb, rest, link, second, tail = match.groups()
        yield tidy(
            f"{text[: match.start()]}{modal} {_GERUNDS[second]}{tail} {link} {gerund(verb)}{rest}.{text[match.end() :]}"
        )
    if (comes := _COMES.match(text)) and re.search(r"before|after|follows", comes[2]):
        yield tidy(f"{comes[3]} {comes[2]} {_lower(comes[1])}.{text[comes.end() :]}")
    for match in _FROM_TO.finditer(text):
        yield f"{text[: match.start()]}from {match[2]} to {match[1]}{text[match.end() :]}"
    for match in _THEN.finditer(text):
        yield f"{text[: match.start()]}{match[1]} {match[3]}, then {match[2]}{text[match.end() :]}"


def invented_detail(text: str, rng: Random) -> Iterator[str]:
    """A clause with a fact that the sentence does not hold."""
    yield text.rstrip(".") + rng.choice(_ADDITIONS) + "."


def content_words(text: str) -> frozenset[str]:
    """The words of four letters and more, and everything with a digit."""
    return frozenset(
        word for word in re.findall(r"[\w-]+", text.lower()) if len(word) > 3 or any(map(str.isdigit, word))
    )


def halves_joined(sentence: Sentence, corpus: Corpus, rng: Random) -> Iterator[Edit]:
    """The first half of one sentence with the second half of another, cited to the first only."""
    parts = _SPLIT.split(sentence.text)
    if len(parts) != 2 or min(len(part.split()) for part in parts) < 4:
        return
    link = sentence.text[len(parts[0]) : len(sentence.text) - len(parts[1])]
    own = content_words(sentence.text)
    for other in corpus.siblings(sentence):
        halves = _SPLIT.split(other.text)
        if (
            len(halves) != 2
            or len(halves[1].split()) < 4
            or halves[1].startswith(("it ", "they ", "the same", "this "))
        ):
            continue
        new = content_words(halves[1])
        if len(new) >= 3 and len(new & own) <= len(new) // 3:
            yield Edit(parts[0] + link + halves[1], (sentence.text,))
            return


def citation_swapped(sentence: Sentence, corpus: Corpus, rng: Random) -> Iterator[Edit]:
    """A true sentence cited to the most similar sentence of another section that does not state it."""
    own = content_words(sentence.text)
    if len(own) < 5:
        return
    shared: list[tuple[float, str]] = []
    for other in corpus.siblings(sentence):
        if other.section != sentence.section:
            share = len(own & content_words(other.text)) / len(own)
            if share <= 0.6:
                shared.append((share, other.text))
    if shared:
        yield Edit(sentence.text, (max(shared)[1],))


FAMILIES = (
    Family("condition dropped", alone(condition_dropped), 120),
    Family("exception dropped", alone(exception_dropped), 80),
    Family("exception inverted", alone(exception_inverted), 80),
    Family("actor swapped", alone(actor_swapped), 110),
    Family("order swapped", alone(order_swapped), 80),
    Family("invented detail", alone(invented_detail), 150),
    Family("halves joined", halves_joined, 110),
    Family("citation swapped", citation_swapped, 130),
)
