"""How much of what is false is stopped, and how much of what is true goes through."""

import random
from collections import Counter

from assistant.verify import check_statement
from tests.assistant.verify.material import changed, rephrasings, sentences


def test_at_most_one_in_a_hundred_changed_statements_survives():
    rng = random.Random(20261122)
    total, survived = Counter(), []
    for sentence, paragraph in rng.sample(sentences(), 450):
        attempts = list(changed(sentence, rng))
        for kind, statement in rng.sample(attempts, min(8, len(attempts))):
            total[kind] += 1
            if not check_statement(statement, [rng.choice((sentence, paragraph))]):
                survived.append((kind, statement))
    assert total.total() > 2000
    assert len(total) >= 13
    assert len(survived) <= total.total() / 100, survived


def _passed(held_out: bool) -> tuple[int, int, list[str]]:
    cases = [case for case in rephrasings() if bool(case.get("held_out")) is held_out]
    quotes = [case["quote"] if isinstance(case["quote"], list) else [case["quote"]] for case in cases]
    failed = [case["says"] for case, quoted in zip(cases, quotes, strict=True) if check_statement(case["says"], quoted)]
    return len(cases) - len(failed), len(cases), failed


def test_most_faithful_rephrasings_pass():
    passed, cases, failed = _passed(held_out=False)
    assert cases >= 150
    assert passed >= 0.8 * cases, failed


def test_seven_in_ten_unseen_rephrasings_pass():
    passed, cases, _ = _passed(held_out=True)
    assert cases >= 40
    assert passed >= 0.7 * cases
