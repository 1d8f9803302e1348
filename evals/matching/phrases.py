"""Ways of saying the same thing, rewritten to one form before words are compared.

The lists are about English and the vocabulary of medical licensing, not about any case. Add to them
when two phrasings mean the same in every sentence of the guidance; otherwise give the fact another alternative.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from evals.matching.quantities import mark_quantities
from evals.matching.vocabulary import ORDINALS, STATES

_Replacement = str | Callable[[re.Match[str]], str]
_Rule = tuple[str, _Replacement]

_LONG_STATES = "|".join(sorted((name.replace("_", " ") for name in STATES if "_" in name), key=len, reverse=True))

_MARK = r"(?= ?(?:the |a |usd )*⟦)"

_NAMES: list[_Rule] = [
    (r"\bsteps? ([123])(?: ?(ck|cs))?(?:, (?:step )?([123])(?: ?(ck|cs))?)?,? (and|or) (?:step )?([123])(?: ?(ck|cs))?"
     r"\b",
     lambda m: " ".join(f"step{n}{s or ''} {m[5]}" for n, s in ((m[1], m[2]), (m[3], m[4])) if n)
     + f" step{m[6]}{m[7] or ''}"),
    (r"\bstep[- ]?([123])(?:[- ]?(ck|cs))?\b", lambda m: f"step{m[1]}{m[2] or ''}"),
    (r"\b(all )?three (usmle )?steps\b", "step1 step2ck step3"),
    (r"\bh[ -]?1[ -]?b\b", "h1b"),
    (r"\b(j|h|eb|pgy|tn|ds|pathway|conrad) ?-?(\d+)([a-z])?\b(?![-.]\d)", r"\1\2\3"),
    (r"\b([a-z]{1,3})-?(\d+)([a-z])?\b(?![-.]\d)", r"\1\2\3"),
    (r"\bform (?=[a-z]+\d)", ""),
    (rf"\b({_LONG_STATES})\b", lambda m: m[1].replace(" ", "_")),
    (r"\b(?:united states of america|united states|usa|u\.s\.a?\.?|american?)(?!\w)", "usa"),
    (r"\bnon-?usa[- ]citizens?\b|\bnon-?usa(?= imgs?)|\bnot (?:an? )?usa citizens?\b", "nonuscitizen"),
    (r"\busa[- ]citizens?(?:hip)?\b|\busa(?=[- ]imgs?)", "uscitizen"), (r"\bimgs\b", "img"),
    (r"\binterstate medical licensure compact\b|\binterstate (?:license |licensure )?compact\b", "imlc"),
    (r"\binternational medical graduates?\b|\bforeign medical graduates?\b|\bfmgs?\b", "img"),
    (r"\b(?:lawful )?permanent residen(?:ce|cy|ts?)\b(?: (?:card|status))?|\bgreen[- ]?cards?\b", "greencard"),
]  # fmt: skip

_SPELLING: list[_Rule] = [
    (r"programme", "program"), (r"licence", "license"), (r"\bcentre", "center"), (r"paediatr", "pediatr"),
    (r"anaesth", "anesth"), (r"gynaec", "gynec"), (r"behaviour", "behavior"), (r"practise", "practice"),
    (r"speciality", "specialty"), (r"\bexaminations?\b", "exam"),
    (r"\b(recogni|authori|organi|speciali|reali|finali|emphasi)s(?=e|ing|ation)", r"\1z"),
    (r"\bhealth ?care\b", "healthcare"), (r"\bnon[- ](?=[a-z])", "non"), (r"\bfull[- ]time\b", "fulltime"),
    (r"\bpart[- ]time\b", "parttime"), (r"\bon[- ]line\b", "online"),
    (r"\bno one\b|\bnobody\b", "no person"), (r"\b(?:each|any|every)one\b", "person"),
]  # fmt: skip

_CONTRACTIONS: list[_Rule] = [
    (r"\bcan't\b|\bcannot\b", "can not"), (r"\bwon't\b", "will not"), (r"n't\b", " not"),
    (r"'s\b|'re\b|'ve\b|'ll\b", ""),
]  # fmt: skip

_COMPARATORS: list[_Rule] = [
    (r"\b(?:at least|no fewer than|no less than|not? (?:fewer|less) than|an? minimum of|minimum of|minimum is)\b",
     " ge "),
    (r"\b(?:at most|no more than|not more than|no longer than|an? maximum of|maximum of|maximum is|up to"
     r"|no later than|(?:may |can |must |does |do |will )?not exceed(?:ing)?|limited to"
     r"|capped at|within)\b" + _MARK,
     " le "),
    (r"\b(limit|cap) (?:of|is|at)\b" + _MARK, r"\1 le "),
    (r"\bno later than\b|\bno more than\b|\bat most\b", " le "),
    (r"\b(?:more than|over|greater than|exceed(?:s|ing)?|longer than|above)\b" + _MARK, " gt "),
    (r"\b(?:less than|fewer than|under|below|shorter than)\b" + _MARK, " lt "),
    (r"(⟧) ?(?:or|and) (?:more|higher|above|longer|over|greater)\b", r"\1 ge_before "),
    (r"(⟧) ?(?:or|and) (?:less|fewer|under|below|lower|shorter)\b", r"\1 le_before "),
    (r"(⟧) ?(?:at the most|at most|maximum|max)\b", r"\1 le_before "),
    (r"(⟧) ?(?:at the least|at least|minimum|min)\b", r"\1 ge_before "),
    (r"\b(?:on or after|since|starting|effective|beginning|from|after)\b(?: on)?" + _MARK, " ge "),
    (r"\b(?:on or before|until|through|by|till)\b" + _MARK, " le "),
    (r"\bbefore\b" + _MARK, " lt "),
]  # fmt: skip

_MEANINGS: list[_Rule] = [
    (r"\bfree of charge\b|\bno (?:fee|charge|cost)\b|\bcosts nothing\b|\bwithout (?:a )?(?:fee|charge|cost)\b", "free"),
    (r"\bwhether or not\b|\bnot (?:only|just|merely|simply)\b", " "),
    (r"\bno matter\b", "regardless"),
    (r"\bno longer\b", "not"), (r"\bnothing\b", "no thing"),
    (r"\bneither\b|\bnever\b|\bnor\b|\bfail(?:s|ed)? to\b|\black(?:s|ing)?\b|\brather than\b|\binstead of\b", "not"),
    (r"\bother than\b|\bexcept(?:ing)?(?: for)?\b|\bexcluding\b|\bapart from\b", "without"),
    (r"\b(?:false|wrong|untrue|incorrect|myth|misconception) that\b|\bit is (?:a myth|false|untrue)\b", "not_at_all"),
    (r"\bexempt(?:ed)? from\b|\bexempt\b|\boutside the(?= cap)", "not subject to"),
    (r"\bineligible\b", "not eligible"), (r"\binvalid\b", "not valid"), (r"\bunpaid\b", "not paid"),
    (r"\bunlicensed\b", "not licensed"), (r"\bunavailable\b", "not available"), (r"\bincorrect\b", "not correct"),
    (r"\bunaffected\b", "not affected"), (r"\bunsupervised\b", "without supervision"),
    (r"\b(?:optional|voluntary|unnecessary)\b|\bno need\b|\bneed(?:s)? no\b(?= [a-z]+ing\b)", "not must"),
    (r"\b(requires?|needs?|takes?|is|are|gives?|sets?|carry|carries|brings?|charges?|there is|there are) no\b",
     r"\1 not"),
    (r"\bdo(?:es)? not have to\b|\bneed not\b|\bnot obliged to\b", "not must"),
    (r"\b(?:must|may|can|could|shall|might) not\b|\bunable to\b|\bimpossible\b", "not may"),
    (r"\b(?:prohibit(?:s|ed)?|forbid(?:s|den)?|barred|bans?|banned|disallow(?:s|ed)?|blocked)\b(?: from)?", "not may"),
    (r"\b(?:required?|requires|requirements?|requiring|needs?|needed|have to|has to|had to|mandatory|compulsory"
     r"|obligatory|obliged|necessary|shall|asks? for|essential)\b", "must"),
    (r"\b(?:can|could|allow(?:s|ed)?(?: to)?|permit(?:s|ted)(?: to)?|able to|possible|lets?|might)\b", "may"),
    (r"\b(?:per|each|every) (year|month|season|week|step|state|specialty)\b|\b(?:yearly|annual|annually)\b",
     lambda m: f"per_{m[1] or 'year'}"),
    (r"(?<=[a-z⟧]) an? (year|month|week|season)\b", r" per_\1"),
    (r"\b(?:goes?|going|went|return(?:s|ed|ing)?|move(?:s|d)? ?|travel(?:s|led)?) (?:back )?(?:to )?"
     r"(?:the(?:ir)? |your |my )?(?:home(?: country)?|country of origin|own country)\b|\bgo(?:es|ing)? back\b",
     "return home"),
    (r"\bhome country\b|\bcountry of origin\b", "home"),
    (r"\bearlier than\b|\bprior to\b|\bahead of\b", "before"), (r"\blater than\b|\bfollowing\b|\bonce\b", "after"),
    (r"\bpass(?:ing)? (?:mark|score|standard)\b|\bminimum passing score\b", "passmark"),
    (r"\bany order\b|\beither order\b|\bwhichever order\b", "anyorder"),
]  # fmt: skip

_ORDINAL_RULES: list[_Rule] = [
    (rf"\b{w}\b", f"{i}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(i, 'th') }") for i, w in enumerate(ORDINALS, 1)
]


def _compiled(rules: list[_Rule]) -> list[tuple[re.Pattern[str], _Replacement]]:
    return [(re.compile(pattern), replacement) for pattern, replacement in rules]


_BEFORE_NUMBERS = _compiled(_CONTRACTIONS + _SPELLING + _NAMES)
_AFTER_NUMBERS = _compiled(_ORDINAL_RULES + _COMPARATORS + _MEANINGS)


def plain_text(markdown: str) -> str:
    """Text as a reader sees it: without emphasis marks, link addresses and citation numbers."""
    text = unicodedata.normalize("NFKC", markdown)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\s*\[\d+\]", "", text)
    return re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text)


@lru_cache(maxsize=20_000)
def canonical(text: str) -> str:
    """One sentence of plain text in lower case with names, numbers, comparators and modals in one form each."""
    text = re.sub(r"\bUS\b(?! ?\$)", "usa", text)
    text = re.sub(r"(?<=\d )May\b|\bMay(?=,? \d)|(?<=\b(?:in|by) )May\b|(?<=\d )may(?= \d{4})", "maymonth", text)
    text = text.replace("’", "'").lower()
    text = re.sub(r" [–—-]+ ", " ; ", text)
    text = re.sub(r"[–—‑‐]", "-", text)
    for pattern, replacement in _BEFORE_NUMBERS:
        text = pattern.sub(replacement, text)
    text = re.sub(r"\s+", " ", mark_quantities(text))
    for pattern, replacement in _AFTER_NUMBERS:
        text = pattern.sub(replacement, text)
    return re.sub(r"\s+", " ", text).strip()
