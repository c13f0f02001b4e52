import pytest

from movierec_gui.data.people.keeping import keep
from movierec_gui.data.people.person import OF_TEN, STARS, Decision, Film, Person, Rated
from movierec_gui.data.people.review import Status, film_of
from movierec_gui.errors import UserError
from tests.data.people.conftest import catalogue, matched, statuses

TEXT = """Date,Name,Year,Letterboxd URI,Rating
2024-01-05,Heat,1995,https://boxd.it/a,4.5
2024-01-06,Hamlet,2000,https://boxd.it/b,4
2024-01-07,Barbie,2023,https://boxd.it/c,3
2024-01-08,Jaws,1975,https://boxd.it/d,9
"""
ANN = Person("ann-1", "Ann")


def test_every_row_has_a_status_and_a_reason(review):
    result = review(TEXT)
    assert statuses(result) == ["matched", "unsure", "not in this dataset", "problem"]
    assert result.counts == {Status.MATCHED: 1, Status.UNSURE: 1, Status.NOT_HERE: 1, Status.PROBLEM: 1}
    assert all(row.reason for row in result.rows)
    assert result.summary() == ("Letterboxd: 1 of 4 entries matched; 1 unsure, 1 not in this dataset, 1 problem")
    assert [row.number for row in result.having(Status.UNSURE, Status.PROBLEM)] == [2, 4]


def test_a_candidate_is_chosen_and_remembered(review, finder):
    result = review(TEXT)
    first = result.row(2).candidates[0]
    decided = result.choose(2, first)
    assert decided.row(2).status == Status.MATCHED
    assert result.row(2).status == Status.UNSURE, "a review does not change"
    ann = keep(decided, ANN)
    assert [decision.film.movie_id for decision in ann.decisions] == [int(finder.dataset.movies.ids[first])]
    again = review(TEXT, person=ann)
    assert (again.row(2).movie, again.row(2).reason) == (first, "chosen before")
    assert not again.conflicts


def test_any_movie_can_be_chosen_by_hand(review, finder):
    movie = finder.find(Film("Toy Story", 1995)).movie
    decided = review(TEXT).choose(3, movie)
    assert matched(decided)["Toy Story (1995)"] == 3
    film = film_of(decided.row(3), finder)
    assert film.imdb_id == "tt0114709"
    assert "Barbie" in film.other_titles


def test_what_is_rejected_stays_away(review):
    ann = keep(review(TEXT).reject(3), ANN)
    assert "Barbie" not in {rated.film.title for rated in ann.ratings}
    again = review(TEXT, person=ann)
    assert (again.row(3).status, again.row(3).reason) == (Status.REJECTED, "rejected before")
    assert again.choose(3, 0).row(3).status == Status.MATCHED, "a decision can be changed"


@pytest.mark.parametrize(
    ("number", "movie", "why"),
    [
        (0, 1, "There is no row 0. The rows are 1 to 4"),
        (5, 1, "There is no row 5"),
        (4, 1, "Row 4 cannot be a movie"),
        (1, -1, "There is no movie -1"),
        (1, 9125, "There is no movie 9125"),
    ],
)
def test_decisions_that_cannot_be(review, number, movie, why):
    with pytest.raises(UserError, match=why):
        review(TEXT).choose(number, movie)


def test_the_last_row_and_the_last_movie_can_be_chosen(review):
    assert review(TEXT).choose(3, 9124).row(3).movie == 9124


def test_a_rating_that_differs_is_a_conflict_and_stays(review, finder):
    heat = finder.film(finder.find(Film("Heat", 1995)).movie)
    ann = Person("ann-1", "Ann", ratings=(Rated(heat, 2, STARS),))
    result = review(TEXT, person=ann)
    assert [row.number for row in result.conflicts] == [1]
    assert "1 rating that you gave otherwise stays" in result.summary()
    assert keep(result, ann).ratings[0].value == 2
    assert keep(result.replace_rating(1), ann).ratings[0].value == 4.5
    assert keep(result.replace_all_ratings(), ann).ratings[0].value == 4.5


def test_the_same_rating_on_another_scale_is_no_conflict(review, finder):
    heat = finder.film(finder.find(Film("Heat", 1995)).movie)
    assert not review(TEXT, person=Person("a", "A", ratings=(Rated(heat, 9, OF_TEN),))).conflicts


def test_a_conflict_with_a_film_that_is_not_in_the_data(review):
    ann = Person("ann-1", "Ann", ratings=(Rated(Film("Barbie", 2023), 5, STARS),))
    assert [row.number for row in review(TEXT, person=ann).conflicts] == [3]


def test_the_later_of_two_ratings_counts(review):
    text = TEXT.splitlines()[0] + "\n2024-03-01,Heat,1995,https://a,2\n2024-01-01,Heat,1995,https://b,5\n"
    assert [rated.value for rated in keep(review(text, "ratings.csv"), ANN).ratings] == [2]


def test_choosing_a_movie_that_another_row_has_makes_the_earlier_one_a_problem(review, finder):
    movie = finder.find(Film("Heat", 1995)).movie
    decided = review(TEXT).choose(3, movie)
    assert (decided.row(1).status, decided.row(3).status) == (Status.REPEATED, Status.MATCHED)
    assert decided.reject(3).row(1).status == Status.MATCHED


def test_a_decision_for_a_film_that_this_data_lacks_changes_nothing(review):
    ann = Person("a", "A", decisions=(Decision("barbie 2023", Film("Nothing", 2023)),))
    assert review(TEXT, person=ann).row(3).status == Status.NOT_HERE


def test_a_scale_that_is_not_needed_is_said(review):
    assert any("scale of its own" in note for note in review(TEXT, scale=OF_TEN).notes)


def test_a_table_of_ids_belongs_to_the_data_it_is_read_for(review):
    small = catalogue((7, "Seven Movies", 2000, "", ""), values=(1, 3, 5))
    result = review("movieId,rating\n7,4\n9,3\n", finder=small)
    ann = keep(result, ANN)
    assert [(rated.film.movie_id, rated.film.family) for rated in ann.ratings] == [(7, small.family), (9, small.family)]
    assert statuses(result) == ["matched", "not in this dataset"]


def test_a_type_that_nobody_knows_leaves_the_film_in_doubt(review, finder):
    result = review("Const,Title,Title Type,Year,Your Rating\ntt0113277,Heat,Gizmo,1995,9\n")
    (row,) = result.rows
    assert (row.status, row.candidates) == (Status.UNSURE, (finder.find(Film("Heat", 1995)).movie,))
    assert "'Gizmo'" in row.reason
    assert result.choose(row.number, row.candidates[0]).row(row.number).status == Status.MATCHED


def test_several_problems_and_a_table_are_called_so(review):
    result = review("title,year,rating (1-10)\nHeat,1995,nice\nCasino,1995,boring\n")
    assert result.summary() == "Table: 0 of 2 entries matched; 2 problems"
