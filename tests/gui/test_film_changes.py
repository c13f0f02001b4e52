"""What a person does to a film, as changes of the person."""

import pytest

from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import Person
from movierec_gui.errors import UserError
from movierec_gui.gui.film_changes import adopting, export_person, marking, rating
from movierec_gui.progress import finish

NOBODY = Person("a", "Ann")


@pytest.fixture
def finder(tiny_dataset):
    return MovieFinder(tiny_dataset)


def test_a_rating_carries_all_that_is_known_of_the_film(finder):
    ann = rating(finder.film(3), finder, 4.0)(NOBODY)
    rated = ann.ratings[0]
    assert (rated.value, rated.scale) == (4.0, finder.scale)
    assert (rated.film.title, rated.film.year, rated.film.imdb_id) == ("Movie 3", 1953, "tt0000004")
    assert rated.time > 1_700_000_000
    assert rating(finder.film(3), finder, None)(ann).ratings == ()


def test_marks_exclude_what_they_contradict(finder):
    film = finder.film(3)
    ann = marking(film, finder, "watchlist", True)(NOBODY)
    assert len(ann.watchlist) == 1
    ann = marking(film, finder, "seen", True)(ann)
    assert (ann.watchlist, len(ann.seen)) == ((), 1)
    assert marking(film, finder, "seen", False)(ann).seen == ()
    ann = marking(film, finder, "watchlist", True)(marking(film, finder, "not_for_me", True)(NOBODY))
    assert (len(ann.watchlist), ann.not_for_me) == (1, ())


def test_ratings_of_an_old_session_never_replace_newer_ones(finder):
    ann = rating(finder.film(3), finder, 4.0)(NOBODY)
    after = adopting(finder.film(3), finder, {3: 1.0, 5: 2.0, 999: 3.0})(ann)
    assert [(rated.film.title, rated.value) for rated in after.ratings] == [("Movie 3", 4.0), ("Movie 5", 2.0)]
    assert adopting(finder.film(3), finder, {3: 1.0, 5: 2.0})(after) == after


def test_a_person_is_written_or_it_is_said_why_not(finder, tmp_path):
    assert finish(export_person(NOBODY, tmp_path / "ann.json")).exists()
    with pytest.raises(UserError, match="cannot be written"):
        finish(export_person(NOBODY, tmp_path / "missing" / "ann.json"))
