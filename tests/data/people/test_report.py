import pytest

from movierec_gui.data.people.person import OF_TEN
from movierec_gui.data.people.reading import NeedsScaleError
from movierec_gui.data.people.report import CHANGED, IN_DOUBT, NOT_A_FILM, NOTED, ratings_of_file
from movierec_gui.data.validation import UNKNOWN_MOVIE
from movierec_gui.errors import UserError

HEAD = "Const,Your Rating,Date Rated,Title,Title Type,Year\n"


def test_every_rating_that_is_not_used_has_a_line(write, finder):
    rows = (
        "tt0113277,9,,Heat,Movie,1995\ntt1,8,,Hamlet,Movie,2000\ntt2,8,,Barbie,Movie,2023\n"
        "tt3,10,,Fargo,TV Series,2014\ntt0112641,99,,Casino,Movie,1995\ntt0073195,,,Jaws,Movie,1975\n"
    )
    path = write(HEAD + rows)
    followed, report = ratings_of_file(path, finder)
    assert list(followed.ratings.values()) == [4.5]
    assert (report.rows_read, report.rows_kept) == (5, 1)
    assert report.counts == {
        IN_DOUBT: 1, UNKNOWN_MOVIE: 1, NOT_A_FILM: 1, "99 is off the scale of 1 to 10": 1, CHANGED: 1, NOTED: 1,
    }  # fmt: skip
    assert report.summary().startswith("1 of 5 ratings kept")
    lines = [str(issue) for issue in report.issues]
    assert any("perhaps Hamlet (2000)" in line for line in lines)
    assert any("ratings.csv, line 5: not a film (Fargo (2014): TV Series)" in line for line in lines)


def test_nothing_usable_is_an_error(write, finder):
    with pytest.raises(UserError, match="holds no rating of a movie in"):
        ratings_of_file(write(HEAD + "tt3,10,,Fargo,TV Series,2014\n"), finder)


def test_a_scale_is_asked_for_and_taken(write, finder):
    path = write("title,year,rating\nHeat,1995,8\n")
    with pytest.raises(NeedsScaleError):
        ratings_of_file(path, finder)
    assert list(ratings_of_file(path, finder, OF_TEN)[0].ratings.values()) == [4]


def test_half_stars_on_whole_stars_do_not_block_the_rest(write, tiny_dataset):
    from movierec_gui.data.people.finding import MovieFinder

    path = write("Date,Name,Year,Letterboxd URI,Rating\n2022-01-01,Movie 0,1950,x,0.5\n2022-01-01,Movie 1,1951,x,4\n")
    followed, report = ratings_of_file(path, MovieFinder(tiny_dataset))
    assert followed.ratings == {0: 1.0, 1: 4.0}
    assert any("moved to the nearest" in str(issue) for issue in report.issues) == (tiny_dataset.scale[0] > 0.5)
