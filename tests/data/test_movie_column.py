from __future__ import annotations

import numpy as np

from movierec_gui.data.dataset_tables import dataset_tables
from movierec_gui.data.movie_column import movie_column, movies_of_rows, shades
from movierec_gui.data.tables import Column, Table


def test_rows_know_their_movies(tiny_dataset):
    tables = dataset_tables(tiny_dataset)
    assert np.array_equal(movies_of_rows(tables.ratings), tiny_dataset.ratings.movies)
    assert np.array_equal(movies_of_rows(tables.movies), np.arange(60))
    assert movies_of_rows(
        Table({"movie": Column(np.array([7, 3])), "title": Column(np.array(["a", "b"], object))})
    ).tolist() == [7, 3]


def test_a_column_of_a_table_by_movie():
    table = Table({"movie": Column(np.array([3, 1])), "strength": Column(np.array([0.5, -2.0]))})
    found = movie_column(table, "strength", "Strength of node 1", 5, 3)
    assert found.values.tolist()[1:4:2] == [-2.0, 0.5]
    assert np.isnan(found.values[[0, 2, 4]]).all()
    assert (found.title, found.digits) == ("Strength of node 1", 3)


def test_shades_go_from_the_lowest_to_the_highest_whatever_the_extremes():
    values = np.concatenate([np.linspace(0.0, 1.0, 1001), [1e9, np.nan]])
    found = shades(Column(values))
    assert found[0] == 0.0
    assert abs(found[500] - 0.5) < 0.03
    assert found[1001] == 1.0
    assert np.isnan(found[1002])


def test_two_values_are_the_two_ends_and_one_or_none_is_no_fault():
    assert shades(Column(np.array([0.0] * 99 + [1.0])))[[0, 99]].tolist() == [0.0, 1.0]
    assert shades(Column(np.ones(3))).tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(shades(Column(np.full(2, np.nan)))).all()


def test_two_of_a_hundred_at_either_end_share_its_shade():
    found = shades(Column(np.linspace(0.0, 100.0, 101)))
    assert found[[0, 1, 2]].tolist() == [0.0, 0.0, 0.0]
    assert np.allclose(found[[3, 26, 50, 74, 97]], [1 / 96, 0.25, 0.5, 0.75, 95 / 96])
    assert found[[98, 99, 100]].tolist() == [1.0, 1.0, 1.0]
