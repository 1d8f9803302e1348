"""The word lists of the matcher. They speak of English and of medical licensing, not of any case."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATES = _words(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois "
    "indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri "
    "montana nebraska nevada new_hampshire new_jersey new_mexico new_york north_carolina north_dakota ohio oklahoma "
    "oregon pennsylvania rhode_island south_carolina south_dakota tennessee texas utah vermont virginia washington "
    "west_virginia wisconsin wyoming"
)
STOP = _words(
    "a an the is are was were be been being am do does did will would to of in on at by for as with from and or it its "
    "this that these those there their they them he she his her you your i we our one's s has have had having any some "
    "such which who whom whose what when where how if then than so also just about into onto per via own "
    "each every all both either usa"
)
# Words that mean the same in every sentence of the guidance, under one name.
CLASSES = {
    "doctor": "physician doctors medic",
    "try": "attempt tries sitting attempts times",
    "exam": "test exams",
    "fee": "cost price charge",
    "begin": "start commence began begun",
    "end": "discontinue abolish discontinued ended eliminated scrapped retired",
    "stay": "remain",
    "spouse": "wife husband",
    "child": "children kid kids",
    "waiver": "waive waived",
    "pay": "paid pays",
    "take": "took taken sit sat",
    "hold": "held",
    "keep": "kept",
    "spend": "spent",
    "give": "given gave",
    "certificate": "certification certified certify",
    "license": "licensure licensed",
    "serve": "service served",
    "rank": "ranking ranked",
    "work": "job employment",
    "earn": "obtain get receive got obtained received gain",
    "accept": "accepted acceptance",
    "apply": "application applicant",
    "before": "beforehand",
    "after": "afterward afterwards",
    "reject": "refuse refused deny denied denial",
    "lawyer": "attorney attorneys",
    "help": "assist assistance",
    "show": "prove demonstrate",
    "clinic": "clinical",
    "train": "training trained",
    "same": "equal equally identical equivalent alike",
    "only": "solely exclusively",
}
# Places outside the United States: an answer that names one of them and not the United States speaks of that place.
ABROAD = _words(
    "abroad overseas africa argentina asia australia bangladesh brazil canada caribbean chile china colombia cuba "
    "dubai egypt england ethiopia europe france germany ghana greece india indonesia iran iraq ireland israel italy "
    "japan jordan kenya korea lebanon malaysia mexico morocco nepal nigeria pakistan peru philippines poland "
    "portugal romania russia singapore spain sudan syria thailand turkey uganda ukraine uk venezuela vietnam yemen "
    "zimbabwe"
)
# Words that open another clause, in which an earlier "not" has no force.
BREAK_WORDS = _words("but however although though whereas while unless until because if when which who whose where")
VERBS = _words("may must is are was were has have do does will")
PRONOUNS = _words("it he she they you this that")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
