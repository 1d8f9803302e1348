"""Names of the field: every way of writing one gives the same name, and no two names are ever mixed up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.name_tables import STATES
from ingest.names import find_names, name_token, names_of, replace_names

WORDS = st.sampled_from(
    [
        "the",
        "visa",
        "H-1B",
        "j1",
        "Step 2 CK",
        "step 3",
        "New York",
        "New Jersey",
        "in",
        "IN",
        "PA",
        "Virginia",
        "West",
        "a",
        "30",
        "conrad",
        ",",
    ]
)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=80)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("h1b", "H-1B"),
        ("H1-B", "H-1B"),
        ("h 1 b", "H-1B"),
        ("J1", "J-1"),
        ("j-1", "J-1"),
        ("o1a", "O-1"),
        ("tn visa", "TN"),
        ("green cards", "green card"),
        ("permanent residency", "green card"),
        ("step2ck", "Step 2 CK"),
        ("Step II CK", "Step 2 CK"),
        ("step two clinical knowledge", "Step 2 CK"),
        ("2 CS", "Step 2 CS"),
        ("Step-1", "Step 1"),
        ("step three", "Step 3"),
        ("conrad", "Conrad 30"),
        ("Conrad-30", "Conrad 30"),
        ("Intealth", "ECFMG"),
        ("MyERAS", "ERAS"),
        ("newyork", "New York"),
        ("washington dc", "District of Columbia"),
        ("Washington state", "Washington"),
        ("pediatrics", "pediatrics"),
        ("paediatrics", "pediatrics"),
        ("ob/gyn", "obstetrics and gynecology"),
    ],
)
def test_each_way_of_writing_is_one_name(written: str, name: str) -> None:
    assert [hit.name for hit in find_names(written)] == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("J-1 or H-1B?", ["J-1", "H-1B"]),
        ("from J-1 to J-2", ["J-1", "J-2"]),
        ("EB-2, not EB-1", ["EB-2", "EB-1"]),
        ("Step 2 CK before Step 3", ["Step 2 CK", "Step 3"]),
        ("Steps 1, 2 and 3", ["Step 1", "Step 2", "Step 3"]),
        ("West Virginia and Virginia", ["West Virginia", "Virginia"]),
        ("Arkansas, then Kansas", ["Arkansas", "Kansas"]),
        ("North Dakota or South Dakota", ["North Dakota", "South Dakota"]),
    ],
)
def test_neighbors_are_told_apart(text: str, names: list[str]) -> None:
    assert [hit.name for hit in find_names(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "I am in the US",
        "an MD or a DO",
        "ask ME",
        "OK OR not",
        "steps of the process",
        "form I-20",
        "the soapy water",
        "j 12",
        "my arch",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert find_names(text) == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("a job in PA", "Pennsylvania"),
        ("NY rules", "New York"),
        ("moving to IN", "Indiana"),
        ("Boston, MA", "Massachusetts"),
    ],
)
def test_state_codes_count_where_they_can_only_be_states(text: str, state: str) -> None:
    assert names_of(text, "state") == {"state": [state]}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_found_by_its_name_alone(state: str) -> None:
    assert names_of(f"a license in {state}?", "state") == {"state": [state]}
    assert names_of(f"a license in {state.lower()}?", "state") == {"state": [state]}


def test_tokens_of_different_names_differ() -> None:
    names = ["J-1", "J-2", "H-1B", "H-2B", "H-4", "Step 1", "Step 2", "Step 2 CK", "Step 2 CS", "Step 3", *STATES]
    assert len({name_token(name) for name in names}) == len(names)


@given(TEXTS)
def test_names_stand_where_they_say_in_order_and_apart(text: str) -> None:
    hits = find_names(text)
    assert all(0 <= hit.start <= hit.end <= len(text) for hit in hits)
    assert all(a.end <= b.start for a, b in zip(hits, hits[1:], strict=False))


@given(TEXTS)
def test_the_pieces_between_names_are_the_text_between_names(text: str) -> None:
    plain = [piece for piece, is_name in replace_names(text) if not is_name]
    position = 0
    for piece in plain:
        position = text.index(piece, position) + len(piece)
    assert sum(map(len, plain)) == len(text) - sum(hit.end - hit.start for hit in find_names(text))


@pytest.mark.parametrize("written", ["H-1B", "Step 2 CK", "New York", "Conrad 30", "green card"])
def test_a_name_is_found_again_in_its_own_canonical_form(written: str) -> None:
    assert [hit.name for hit in find_names(written)] == [written]
