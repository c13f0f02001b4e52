import json
import sys

from hypothesis import HealthCheck, given, settings

from movierec_gui.data.people.keeping import counts_to_keep, keep
from movierec_gui.data.people.person import STARS, Film, Marked, Person, Rated
from movierec_gui.data.people.person_json import document_of
from movierec_gui.data.people.reading import read_history
from movierec_gui.data.people.review import make_review
from tests.data.people.conftest import catalogue
from tests.data.people.strategies import persons

ANN = Person("ann-1", "Ann")
TEXT = """Const,Your Rating,Date Rated,Title,Title Type,Year
tt0113277,9,2024-01-05,Heat,Movie,1995
tt1517268,8,2024-01-06,Barbie,Movie,2023
tt0903747,10,2024-01-06,Breaking Bad,TV Series,2008
"""


def test_what_is_not_in_the_data_is_kept_for_larger_data(review):
    ann = keep(review(TEXT), ANN)
    assert [(rated.film.label, rated.value, rated.scale.high, rated.source) for rated in ann.ratings] == [
        ("Heat (1995)", 9, 10, "IMDb"),
        ("Barbie (2023)", 8, 10, "IMDb"),
    ]
    assert ann.ratings[0].film.movie_id == 6
    assert ann.ratings[1].film.imdb_id == "tt1517268"


def test_the_same_import_again_changes_nothing(review):
    ann = keep(review(TEXT), ANN)
    again = review(TEXT, person=ann)
    assert not again.conflicts
    assert keep(again, ann) == ann


def test_a_film_that_is_rated_is_not_seen_without_a_rating(review):
    heat = Film("Heat", 1995)
    ann = keep(review(TEXT), Person("ann-1", "Ann", seen=(Marked(heat), Marked(Film("Jaws", 1975)))))
    assert [marked.film.title for marked in ann.seen] == ["Jaws"]
    seen = "Date,Name,Year,Letterboxd URI\n2024-01-05,Heat,1995,https://a\n2024-01-05,Alien,1979,https://b\n"
    ann = keep(review(seen, "watched.csv", person=ann), ann)
    assert [marked.film.title for marked in ann.seen] == ["Jaws", "Alien"]


def test_an_id_that_was_not_believed_is_not_kept(review):
    ann = keep(review("movieId,title,year,rating\n1,Barbie,2023,4\n1,Toy Story,1995,5\n"), ANN)
    assert [(rated.film.label, rated.film.movie_id) for rated in ann.ratings] == [
        ("Barbie (2023)", None),
        ("Toy Story (1995)", 1),
    ]


def test_changes_made_meanwhile_are_not_lost(review):
    result = review(TEXT)
    meanwhile = Person(
        "ann-1", "Ann", ratings=(Rated(Film("Heat", 1995), 1, STARS), Rated(Film("Jaws", 1975), 3, STARS))
    )
    assert [rated.value for rated in keep(result, meanwhile).ratings] == [1, 3, 8]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(persons)
def test_every_persons_export_imports_back_exactly(write, person):
    """Films that are the same film to the importer are kept once, so the person is brought to that form first."""
    finder = catalogue((1, "Heat", 1995, "0113277", "949"))

    def imported(exported):
        path = write(json.dumps(document_of(exported)), "person.json")
        return keep(make_review(read_history(path), finder), Person(exported.id, exported.name))

    once = imported(person)
    assert imported(once) == once


def test_more_rows_than_calls_may_lie_in_each_other_are_kept_at_once(review):
    count = sys.getrecursionlimit() + 200
    lines = "".join(f"Film number {number},{1950 + number % 60},8/10\n" for number in range(count))
    assert len(keep(review("title,year,rating\n" + lines), ANN).ratings) == count


def test_what_would_be_kept_is_counted_before(review):
    assert counts_to_keep(review(TEXT)) == (2, 0)
    rated = keep(review(TEXT.replace(",9,", ",3,")), ANN)
    again = review(TEXT, person=rated)
    assert counts_to_keep(again) == (1, 0)
    assert counts_to_keep(again.replace_all_ratings()) == (2, 0)
    assert counts_to_keep(again.reject(2)) == (0, 0)
    seen = "Date,Name,Year,Letterboxd URI\n2024-01-05,Heat,1995,https://a\n"
    assert counts_to_keep(review(seen, "watched.csv")) == (0, 1)
