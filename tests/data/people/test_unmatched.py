"""What was not matched, decided on later."""

from __future__ import annotations

import pytest

from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.follow import follow
from movierec_gui.data.people.keeping import keep
from movierec_gui.data.people.person import STARS, WATCHLIST, Film, Marked, Person, Rated
from movierec_gui.data.people.review import Review, Status
from movierec_gui.data.people.unmatched import review_unmatched, settle
from tests.data.people.conftest import Reviewer, catalogue, statuses

HEAT = Film("Heat", 1995, "tt0113277")
TYPO = Film("Haet", 1995)
ELSEWHERE = Film("Barbie", 2023, "tt1517268")
SERIES = Film("Alien", 1979, doubt="anime")


@pytest.fixture(name="small")
def _small() -> MovieFinder:
    return catalogue((6, "Heat", 1995, "0113277", "949"), (1214, "Alien", 1979, "0078748", "348"))


def ann(*rated: tuple[Film, float], watchlist: tuple[Film, ...] = ()) -> Person:
    ratings = tuple(Rated(film, value, STARS, 7, "Letterboxd") for film, value in rated)
    return Person("ann-1", "Ann", ratings, watchlist=tuple(Marked(film, 9, "Letterboxd") for film in watchlist))


def row_of(review: Review, title: str) -> int:
    return next(row.number for row in review.rows if row.entry.film.title == title)


def test_only_what_is_no_movie_for_sure_is_asked_about(small: MovieFinder) -> None:
    person = ann((HEAT, 4.0), (TYPO, 5.0), (SERIES, 3.0), watchlist=(ELSEWHERE,))
    review = review_unmatched(person, small)
    assert [row.entry.film for row in review.rows] == [TYPO, SERIES, ELSEWHERE]
    assert statuses(review) == ["not in this dataset", "unsure", "not in this dataset"]
    assert review.rows[0].entry.where == "from Letterboxd"
    assert follow(person, small).unmatched == 3
    assert review_unmatched(ann((HEAT, 4.0)), small).rows == ()


def test_a_film_that_is_decided_becomes_a_rating_here_with_its_day_and_value(small: MovieFinder) -> None:
    person = ann((TYPO, 4.5), (ELSEWHERE, 2.0))
    review = review_unmatched(person, small)
    assert settle(review, person) == person
    settled = settle(review.choose(row_of(review, "Haet"), 0), person)
    assert follow(settled, small).ratings == {0: 4.5}
    (there, new) = settled.ratings
    assert there == person.ratings[1]
    assert (new.value, new.time, new.film.imdb_id, new.source) == (4.5, 7, "tt0113277", "Letterboxd")
    assert follow(settled, small).unmatched == 1


def test_what_is_left_out_is_taken_from_the_person(small: MovieFinder) -> None:
    person = ann((TYPO, 4.5), (HEAT, 3.0), watchlist=(ELSEWHERE,))
    review = review_unmatched(person, small)
    settled = settle(review.reject(row_of(review, "Haet")).reject(row_of(review, "Barbie")), person)
    assert [rated.film for rated in settled.ratings] == [HEAT]
    assert settled.marks(WATCHLIST) == ()


def test_a_mark_is_decided_as_well_and_made_once(small: MovieFinder) -> None:
    person = ann(watchlist=(TYPO, HEAT, Film("Heta", 1995)))
    review = review_unmatched(person, small)
    review = review.choose(row_of(review, "Haet"), 1).choose(row_of(review, "Heta"), 0)
    settled = settle(review, person)
    assert follow(settled, small).watchlist == (0, 1)


@pytest.mark.parametrize("replaces", [False, True])
def test_a_rating_that_the_person_has_stays_unless_it_is_to_be_replaced(small: MovieFinder, replaces: bool) -> None:
    person = ann((TYPO, 1.0), (HEAT, 4.0))
    review = review_unmatched(person, small)
    number = row_of(review, "Haet")
    decided = review.choose(number, 0)
    assert decided.row(number).conflict is not None
    settled = settle(decided.replace_rating(number, replaces), person)
    assert [rated.value for rated in settled.ratings] == [1.0 if replaces else 4.0]


def test_the_next_import_of_the_list_knows_what_was_decided(review: Reviewer, finder: MovieFinder) -> None:
    text = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-05,Haet,1995,https://a,4\n2024-01-05,Alein,1979,https://b,3\n"
    person = keep(review(text), Person("ann-1", "Ann"))
    later = review_unmatched(person, finder)
    assert len(later.rows) == 2
    heat = finder.dataset.movie_index(6)
    settled = settle(later.choose(row_of(later, "Haet"), heat).reject(row_of(later, "Alein")), person)
    again = review(text, person=settled)
    assert [row.status for row in again.rows] == [Status.MATCHED, Status.REJECTED]
    assert again.rows[0].movie == heat
    assert not again.conflicts
    assert keep(again, settled).ratings == settled.ratings


def test_a_row_that_may_be_no_film_is_not_used_before_that_is_decided(review: Reviewer, finder: MovieFinder) -> None:
    text = "title,year,type,rating (1-10)\nMirror,1975,anime,9\nHeat,1995,movie,8\n"
    person = keep(review(text), Person("ann-1", "Ann"))
    followed = follow(person, finder)
    assert list(followed.ratings) == [finder.dataset.movie_index(6)]
    assert [film.title for film in followed.unsure] == ["Mirror"]
    later = review_unmatched(person, finder)
    assert later.rows[0].reason == "it may be no film: its type is 'anime'"
    assert len(follow(settle(later.choose(1, later.rows[0].candidates[0]), person), finder).ratings) == 2
