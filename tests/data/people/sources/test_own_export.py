import json

import pytest

from movierec_gui.data.people.keeping import keep
from movierec_gui.data.people.person import OF_HUNDRED, SEEN, Decision, Film, Marked, Person, Rated
from movierec_gui.data.people.person_json import document_of
from movierec_gui.data.people.reading import read_history
from movierec_gui.errors import UserError

ANN = Person(
    "ann-1",
    "Ann",
    ratings=(
        Rated(Film("Amélie", 2001), 87, OF_HUNDRED, 5, "Criticker"),
        Rated(Film("Nobody's Film", 2031, tmdb_id="99999999"), 0, OF_HUNDRED),
    ),
    seen=(Marked(Film("Heat", 1995), 7, "Letterboxd"),),
    decisions=(Decision("x 0", None),),
)


def test_an_export_comes_back_exactly(review):
    result = review(json.dumps(document_of(ANN)), "ann.json")
    assert keep(result, Person("ann-1", "Ann")) == ANN
    assert [str(row.status) for row in result.rows] == ["matched", "not in this dataset", "matched"]
    assert result.history.person_name == "Ann"
    assert [row.entry.what for row in result.rows][-1] == SEEN


def test_an_empty_person_is_an_export_too(write):
    assert read_history(write(json.dumps(document_of(Person("a", "Ann"))), "a.json")).whole_person == Person("a", "Ann")


def test_a_damaged_export_is_named(write):
    with pytest.raises(UserError, match=r"a\.json does not hold a person"):
        read_history(write(json.dumps(document_of(ANN) | {"seen": 5}), "a.json"))
