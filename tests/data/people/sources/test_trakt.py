import json

import pytest

from movierec_gui.data.people.person import LIKED, RATINGS, SEEN, WATCHLIST
from movierec_gui.data.people.reading import read_history
from tests.data.people.conftest import matched, statuses

CSV = (
    "rated_at,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,tvdb_id,url,released,season_number,episode_number,"
    "episode_title,episode_released,episode_trakt_rating,episode_trakt_id,episode_imdb_id,episode_tmdb_id,"
    "episode_tvdb_id,genres,rating\n"
)


def film(title, year, imdb="", tmdb=0, **fields):
    return {"type": "movie", "movie": {"title": title, "year": year, "ids": {"imdb": imdb, "tmdb": tmdb}}, **fields}


RATED = [
    film("Heat", 1995, "tt0113277", 949, rated_at="2018-01-01T00:00:00.000Z", rating=9),
    {"rated_at": "2018-01-01T00:00:00.000Z", "rating": 10, "type": "show",
     "show": {"title": "Breaking Bad", "year": 2008, "ids": {"imdb": "tt0903747", "tmdb": 1396}}},
]  # fmt: skip
WATCHED = [film("Heat", 1995, "tt0113277", 949, last_watched_at="2019-01-01T00:00:00.000Z", plays=2),
           film("Casino", 1995, "tt0112641", 524, last_watched_at="2019-01-02T00:00:00.000Z", plays=1)]  # fmt: skip
HISTORY = [film("Casino", 1995, "tt0112641", 524, watched_at="2019-01-02T00:00:00.000Z", action="watch"),
           film("Jaws", 1975, "tt0073195", 578, watched_at="2019-01-02T00:00:00.000Z", action="watch")]  # fmt: skip
LISTED = [film("Fargo", 1996, "tt0116282", 275, rank=1, listed_at="2020-01-01T00:00:00.000Z")]
LAYOUTS = {
    "new": ("ratings-movies.json", "watched-movies.json", "watched-history-1.json", "lists-watchlist.json",
            "lists-favorites.json", "user-profile.json"),
    "old": ("ann/ratings/ratings-movies.json", "ann/watched/watched-movies.json", "ann/watched/history-1.json",
            "ann/lists/watchlist.json", "ann/lists/favorites.json", "ann/user/user-profile.json"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_layouts_of_the_zip(zipped, layout):
    contents = (RATED, WATCHED, HISTORY, LISTED, LISTED, {"username": "ann"})
    history = read_history(zipped(dict(zip(LAYOUTS[layout], map(json.dumps, contents), strict=True))))
    assert (history.source, history.person_name) == ("Trakt", "ann")
    found = {(entry.film.title, entry.what) for entry in history.entries}
    assert found == {("Heat", RATINGS), ("Breaking Bad", RATINGS), ("Casino", SEEN), ("Jaws", SEEN),
                     ("Fargo", WATCHLIST), ("Fargo", LIKED)}  # fmt: skip


def test_one_json_file_of_ratings(review):
    result = review(json.dumps(RATED), "trakt.json")
    assert matched(result) == {"Heat (1995)": 9}
    assert statuses(result) == ["matched", "not a film"]
    assert result.rows[0].entry.scale.high == 10


def test_rows_of_shows_seasons_and_episodes_are_no_films(review):
    result = review(
        CSV
        + '2018-08-24T13:48:52Z,movie,Guardians of the Galaxy,2014,8.3,1,tt2015381,118340,,https://x,,,,,,,,,,,"a,b",9\n'
        "2018-08-24T12:06:07Z,show,Breaking Bad,2008,9.2,1388,tt0903747,1396,81189,https://x,,,,,,,,,,,drama,10\n"
        "2018-08-24T12:06:07Z,season,Fargo,2014,9.2,1,,1,8,https://x,,1,,,,,,,,,drama,10\n"
        "2021-03-22T06:33:24.000Z,episode,Frozen,2013,8.1,3,,314,7,https://x,,1,1,B,,7.9,2,tt0526999,2,7,scifi,9\n"
    )
    assert matched(result) == {"Guardians of the Galaxy (2014)": 9}
    assert [row.reason for row in result.rows[1:]] == ["show", "season", "episode"]


def test_a_best_of_five_stays_a_five_of_ten(review):
    result = review(CSV + "2018-08-24T13:48:52Z,movie,Heat,1995,8.3,1,tt0113277,949,,x,,,,,,,,,,,a,5\n")
    assert (result.rows[0].entry.value, result.rows[0].entry.scale.high) == (5, 10)


@pytest.mark.parametrize("value", [11, "good", -1])
def test_a_rating_off_the_scale_is_a_problem_of_its_item(review, value):
    broken = [RATED[0], film("Casino", 1995, rated_at="2018-01-01", rating=value)]
    result = review(json.dumps(broken), "x.json")
    assert statuses(result) == ["matched", "problem"]
    assert [row.entry.where for row in result.rows] == ["x.json, item 1", "x.json, item 2"]
