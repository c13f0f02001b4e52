"""Tables that say otherwise than in a column called type that a row is no film."""

from __future__ import annotations

import pytest

from movierec_gui.data.people.person import OF_TEN
from movierec_gui.data.people.sheets import Row, Sheet
from movierec_gui.data.people.sources.series_signs import imdb_column, signs_of
from tests.data.people.conftest import Reviewer, matched, statuses

GONE = ["matched", "not a film"]


@pytest.mark.parametrize(
    "text",
    [
        "Titel;Jahr;Art;Bewertung\nHeat;1995;Film;9\nMirror;1975;Serie;9\n",
        "Название,Год,Тип,Оценка\nHeat,1995,фильм,9\nMirror,1975,сериал,9\n",
        "titre,année,catégorie,note\nHeat,1995,Film,9\nMirror,1975,Mini-série,9\n",
        "title,year,kind,rating\nHeat,1995,movie,9\nMirror,1975,tv series,9\n",
        "title,year,medium,rating\nHeat,1995,movie,9\nMirror,1975,TV,9\n",
        "title,year,format,rating\nHeat,1995,Blu-ray,9\nMirror,1975,Season 1,9\n",
        "title,year,is_tv,rating\nHeat,1995,false,9\nMirror,1975,true,9\n",
        "title,year,Series?,rating\nHeat,1995,,9\nMirror,1975,x,9\n",
        "title,year,staffel,folge,rating\nHeat,1995,,,9\nMirror,1975,1,2,9\n",
        "title,year,rating,link\nHeat,1995,9,https://www.kinopoisk.ru/film/1/\n"
        "Mirror,1975,9,https://www.kinopoisk.ru/series/2/\n",
        "title,year,rating,link\nHeat,1995,9,https://trakt.tv/movies/heat\nMirror,1975,9,https://trakt.tv/shows/mirror/\n",
        "title,year,rating\nHeat,1995,9\nMirror,(1975–),9\n",
        "title,year,rating\nHeat,1995,9\nMirror (Miniserie),1975,9\n",
        "title,year,type,rating10\nHeat,1995,movie,9\nMirror,1975,show,9\n",
    ],
)
def test_a_series_is_named_and_left_out(review: Reviewer, text: str) -> None:
    found = review(text, scale=OF_TEN)
    assert statuses(found) == GONE
    assert list(matched(found)) == ["Heat (1995)"]


@pytest.mark.parametrize(
    "text",
    [
        "title,year,watched on,rating\nHeat,1995,TV,9\nAlien,1979,Cinema,9\n",
        "title,year,genres,rating\nHeat,1995,Crime,9\nAlien,1979,Reality Show,9\n",
        "title,year,tags,rating\nHeat,1995,game,9\nAlien,1979,special,9\n",
        "title,year,note,rating\nHeat,1995,great show,9\nAlien,1979,special,9\n",
        "title,year,is_tv,rating\nHeat,1995,no,9\nAlien,1979,no,9\n",
        "title,year,rating,link\nHeat,1995,9,https://www.themoviedb.org/movie/949\nAlien,1979,9,\n",
    ],
)
def test_a_film_stays_one(review: Reviewer, text: str) -> None:
    assert statuses(review(text, scale=OF_TEN)) == ["matched", "matched"]


def test_a_title_that_may_be_televisions_is_asked_about(review: Reviewer) -> None:
    (row,) = review("title,year,rating\nBrazil (TV),1985,9\n", scale=OF_TEN).rows
    assert (str(row.status), row.reason) == ("unsure", "it may be no film: its type is 'TV'")


def test_addresses_at_imdb_are_ids_whatever_the_column_is_called(review: Reviewer) -> None:
    text = (
        "where,score /10,note\nhttps://www.imdb.com/title/tt0113277/,9,great\n"
        "https://www.imdb.com/title/tt0078748/?ref_=ext,8,so so\nhttps://m.imdb.com/title/tt0903747/reviews/,10,x\n"
    )
    found = review(text)
    assert matched(found) == {"Heat (1995)": 9.0, "Alien (1979)": 8.0}
    assert statuses(found)[2] == "not in this dataset"


def test_numbers_of_tmdb_alone_are_used_with_a_word(review: Reviewer) -> None:
    found = review("tmdb_id,rating\n949,9\n1396,10\n", scale=OF_TEN)
    assert len(matched(found)) == 2
    assert found.notes[0].startswith("2 rows found by the TMDB number alone: shows have the same numbers")
    assert review("tmdb_id,type,rating\n949,movie,9\n", scale=OF_TEN).notes == ()
    assert review("tmdb_id,title,year,rating\n949,Heat,1995,9\n", scale=OF_TEN).notes == ()


def test_lists_of_shows_in_json_are_none_of_films(review: Reviewer) -> None:
    text = (
        '{"results": [{"name": "Mirror", "first_air_date": "1975-01-01", "rating": 9},'
        ' {"title": "Heat", "release_date": "1995-12-15", "rating": 8}]}'
    )
    assert sorted(statuses(review(text, "rated.json", scale=OF_TEN))) == GONE
    lines = (
        '{"title": "Heat", "year": 1995, "rating": 9}\n{"title": "Mirror", "year": 1975, "rating": 9, "type": "tv"}\n'
    )
    assert statuses(review(lines, "rated.json", scale=OF_TEN)) == GONE


def sheet_of(texts, header="what it is"):
    """A table of titles with another column."""
    return Sheet("t.csv", ("title", header), tuple(Row(n + 2, (f"T{n}", text)) for n, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("texts", "are_types"),
    [
        (["tv series", *(f"genre {n}" for n in range(11))], True),
        (["tv series", *(f"genre {n}" for n in range(12))], False),
        (["tv series", "x" * 40], True),
        (["tv series", "x" * 41], False),
        (["tv series", "a/b"], False),
        (["film", "comedy"], False),
        (["tv", "comedy"], False),
        (["tv", "film"], True),
        (["", ""], False),
    ],
)
def test_few_short_texts_of_which_some_mean_a_series_are_types(texts, are_types):
    assert signs_of(sheet_of(texts), (0,)).types == ((1,) if are_types else ())


@pytest.mark.parametrize(("texts", "are_flags"), [(["yes", "", "No"], True), (["yes", "2"], False), (["", ""], False)])
def test_yes_and_no_below_a_heading_that_asks_are_flags(texts, are_flags):
    signs = signs_of(sheet_of(texts, "Is TV"), (0,))
    assert (signs.types, signs.flags) == ((), (1,) if are_flags else ())


def test_addresses_of_titles_are_looked_for_in_the_first_fifty_rows():
    address = "https://www.imdb.com/title/tt0113277/"
    assert imdb_column(sheet_of([address] * 50 + ["none"])) == 1
    assert imdb_column(sheet_of([address] * 49 + ["none"])) is None
    assert imdb_column(sheet_of(["", ""])) is None
