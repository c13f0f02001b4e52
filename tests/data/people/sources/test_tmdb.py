from movierec_gui.data.people.person import LIKED, WATCHLIST
from movierec_gui.data.people.reading import read_history
from tests.data.people.conftest import matched, statuses

HEAD = "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"


def test_films_and_shows(review):
    result = review(
        HEAD + "680,tt0110912,movie,Pulp Fiction,1994-09-10T00:00:00Z,,,8.4,9.0,2022-09-20T00:00:00Z\n"
        "1396,tt0903747,tv,Breaking Bad,2008-01-20T00:00:00Z,,,8.9,10.0,2022-09-20T00:00:00Z\n"
        "949,,tv,Heat,1995-12-15T00:00:00Z,,,8.9,10.0,2022-09-20T00:00:00Z\n"
        "862,,movie,Toy Story,1995-10-30,,,7.9,0.5,2022-09-20T00:00:00Z\n"
    )
    assert matched(result) == {"Pulp Fiction (1994)": 9, "Toy Story (1995)": 0.5}
    assert statuses(result) == ["matched", "not a film", "not a film", "matched"]
    assert result.rows[0].entry.film.year == 1994


def test_an_episode_is_told_by_its_numbers(review):
    assert statuses(review(HEAD + "1396,,movie,Heat,1995-01-01,1,3,8,9.0,\n")) == ["not a film"]


def test_everybodys_average_is_no_rating(write):
    text = HEAD + "680,tt0110912,movie,Pulp Fiction,1994-09-10,,,8.4,,\n862,,movie,Toy Story,1995,,,7.9,7.5,\n"
    history = read_history(write(text))
    assert [entry.film.title for entry in history.entries] == ["Toy Story"]
    assert "without a rating of yours" in history.notes[0]


def test_lists_are_told_by_the_files_name(write):
    text = HEAD + "680,tt0110912,movie,Pulp Fiction,1994-09-10,,,8.4,,\n"
    assert [entry.what for entry in read_history(write(text, "tmdb-watchlist.csv")).entries] == [WATCHLIST]
    assert [entry.what for entry in read_history(write(text, "favorites.csv")).entries] == [LIKED]
