import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movierec_gui.data.people.person import STARS, Film, Person, Rated
from movierec_gui.data.people.person_json import FORMAT, document_of, film_document, person_of
from movierec_gui.errors import UserError
from tests.data.people.strategies import persons


@settings(max_examples=60)
@given(persons)
def test_a_person_comes_back_whole(person):
    assert person_of(json.loads(json.dumps(document_of(person))), "x") == person


GOOD = document_of(Person("ann-1", "Ann", (Rated(Film("Heat", 1995), 4.5, STARS),)))


@pytest.mark.parametrize(
    "damage",
    [
        {"format": "another"},
        {"name": 5},
        {"ratings": {}},
        {"ratings": ["Heat"]},
        {"ratings": [{"title": "Heat", "value": "4", "low": 0.5, "high": 5}]},
        {"ratings": [{"title": "Heat", "value": 9, "low": 0.5, "high": 5}]},
        {"ratings": [{"title": "Heat", "value": 4, "low": 5, "high": 0.5}]},
        {"ratings": [{"title": "Heat", "value": 4, "low": 0.5, "high": 5, "year": "1995"}]},
        {"ratings": [{"title": "Heat", "value": 4, "low": 0.5, "high": 5, "other_titles": "x"}]},
        {"watchlist": [5]},
        {"watchlist": [{"title": "Heat", "year": -5}]},
        {"watchlist": [{"title": "Heat", "year": 10_000}]},
        {"watchlist": [{"title": "Heat", "movie": 2**80}]},
        {"watchlist": [{"title": "Heat", "time": 10**30}]},
        {"watchlist": [{"title": "Heat", "time": -(10**30)}]},
        {"ratings": [{"title": "Heat", "value": math.nan, "low": 0.5, "high": 5}]},
        {"ratings": [{"title": "Heat", "value": 4, "low": math.nan, "high": 5}]},
        {"ratings": [{"title": "Heat", "value": 4, "low": 0.5, "high": math.inf}]},
        {"ratings": [{"title": "Heat", "value": 10**400, "low": 0.5, "high": 5}]},
        {"seen": [{"title": "Heat", "time": True}]},
        {"decisions": [{"key": "x", "film": 5}]},
    ],
)
def test_damage_is_named(damage):
    with pytest.raises(UserError, match=r"x\.json does not hold a person"):
        person_of(GOOD | damage, "x.json")


_VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["ratings", "seen", "id"]), inner, max_size=3)
    ),
)


@given(_VALUES)
def test_no_document_is_too_odd(document):
    if isinstance(document, dict):
        document["format"] = FORMAT
    try:
        person = person_of(document, "x")
    except UserError:
        return
    assert isinstance(person, Person)


def test_what_is_not_known_of_a_film_is_not_written_but_its_title_is():
    assert film_document(Film("Heat", 1995)) == {"title": "Heat", "year": 1995}
    assert film_document(Film("", imdb_id="0113277", movie_id=6)) == {"title": "", "imdb": "0113277", "movie": 6}
