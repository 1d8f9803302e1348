"""The same value in other words is the same; another value is not."""

import pytest

from assistant.verify import ProblemKind, check_statement

SAME = [
    ("two years", "24 months"),
    ("two years", "2 years"),
    ("USD 100,000", "$100,000"),
    ("USD 100,000", "100,000 dollars"),
    ("$1.5 million", "USD 1,500,000"),
    ("no more than three", "at most 3"),
    ("no more than three", "up to three"),
    ("1 April 2026", "April 1, 2026"),
    ("1 April 2026", "1 Apr 2026"),
    ("1 April 2026", "April 2026"),
    ("1 April 2026", "2026"),
    ("40%", "40 percent"),
    ("14 days", "two weeks"),
    ("twenty-one", "21"),
    ("at least 90 days", "a minimum of 90 days"),
    ("3 to 5 years", "three to five years"),
    ("3 to 5 years", "3-5 years"),
    ("more than 12 weeks", "over 12 weeks"),
    ("USD 30 per program", "$30 for each program"),
    ("a full-time job", "a full time job"),
    ("the 3rd attempt", "the third attempt"),
    ("the Federation of State Medical Boards", "FSMB"),
    ("an H-1B", "an H1B"),
    ("Step 2 CK", "Step 2 Clinical Knowledge"),
    ("8 hours", "eight hours"),
    ("4 or more", "at least four"),
]
DIFFERENT = [
    ("two years", "three years", ProblemKind.NUMBER),
    ("two years", "two months", ProblemKind.NUMBER),
    ("USD 100,000", "USD 10,000", ProblemKind.NUMBER),
    ("40%", "40", ProblemKind.NUMBER),
    ("30 days", "one month", ProblemKind.NUMBER),
    ("April 2026", "1 April 2026", ProblemKind.DATE),
    ("1 April 2026", "1 May 2026", ProblemKind.DATE),
    ("2026", "2027", ProblemKind.DATE),
    ("at least 3", "at most 3", ProblemKind.COMPARATOR),
    ("at least 3", "3", ProblemKind.COMPARATOR),
    ("3", "about 3", ProblemKind.COMPARATOR),
    ("USD 30 per program", "USD 30", ProblemKind.COMPARATOR),
    ("within 30 days", "after 30 days", ProblemKind.ORDER),
    ("J-1", "H-1B", ProblemKind.NAME),
    ("an O-1A", "an O-1B", ProblemKind.NAME),
    ("an O-1", "an O-1A", ProblemKind.NAME),
    ("Step 2", "Step 2 CK", ProblemKind.NAME),
    ("Form I-140", "Form I-129", ProblemKind.NUMBER),
    ("Kansas", "Arkansas", ProblemKind.NAME),
    ("rule 360-10-.08", "rule 360-10-.03", ProblemKind.NUMBER),
    ("the first try", "the second try", ProblemKind.NUMBER),
]
FRAME = "The board in force asks for {} in its notice."


@pytest.mark.parametrize(("quoted", "said"), SAME)
def test_same_value_in_other_words_is_supported(quoted, said):
    assert check_statement(FRAME.format(said), [FRAME.format(quoted)]) == []


@pytest.mark.parametrize(("quoted", "said", "kind"), DIFFERENT)
def test_another_value_is_a_problem_of_its_kind(quoted, said, kind):
    assert kind in {problem.kind for problem in check_statement(FRAME.format(said), [FRAME.format(quoted)])}
