"""What a dataset knows of itself."""

import numpy as np
import pytest

from movierec_gui.data import dataset as module
from movierec_gui.data.dataset import Dataset


def _again(dataset: Dataset) -> Dataset:
    """The same data with nothing computed yet."""
    return Dataset(**{name: getattr(dataset, name) for name in Dataset.__dataclass_fields__})


def test_pieces_change_neither_the_identity_nor_counts_and_means(tiny_dataset: Dataset, monkeypatch) -> None:
    whole = _again(tiny_dataset)
    known = whole.content_hash, whole.movie_means, whole.user_means
    counts = whole.movie_counts, whole.user_counts
    monkeypatch.setattr(module, "_AT_ONCE", 3)
    pieces = _again(tiny_dataset)
    assert pieces.content_hash == known[0]
    np.testing.assert_allclose(pieces.movie_means, known[1])
    np.testing.assert_allclose(pieces.user_means, known[2])
    np.testing.assert_array_equal(pieces.movie_counts, counts[0])
    np.testing.assert_array_equal(pieces.user_counts, counts[1])


def test_counts_are_those_of_the_ratings(tiny_dataset: Dataset) -> None:
    ratings = tiny_dataset.ratings
    assert tiny_dataset.movie_counts.tolist() == [
        np.count_nonzero(ratings.movies == movie) for movie in range(tiny_dataset.n_movies)
    ]
    assert tiny_dataset.user_counts.tolist() == [
        np.count_nonzero(ratings.users == user) for user in range(tiny_dataset.n_users)
    ]


@pytest.mark.parametrize("counts", [[2, 0, 1], [0, 0, 3, 0], [4], [0, 0], [], [1, 1, 1, 0]])
def test_numbers_are_given_as_often_as_their_counts_say(counts: list[int]) -> None:
    found = module.number_each(np.array(counts, np.int64))
    assert found.dtype == np.int64
    assert found.tolist() == [number for number, count in enumerate(counts) for _ in range(count)]


def test_means_are_those_of_the_ratings(tiny_dataset: Dataset) -> None:
    ratings = tiny_dataset.ratings
    for movie in range(tiny_dataset.n_movies):
        values = ratings.values[ratings.movies == movie]
        mean = tiny_dataset.movie_means[movie]
        assert np.isnan(mean) if len(values) == 0 else mean == np.mean(values, dtype=np.float64)


def test_a_column_added_to_the_table_of_movies_is_the_callers_own(tiny_dataset: Dataset) -> None:
    table = tiny_dataset.movie_table()
    table["predicted"] = 1.0
    table["title"] = ""
    again = tiny_dataset.movie_table()
    assert list(again) == ["movie", "id", "title", "year", "genres", "count", "mean"]
    assert list(again["title"]) == list(tiny_dataset.movies.titles)
    assert again["count"].tolist() == tiny_dataset.movie_counts.tolist()
