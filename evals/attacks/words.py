"""Word lists that families of changes choose from."""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


NUMBERS = _listed(
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty"
)
MONTHS = _listed("January|February|March|April|May|June|July|August|September|October|November|December")
UNITS = ("hour", "day", "week", "month", "year")

STATES = _listed(
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|"
    "Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|"
    "Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|"
    "North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|"
    "Utah|Vermont|Virginia|West Virginia|Wisconsin|Wyoming"
)
VISAS = ("J-1", "J-2", "H-1B", "H-4", "O-1", "TN", "E-3", "F-1", "B-1")
EXAMS = ("Step 1", "Step 2 CK", "Step 3", "OET Medicine", "Step 2 CS", "SPEX", "COMVEX")
PROGRAMS = ("SOAP", "ERAS", "Conrad 30", "FCVS", "EPIC", "the NRMP Match", "EFDO", "MyERAS")
ORGANIZATIONS = _listed(
    "ECFMG|USCIS|NRMP|FSMB|AAMC|ACGME|NBME|ABMS|AMA|DEA|IRS|CMS|AOA|LCME|WFME|HHS|VA|USMLE|CACMS|ABIM"
)
# Pairs that stand for each other or for parent and part: exchanging them may leave a sentence true.
RELATED = (
    frozenset({"ERAS", "MyERAS"}),
    frozenset({"FSMB", "USMLE"}),
    frozenset({"NBME", "USMLE"}),
    frozenset({"ABMS", "ABIM"}),
    frozenset({"HHS", "CMS"}),
    frozenset({"ERAS", "AAMC"}),
    frozenset({"ERAS", "EFDO"}),
)

ACTORS = _listed(
    "applicant|physician|resident|graduate|student|examinee|school|medical school|board|state board|"
    "medical board|program|residency program|program director|hospital|employer|sponsor|teaching hospital|"
    "spouse|candidate|state medical board|fellow|trainee|institution|host|consular officer|department|dean|"
    "state|country"
)

# Verbs whose third person is not also a common noun.
VERBS = _listed(
    "need|ask|require|accept|allow|give|last|apply|include|let|keep|recognize|waive|use|decide|confirm|verify|"
    "treat|receive|remain|contain|differ|replace|provide|qualify|expire|belong|take|pay|begin|depend"
)
# What one may be permitted to do: "may" before these is permission and not likelihood.
PERMITTED = _listed(
    "apply|work|use|practice|start|take|file|stay|attend|enter|hold|travel|choose|ask|require|contact|accept|do|"
    "rank|send|moonlight|bill|charge|change|write|record|issue|sponsor"
)
ORDER_VERBS = _listed(
    "pass|apply|start|begin|book|sign|file|take|send|submit|enter|leave|travel|work|register|pay|hold|obtain|"
    "get|finish|complete|check|ask|read|schedule|receive|train|practice|move|accept|rank|confirm|contact|buy|"
    "fly|meet|request|decide|verify|enroll|use|return"
)

DOUBLED = frozenset({"begin", "submit", "get"})
