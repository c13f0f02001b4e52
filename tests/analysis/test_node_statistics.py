"""Figures of every node, on activations whose answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.analysis.activations import Activations
from movierec_gui.analysis.node_statistics import VIEWS, effective_dimensions, node_groups, node_movie_table, node_table
from movierec_gui.errors import UserError

DEAD, RATING, YEAR, POPULARITY, COPY, MIRROR, DRAMA = range(7)


@pytest.fixture(name="sliced")
def _sliced(tiny_dataset):
    """Seven nodes over all ratings, each with a meaning of its own."""
    ratings = tiny_dataset.ratings
    movies = ratings.movies
    years = tiny_dataset.movies.years[movies].astype(np.float64)
    noise = np.random.default_rng(2).normal(size=len(ratings))
    values = np.stack(
        [
            np.full(len(ratings), 0.25),
            0.1 * ratings.values,
            np.where(years > 0, -years / 1000, 5.0),
            np.log(tiny_dataset.movie_counts[movies]),
            0.2 * ratings.values + 1e-4 * noise,
            -0.3 * ratings.values,
            10.0 * tiny_dataset.movies.genres[movies, 1],
        ],
        axis=1,
    ).astype(np.float32)
    predictions = (3.0 + values[:, YEAR] + 0.1 * values[:, DRAMA]).astype(np.float32)
    return Activations("table", "all", values, movies, ratings.values, len(ratings), predictions)


@pytest.fixture(name="table")
def _table(tiny_dataset, sliced):
    return node_table(tiny_dataset, sliced, node_groups(sliced), np.random.default_rng(0))


def test_there_is_a_row_for_each_node(table, sliced):
    assert table["node"].tolist() == list(range(7))
    assert table["size"].sum() == len(sliced.rated_movies)


def test_a_node_that_never_changes_is_dead_and_correlates_with_nothing(table):
    assert table["dead"].tolist() == [True] + [False] * 6
    assert table.loc[DEAD, ["rating_correlation", "year_correlation", "popularity_correlation"]].isna().all()
    assert table.loc[DEAD, "spread"] == pytest.approx(0.0, abs=1e-7)


def test_correlations_are_found_and_unknown_years_left_out(table):
    assert table.loc[RATING, "rating_correlation"] == pytest.approx(1.0)
    assert table.loc[MIRROR, "rating_correlation"] == pytest.approx(-1.0)
    assert table.loc[YEAR, "year_correlation"] == pytest.approx(-1.0, abs=1e-5)
    assert table.loc[POPULARITY, "popularity_correlation"] == pytest.approx(1.0)


def test_correlations_agree_with_numpy(table, sliced):
    expected = np.corrcoef(sliced.values[:, POPULARITY], sliced.ratings)[0, 1]
    assert table.loc[POPULARITY, "rating_correlation"] == pytest.approx(expected, abs=1e-6)


def test_every_node_tells_how_far_it_is_a_copy_of_the_prediction(table, sliced):
    expected = [np.corrcoef(sliced.values[:, node], sliced.predictions)[0, 1] for node in range(1, 7)]
    assert table["prediction_correlation"].tolist()[1:] == pytest.approx(expected, abs=1e-5)
    assert np.isnan(table.loc[DEAD, "prediction_correlation"])


def test_without_predictions_nothing_is_said_of_them(tiny_dataset, sliced):
    unknown = replace(sliced, predictions=None)
    table = node_table(tiny_dataset, unknown, node_groups(unknown), np.random.default_rng(0))
    assert table["prediction_correlation"].isna().all()


@pytest.mark.parametrize("width", [1, 3, 8])
def test_effective_dimensions_are_the_participation_ratio_of_the_eigenvalues(width):
    rng = np.random.default_rng(width)
    values = (rng.normal(size=(5000, width)) @ rng.normal(size=(width, width)) + 7).astype(np.float32)
    found = effective_dimensions(_layer(values))
    eigenvalues = np.linalg.eigvalsh(np.cov(values.T.astype(np.float64)).reshape(width, width))
    assert found == pytest.approx(eigenvalues.sum() ** 2 / np.square(eigenvalues).sum(), rel=1e-6)
    assert 1 <= found <= width + 1e-9


def test_effective_dimensions_at_both_ends():
    rng = np.random.default_rng(0)
    one = rng.normal(size=(4000, 1))
    assert effective_dimensions(_layer(one * [1.0, -2.0, 0.5])) == pytest.approx(1.0)
    assert effective_dimensions(_layer(rng.normal(size=(40_000, 6)))) == pytest.approx(6.0, rel=0.01)
    assert effective_dimensions(_layer(np.full((9, 4), 0.3))) == 0.0


def _layer(values):
    values = np.asarray(values, np.float32)
    return Activations("made up", "all", values, np.zeros(len(values), np.int32), values[:, 0], len(values))


def test_copies_and_mirrors_point_to_the_first_of_their_kind(table):
    copies = table["duplicate_of"]
    assert copies[COPY] == RATING
    assert copies[MIRROR] == RATING
    assert copies.notna().sum() == 2


def test_figures_are_those_of_the_nodes_movies_beside_a_random_sets(table, tiny_dataset, sliced):
    drama = node_groups(sliced)[DRAMA].movies
    assert (drama % 2 == 1).all()
    row = table.loc[DRAMA]
    assert row["size"] == len(drama)
    assert row["mean_year"] == pytest.approx(tiny_dataset.movies.years[drama].mean())
    assert row["mean_rating"] == pytest.approx(tiny_dataset.movie_means[drama].mean())
    assert row["genres"].startswith("Drama ×2.0")
    assert row["p_value"] < 0.001
    assert row["random_year"] != row["mean_year"]


def test_the_random_sets_depend_on_the_generator_alone(table, tiny_dataset, sliced, poison_seeds):
    poison_seeds()
    again = node_table(tiny_dataset, sliced, node_groups(sliced), np.random.default_rng(0))
    assert again.equals(table)
    other = node_table(tiny_dataset, sliced, node_groups(sliced), np.random.default_rng(1))
    assert not other["random_year"].equals(table["random_year"])


def test_chunks_do_not_show(table, tiny_dataset, sliced, monkeypatch):
    monkeypatch.setattr("movierec_gui.analysis.node_statistics._CHUNK", 11)
    again = node_table(tiny_dataset, sliced, node_groups(sliced), np.random.default_rng(0))
    np.testing.assert_allclose(again["year_correlation"], table["year_correlation"], rtol=1e-6)
    assert again["duplicate_of"].equals(table["duplicate_of"])


def test_every_view_gives_a_group_for_each_node(tiny_dataset, sliced):
    for view in VIEWS:
        groups = node_groups(sliced, view, k=5)
        assert len(groups) == 7
    assert [len(group.movies) <= 5 for group in node_groups(sliced, "bottom", k=5)] == [True] * 7
    with pytest.raises(UserError, match="strongest"):
        node_groups(sliced, "strong")


def test_a_nodes_movies_come_as_a_table_in_their_order(tiny_dataset, sliced):
    group = node_groups(sliced, "top", 20)[DRAMA]
    movies = node_movie_table(tiny_dataset, sliced, group)
    assert list(movies) == ["movie", "id", "title", "year", "genres", "count", "mean", "ratings", "strength"]
    assert movies["movie"].tolist() == group.movies.tolist()
    assert (movies["strength"] == 10.0).all()
    assert movies["ratings"].tolist() == tiny_dataset.movie_counts[group.movies].tolist()
