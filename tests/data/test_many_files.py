"""Of a folder with very many files fifty of each kind are looked into: what lies behind them is not found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.movie_join import join_movies
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.table_preview import preview_table
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]
RATINGS = "userId,movieId,rating\n1,10,4\n1,20,0.5\n2,10,5\n"
LIST = "movieId,title\n10,Heat (1995)\n20,Alien (1979)\n"
RELEVANCE = "movieId,tag,relevance\n10,crime,0.9\n20,space,0.8\n"


@pytest.fixture
def write_many(write_folder: Write) -> Callable[..., Path]:
    """Writes so many tables of nothing, and a file behind them all by its name."""

    def write(others: int, last: str, **further: str) -> Path:
        nothing = {f"a{number:03}.csv": "x,y\n1,2\n" for number in range(others)}
        return write_folder(nothing | {"zz.csv": last} | {f"{name}.csv": text for name, text in further.items()})

    return write


@pytest.mark.parametrize(("others", "found"), [(49, True), (50, False)])
def test_a_list_of_movies(write_many: Write, others: int, found: bool) -> None:
    dataset = finish(load_dataset(write_many(others, LIST, ratings=RATINGS)))
    assert (dataset.movies.titles == ("Heat", "Alien")) == found


@pytest.mark.parametrize(("others", "found"), [(48, True), (49, False)])
def test_scores_of_tags_beside_the_ratings(write_many: Write, others: int, found: bool) -> None:
    dataset = finish(load_dataset(write_many(others, RELEVANCE, ratings=RATINGS)))
    assert (dataset.relevance is not None) == found


def test_ratings_under_a_name_of_their_own(write_many: Write) -> None:
    assert len(finish(load_dataset(write_many(49, RATINGS))).ratings) == 3


def test_ratings_that_are_not_found_are_asked_for(write_many: Write) -> None:
    path = write_many(50, RATINGS)
    with pytest.raises(UserError, match="no layout that can be read"):
        finish(load_dataset(path))
    with pytest.raises(UserError, match="is no table"):
        finish(preview_table(path))


def test_a_table_to_look_at(write_many: Write) -> None:
    assert finish(preview_table(write_many(49, RATINGS))).tables == ("zz.csv",)


@pytest.mark.parametrize(("others", "found"), [(49, True), (50, False)])
def test_a_list_to_join(write_many: Write, write_folder: Write, others: int, found: bool) -> None:
    dataset = finish(load_dataset(write_folder({"ratings.csv": RATINGS}, "own")))
    # It is only found by its titles: its head names no ids.
    path = write_many(others, "nr,title\n10,Heat (1995)\n20,Alien (1979)\n")
    if found:
        assert finish(join_movies(dataset, path))[0].titles == ("Heat", "Alien")
    else:
        with pytest.raises(UserError, match="holds no list of movies"):
            finish(join_movies(dataset, path))
