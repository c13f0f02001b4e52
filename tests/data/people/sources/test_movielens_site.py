import pytest

from movierec_gui.data.people.person import RATINGS, WATCHLIST
from movierec_gui.data.people.reading import read_history
from movierec_gui.errors import UserError
from tests.data.people.conftest import matched

RATED = """movie_id,imdb_id,tmdb_id,rating,average_rating,title
858,0068646,238,4.0,4.32237,The Godfather (1972)
32,0114746,63,4.5,3.89647,Twelve Monkeys (1995)
"""
LOGS = """datetime,login_id,action_type,log_json
2020-10-29 00:15:23.0,XaG,recommender-change,"{""engineId"":""pick-groups""}"
2020-10-29 00:17:09.0,XaG,rating,"{""movieId"":858,""rating"":3.0,""action"":""ADD"",""pred"":4.19}"
2020-10-30 00:17:09.0,XaG,rating,"{""movieId"":858,""rating"":4.0,""action"":""ADD"",""pred"":4.19}"
2020-10-30 00:17:09.0,XaG,rating,"{""movieId"":32,""rating"":4.0"
2020-10-30 00:17:09.0,XaG,rating,"{""movieId"":""32"",""rating"":4.0,""action"":""ADD""}"
"""
TAGS = "movie_id,imdb_id,tmdb_id,title,tag\n858,0068646,238,The Godfather (1972),mafia\n"
WISHES = "movie_id,imdb_id,tmdb_id,average_rating,title\n296,0110912,680,4.2,Pulp Fiction (1994)\n"


def test_titles_in_natural_order_and_numbers_without_letters(review):
    result = review(RATED, "movielens-ratings.csv")
    assert matched(result) == {"Godfather, The (1972)": 4, "Twelve Monkeys (a.k.a. 12 Monkeys) (1995)": 4.5}
    assert result.rows[0].entry.film.imdb_id == "tt0068646"
    assert result.rows[0].entry.scale.low == 0.5


def test_the_logs_have_the_times(zipped):
    contents = {"ratings": RATED, "logs": LOGS, "tags": TAGS, "wishlist": WISHES}
    history = read_history(zipped({f"movielens-{name}.csv": text for name, text in contents.items()}))
    assert history.source == "MovieLens"
    assert [(entry.film.title, entry.what, entry.time) for entry in history.entries] == [
        ("The Godfather", RATINGS, 1604017029),
        ("Twelve Monkeys", RATINGS, 0),
        ("Pulp Fiction", WATCHLIST, 0),
    ]
    assert any("tags are left out" in note for note in history.notes)


def test_logs_alone_tell_the_ratings(review):
    result = review(LOGS, "movielens-logs.csv")
    assert matched(result) == {"Godfather, The (1972)": 4}
    assert sum("not a rating as the site logs it" in note for note in result.notes) == 2


def test_tags_alone_are_no_history(write):
    with pytest.raises(UserError, match="does not say which movies"):
        read_history(write(TAGS))
