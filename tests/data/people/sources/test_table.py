import json

import pytest

from movierec_gui.data.people.person import LIKED, NOT_FOR_ME, OF_HUNDRED, OF_TEN, STARS, WATCHLIST, Scale
from movierec_gui.data.people.reading import NeedsScaleError, NeedsWhoError, read_history
from movierec_gui.errors import UserError
from tests.data.people.conftest import matched, statuses


@pytest.mark.parametrize(
    "text",
    [
        "title,rating\nToy Story (1995),90\nHeat (1995),75\nCasino (1995),3\n",
        "Name,Year,Rating\nHeat,1995,4.5\n",
        "sep=;\nTitle;Year;Rating\nToy Story;1995;4,5\n",
        "Film\tRelease Year\tMy Rating\nHeat\t1995\t5\n",
    ],
)
def test_a_scale_that_nothing_tells_is_asked_for(review, text):
    with pytest.raises(NeedsScaleError, match="on which scale") as asked:
        review(text)
    assert (OF_TEN in asked.value.suggested) == (max(asked.value.values) <= 10)
    assert OF_HUNDRED in asked.value.suggested
    assert len(matched(review(text, scale=OF_HUNDRED))) == len(asked.value.values)


@pytest.mark.parametrize(
    ("heading", "value", "scale"),
    [
        ("rating10", "5", OF_TEN),
        ("Rating (1-10)", "5", OF_TEN),
        ("Score /100", "5", OF_HUNDRED),
        ("rating percent", "5", OF_HUNDRED),
        ("Rating out of 5", "5", STARS),
        ("Note /20", "15", Scale(0, 20)),
        ("Note sur 20", "15", Scale(0, 20)),
        ("rating out of 4", "3.5", Scale(0, 4)),
        ("rating", "15/20", Scale(0, 20)),
        ("rating", "3/4", Scale(0, 4)),
        ("rating", "5/10", OF_TEN),
        ("rating", "90%", OF_HUNDRED),
        ("rating", "★★★½", STARS),
    ],
)
def test_the_heading_or_the_rating_may_tell_the_scale(review, heading, value, scale):
    (row,) = review(f"title,year,{heading}\nHeat,1995,{value}\n").rows
    assert (row.entry.scale, str(row.status)) == (scale, "matched")


def test_ids_of_the_data_mean_its_scale(review):
    result = review("userId,movieId,rating,timestamp\n7,1,4.5,964982703\n7,6,3,964982703\n")
    assert matched(result) == {"Toy Story (1995)": 4.5, "Heat (1995)": 3}
    assert result.rows[0].entry.scale == STARS
    assert result.rows[0].entry.time == 964982703
    result = review("movieId,title,rating\n1,Toy Story,4.5\n6,Heat (1995),3\n99,Barbie (2023),2\n")
    assert {row.entry.scale for row in result.rows} == {STARS}


def test_a_rating_above_the_datas_scale_asks_for_all(review):
    with pytest.raises(NeedsScaleError, match="90 is above the highest"):
        review("movieId,rating\n1,90\n6,5\n")
    result = review("movieId,rating\n1,90\n6,5\n", scale=OF_HUNDRED)
    assert matched(result) == {"Toy Story (1995)": 90, "Heat (1995)": 5}


def test_a_scale_given_that_is_too_low_asks_again(review):
    with pytest.raises(NeedsScaleError):
        review("title,rating\nHeat (1995),8\n", scale=Scale(1, 5))


def test_an_id_whose_title_says_otherwise_is_not_believed(review):
    text = "userId,movieId,rating,title\n1,2,4,Heat (1995)\n1,11,5,Frozen (2013)\n1,12,1,Inception (2010)\n"
    with pytest.raises(NeedsScaleError):
        review(text)  # The ids are not these data's, so the ratings need not be on their scale.
    result = review(text, scale=OF_TEN)
    assert list(matched(result)) == ["Heat (1995)", "Frozen (2013)", "Inception (2010)"]


def test_several_users_are_several_people(review):
    with pytest.raises(NeedsWhoError):
        review("userId,movieId,rating\n1,2,4\n2,2,5\n")
    assert len(review("userId,movieId,rating\n1,2,4\n2,2,5\n", who="2").rows) == 1


@pytest.mark.parametrize("year", ["2014–2024", "2014-2024", "2014–"])
def test_a_span_of_years_is_a_series(review, year):
    assert statuses(review(f"title,year,rating\nFargo,{year},8/10\n")) == ["not a film"]
    assert statuses(review(f"title,rating\nFargo ({year}),8/10\n")) == ["not a film"]


def test_bad_rows_are_problems_of_their_own(review):
    result = review("movieId,title,rating\n1,,4\nx,,3\n2,,good\n3\n,Heat (1995),-1\n1,,2.5\n6,,0\n")
    assert [(str(row.status), row.reason) for row in result.rows] == [
        ("rated again", "row 5 rates the same film later"),
        ("problem", "no title and no id"),
        ("problem", "'good' is no rating"),
        ("problem", "-1 is off the scale of 0.5 to 5"),
        ("matched", "movie id"),
    ]
    assert "2 rows without a rating" in result.notes[0]


def test_lists_and_json(write, review):
    history = read_history(write("title,year\nHeat,1995\n", "my-watchlist.csv"))
    assert [entry.what for entry in history.entries] == [WATCHLIST]
    items = [{"name": "Heat", "year": 1995, "rating": "9/10"}]
    assert matched(review(json.dumps(items), "mine.json")) == {"Heat (1995)": 9}


@pytest.mark.parametrize("heading", ["2013-11-09", "10-1", "5 to 5", "S1-01"])
def test_a_dash_in_a_heading_is_no_scale_and_no_fault(review, heading):
    with pytest.raises(UserError, match="does not say which movies are rated how"):
        review(f"1,2,{heading}\n3,4,2013-11-10\n5,6,2013-12-01\n")


def test_words_are_ratings_and_the_notes_say_which(review):
    result = review("title,year,verdict,rating\nHeat,1995,x,loved it\nCasino,1995,y,hated it\nToy Story,1995,z,\n")
    assert [(row.entry.value, row.entry.scale) for row in result.rows] == [(5, Scale(1, 5)), (1, Scale(1, 5))]
    assert any("loved it = 5, hated it = 1" in note for note in result.notes)


def test_thumbs_put_films_on_lists_and_rate_none(review):
    result = review("title,year,rating\nHeat,1995,👍\nCasino,1995,👎\nToy Story,1995,\n")
    assert [row.entry.what for row in result.rows] == [LIKED, NOT_FOR_ME]
    assert all(row.entry.value is None for row in result.rows)


@pytest.mark.parametrize(
    ("cell", "value"), [("⭐⭐⭐", 3), ("⭐️⭐️½", 2.5), ("★★★☆☆", 3), ("★☆☆☆☆", 1), ("☆☆☆☆☆", None)]
)
def test_stars_may_be_drawn_in_any_way(review, cell, value):
    (row,) = review(f"title,year,rating\nHeat,1995,{cell}\n").rows
    assert row.entry.value == value


def test_polish_lists_name_films_by_their_original_titles(review):
    result = review("Tytuł polski;Tytuł oryginalny;Rok produkcji;Ocena\nGorączka;Heat;1995;8\n", scale=OF_TEN)
    assert len(matched(result)) == 1


def test_one_date_shows_the_order_of_all(review):
    result = review("Titre,Année,Note,Date\nHeat,1995,8,03/04/2019\nCasino,1995,7,25/12/2019\n", scale=OF_TEN)
    assert [row.entry.time for row in result.rows] == [1554249600, 1577232000]
