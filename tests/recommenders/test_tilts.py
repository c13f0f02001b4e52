"""Tilts against the formula, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders.people import new_person
from movierec_gui.recommenders.tilts import Kinds, year_flags

FLAGS = np.array([[1.0, 0], [1, 1], [0, 1], [0, 0]])
KINDS = Kinds(FLAGS, np.array([0.75, 0.25]))


def test_a_tilt_compares_the_persons_shares_with_everybodys() -> None:
    tilt = KINDS.tilt(new_person([2], [5.0]), strength=1.0)[0]
    first, second = 0 + 2 * 0.75, 1 + 2 * 0.25  # counts that start from everybody's shares
    of_first, of_second = (
        math.log(count / (first + second) / share) for count, share in ((first, 0.75), (second, 0.25))
    )
    assert tilt == pytest.approx([of_first, (of_first + of_second) / 2, of_second, 0.0])


def test_somebody_without_ratings_leans_nowhere() -> None:
    assert KINDS.tilt(new_person([], []), strength=1.0)[0] == pytest.approx([0.0] * 4)


def test_more_to_start_from_means_a_smaller_tilt() -> None:
    weak, strong = (np.abs(KINDS.tilt(new_person([2], [5.0]), strength)).max() for strength in (10.0, 1.0))
    assert weak < strong


def test_shares_are_counted_over_training_ratings(data: TrainingData) -> None:
    kinds = Kinds.of(data.genres.astype(np.float64), data)
    assert kinds.shares.sum() == pytest.approx(1.0)
    counts = data.genres[data.ratings.movies].sum(0)
    assert kinds.shares == pytest.approx(counts / counts.sum())


def test_years_fall_into_bins_and_unknown_ones_into_none(data: TrainingData) -> None:
    years = np.array([0, 1895, 1930, 1934, 1935, 2030], np.int32)
    flags = year_flags(replace(data, years=years, n_movies=6))
    assert flags.sum(1).tolist() == [0, 1, 1, 1, 1, 1]
    assert flags.argmax(1).tolist()[1:] == [0, 0, 0, 1, 18]


def test_a_kind_that_nobody_watches_tilts_nothing(data: TrainingData) -> None:
    flags = np.zeros((data.n_movies, 2))
    nothing = Kinds.of(flags, data)
    assert nothing.shares.tolist() == [1e-12, 1e-12]
    flags[:, 0] = 1.0
    half = Kinds.of(flags, data)
    assert half.shares == pytest.approx([1.0, 1e-12])
    assert half.tilt(new_person([3], [4.0]), 1.0)[0] == pytest.approx(math.log((1 + 2) / (1 + 2 + 2e-12)), abs=1e-9)
