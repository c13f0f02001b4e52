"""The figures of the bundled data are those that the article and its readers know."""

from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset, Movies, Ratings
from movierec_gui.data.overview import long_tail, overview, rating_histogram, value_histogram, year_histogram


def small(values: list[float], years: list[int]) -> Dataset:
    n = len(values)
    return Dataset(
        "small",
        Ratings(
            np.zeros(n, np.int32), np.arange(n, dtype=np.int32), np.array(values, np.float32), np.zeros(n, np.int64)
        ),
        Movies(
            np.arange(len(years)),
            ("x",) * len(years),
            np.array(years, np.int32),
            (),
            np.zeros((len(years), 0), np.bool_),
        ),
        np.arange(1),
    )


def test_the_bundled_data_has_its_known_figures(bundled_dataset: Dataset) -> None:
    figures = overview(bundled_dataset)
    assert (figures.ratings, figures.users, figures.movies, figures.rated_movies) == (100_004, 671, 9125, 9066)
    assert figures.genre_counts[:5] == (
        ("Drama", 4328),
        ("Comedy", 3307),
        ("Thriller", 1717),
        ("Action", 1543),
        ("Romance", 1541),
    )
    assert figures.mean_of_movie_means == pytest.approx(3.292, abs=0.0005)
    # The article gives 1991.9: the mean over all 9,125 titles is 1991.97, that over the rated ones 1992.01.
    assert figures.mean_year == pytest.approx(1992.008, abs=0.0005)
    assert bundled_dataset.movies.years[bundled_dataset.movies.years > 0].mean() == pytest.approx(1991.97, abs=0.005)
    assert figures.sparsity == pytest.approx(1 - 100_004 / (671 * 9066))
    assert figures.mean_rating == pytest.approx(3.5436, abs=0.00005)
    assert figures.mean_rating == np.float64(bundled_dataset.ratings.values.sum(dtype=np.float64)) / 100_004
    assert figures.tags == 1296
    assert (figures.first_rating, figures.last_rating) == (789652009, 1476640644)


def test_the_bundled_ratings_per_level(bundled_dataset: Dataset) -> None:
    histogram = rating_histogram(bundled_dataset)
    assert histogram.labels == ("0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5")
    assert histogram.counts.tolist() == [1101, 3326, 1687, 7271, 4449, 20064, 10538, 28750, 7723, 15095]
    np.testing.assert_allclose(histogram.edges, np.arange(11) / 2 + 0.25)


def test_the_bundled_years(bundled_dataset: Dataset) -> None:
    decades = year_histogram(bundled_dataset)
    assert decades.labels[0] == "1900s"
    assert decades.labels[-1] == "2010s"
    assert decades.counts.sum() == 9063
    halves = year_histogram(bundled_dataset, band=5)
    assert halves.labels[0] == "1900–1904"
    assert halves.counts.sum() == 9063
    assert decades.counts[-1] == halves.counts[-2:].sum()


def test_the_bundled_long_tails(bundled_dataset: Dataset) -> None:
    figures = overview(bundled_dataset)
    assert figures.movie_tail.counts[0] == 341, "Forrest Gump"
    assert figures.user_tail.counts[0] == 2391
    assert figures.user_tail.counts[-1] == 20
    assert len(figures.movie_tail.counts) == 9066
    assert figures.movie_tail.cumulative_share[-1] == pytest.approx(1)
    assert 0.5 < figures.movie_tail.share_of_top(0.2) < 0.9
    assert figures.movie_tail.share_of_top(0) == 0
    assert figures.movie_tail.share_of_top(1) == pytest.approx(1)


def test_a_continuous_scale_is_cut_into_bands() -> None:
    histogram = rating_histogram(small([i / 7 for i in range(100)], [0] * 100))
    assert len(histogram.counts) == len(histogram.labels) == len(histogram.edges) - 1 == 25
    assert histogram.counts.sum() == 100


def test_one_rating_of_one_movie_without_a_year() -> None:
    dataset = small([3.0], [0])
    figures = overview(dataset)
    assert figures.sparsity == 0
    assert np.isnan(figures.mean_year)
    assert (figures.first_rating, figures.last_rating) == (0, 0)
    assert figures.rating_histogram.edges.tolist() == [2.5, 3.5]
    assert len(year_histogram(dataset).counts) == 0


def test_single_years_and_gaps() -> None:
    histogram = year_histogram(small([1.0, 2.0, 3.0], [1999, 2002, 1999]), band=1)
    assert histogram.labels == ("1999", "2000", "2001", "2002")
    assert histogram.counts.tolist() == [2, 0, 0, 1]


def test_the_tail_leaves_out_what_nobody_rated() -> None:
    tail = long_tail(np.array([1, 0, 6, 3]))
    assert tail.counts.tolist() == [6, 3, 1]
    np.testing.assert_allclose(tail.cumulative_share, [0.6, 0.9, 1.0])


def test_some_ratings_stand_in_the_bars_of_all() -> None:
    levels = np.array([0.5, 1.0, 4.5, 5.0], np.float32)
    histogram = value_histogram(np.array([1.0, 5.0, 1.0], np.float32), levels)
    assert histogram.counts.tolist() == [0, 2, 0, 1]
    assert histogram.labels == ("0.5", "1", "4.5", "5")
    many = np.linspace(0, 100, 101, dtype=np.float32)
    bands = value_histogram(np.array([0.0, 100.0], np.float32), many)
    assert bands.counts.tolist() == [1, *[0] * 23, 1]
    assert value_histogram(np.array([], np.float32), levels).counts.tolist() == [0, 0, 0, 0]
