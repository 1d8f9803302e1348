"""Cities stand for their states, and only where there is one such city to think of."""

from __future__ import annotations

import pytest

from assistant import places
from assistant.places import state_of_city
from ingest.name_tables import STATES


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("a license in houston", "Texas"),
        ("Newark or Jersey City", "New Jersey"),
        ("I live in Brooklyn", "New York"),
        ("St. Louis and St Paul", "Missouri"),
        ("Boston before Chicago", "Massachusetts"),
        ("Salt Lake City", "Utah"),
    ],
)
def test_the_first_city_gives_the_state(text: str, state: str) -> None:
    assert state_of_city(text) == state


@pytest.mark.parametrize(
    "text", ["Birmingham", "Cambridge", "Springfield", "London", "bostonian", "", "a license in Ohio"]
)
def test_unsure_and_foreign_places_give_none(text: str) -> None:
    assert state_of_city(text) is None


def test_every_state_of_the_table_is_a_state() -> None:
    assert {state for state, _ in places._patterns()} <= set(STATES)
