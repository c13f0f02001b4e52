import json

import pytest

from movierec_gui.data.people.person import RATINGS, SEEN, WATCHLIST
from movierec_gui.data.people.reading import read_history
from tests.data.people.conftest import statuses

ONE = """SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB
1,Heat,movie,1995,completed,,18-12-2023 21:50:41,9,,,949,tt0113277
2,Casino,movie,1995,completed,,,,,,524,tt0112641
3,Fargo,movie,1996,plantowatch,,,,,,275,tt0116282
4,Fargo,tv show,2014,completed,S03E04,2024-06-20,10,,7,60622,tt2802850
5,Ghost in the Shell,anime,1995,completed,,,8,,,9323,tt0113568
6,Jaws,movie,1975,hold,,,,,,578,tt0073195
"""
OTHER = """simkl_id,TVDB_ID,TMDB,IMDB_ID,MAL_ID,Type,Title,Year,LastEpWatched,Watchlist,WatchedDate,Rating,Memo
,,,,27775,tv,"Plastic, Memories",2015,s1e2,plan to watch,8/21/2015,5,
,,,tt0113277,,movie,Heat,1995,,completed,8/20/2015,6,"a
memo"
,,,tt0116282,,movie,Fargo,1996,,plan to watch,,,
"""


def kept(history):
    return [(entry.film.title, entry.what, entry.value) for entry in history.entries]


def test_the_first_order_of_columns(write, review):
    history = read_history(write(ONE, "SimklBackup.csv"))
    assert kept(history) == [("Heat", RATINGS, 9), ("Casino", SEEN, None), ("Fargo", WATCHLIST, None),
                             ("Fargo", RATINGS, 10), ("Ghost in the Shell", RATINGS, 8)]  # fmt: skip
    assert "'hold'" in history.notes[0]
    assert history.entries[0].time == 1702936241
    assert statuses(review(ONE)) == ["matched", "matched", "matched", "not a film", "unsure"]


def test_the_second_order_of_columns(write):
    history = read_history(write(OTHER))
    assert kept(history) == [("Plastic, Memories", RATINGS, 5), ("Heat", RATINGS, 6), ("Fargo", WATCHLIST, None)]
    assert history.entries[1].time == 1440028800


@pytest.mark.parametrize("rating", [9, None])
def test_the_json_backup(review, rating):
    document = {
        "movies": [{"status": "completed", "last_watched_at": "2024-06-01T10:00:00Z", "user_rating": rating,
                    "movie": {"title": "Heat", "year": 1995, "ids": {"simkl": 5, "tmdb": "949"}}}],
        "shows": [{"status": "watching", "user_rating": 7,
                   "show": {"title": "Fargo", "year": 2014, "ids": {"tmdb": 275}}}],
        "anime": [],
    }  # fmt: skip
    result = review(json.dumps(document), "simkl.json")
    assert [(row.entry.what, row.entry.value, str(row.status)) for row in result.rows] == [
        (RATINGS if rating else SEEN, rating, "matched"),
        (RATINGS, 7, "not a film"),
    ]
