"""The cost of a recommender before it is fitted, by a clock that moves only while somebody works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders.base import Scores
from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.popularity import Popularity
from movierec_gui.training import list_estimate
from movierec_gui.training.list_estimate import TIMED_SECONDS, estimate_list, fit_seconds, judging_seconds, timed_fit
from movierec_gui.training.list_runs import default_spec
from movierec_gui.training.list_tests import ListTest, of_split

SPEC = default_spec("popularity")


class Time:
    now = 100.0

    def go_by(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(name="time")
def _time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(list_estimate.time, "perf_counter", lambda: made.now)
    return made


@pytest.fixture(name="slow_fit")
def _slow_fit(time: Time, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Popularity takes so many seconds for each of its steps, which report these shares."""
    count = Popularity.fit

    def slow(seconds: float, shares: list[float | None]) -> None:
        def fit(self: Popularity, data: TrainingData) -> Iterator[Progress]:
            for share in shares:
                time.go_by(seconds)
                yield Progress("counting", share or 0.0, 0.0 if share is None else 1.0)
            yield from count(self, data)

        monkeypatch.setattr(Popularity, "fit", fit)

    return slow


def test_a_short_fit_is_waited_for(data: TrainingData, slow_fit: Any) -> None:
    slow_fit(0.25, [0.2, 0.4, 0.6, 0.8])
    seconds, made = timed_fit(SPEC, data)
    assert seconds == fit_seconds(SPEC, data) == TIMED_SECONDS == 1.0
    assert made is not None
    assert made.state()["totals"].sum() == len(data.ratings)


def test_a_long_fit_is_left_and_told_by_its_share(data: TrainingData, slow_fit: Any) -> None:
    slow_fit(0.75, [0.01, 0.03, 0.04])
    assert timed_fit(SPEC, data) == (pytest.approx(1.5 / 0.03), None)
    assert fit_seconds(SPEC, data) == pytest.approx(50.0)


@pytest.mark.parametrize("shares", [[0.0, 0.0], [None, None], [1.0, 1.0]])
def test_a_share_that_tells_nothing_is_waited_over(shares: Any, data: TrainingData, slow_fit: Any) -> None:
    slow_fit(1.5, shares)
    seconds, made = timed_fit(SPEC, data)
    assert seconds == 3.0
    assert made is not None


def _scorer(time: Time, once: float, each: float) -> Callable[[People], Scores]:
    """The first call takes longer than later ones."""
    called: list[int] = []

    def score(people: People) -> Scores:
        time.go_by(each * len(people) + (once if called else once + 50.0))
        called.append(len(people))
        return np.zeros((len(people), 60))

    return score


@pytest.fixture(name="judged")
def _judged(tiny_dataset: Dataset) -> ListTest:
    return of_split(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))


def test_judging_is_told_from_a_few_people(time: Time, judged: ListTest) -> None:
    people = len(np.unique(judged.wanted.users))
    assert people == 40
    assert judging_seconds(_scorer(time, 2.0, 0.1), judged) == pytest.approx(2.0 + 40 * 0.1)


def test_what_each_of_many_people_costs_is_the_difference_of_two_counts(
    time: Time, judged: ListTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_estimate, "_PEOPLE", (4, 10))
    assert judging_seconds(_scorer(time, 2.0, 0.1), judged) == pytest.approx(2.0 + 40 * 0.1)
    monkeypatch.setattr(list_estimate, "MOST_PEOPLE", 25)
    assert judging_seconds(_scorer(time, 2.0, 0.1), judged) == pytest.approx(2.0 + 25 * 0.1)
    assert judging_seconds(_scorer(time, 2.0, -0.1), judged) == pytest.approx(2.0 - 10 * 0.1)  # more take no less


def test_where_nobody_can_be_judged_no_time_is_taken(time: Time, judged: ListTest) -> None:
    nothing = np.empty(0, np.int64)
    assert judging_seconds(_scorer(time, 2.0, 0.1), replace(judged, wanted=judged.wanted.take(nothing))) == 0.0
    assert time.now == 100.0


@pytest.mark.parametrize(("movies", "seconds"), [(10, 0.0), (11, 7.0)])
def test_lists_need_more_movies_than_they_hold(
    movies: int, seconds: float, judged: ListTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_estimate, "_seconds", lambda *_: 7.0)
    ids = replace(judged.dataset.movies, ids=judged.dataset.movies.ids[:movies])
    assert judging_seconds(_scorer(Time(), 0.0, 0.0), replace(judged, dataset=replace(judged.dataset, movies=ids))) == (
        seconds
    )


def test_the_estimate_counts_the_ratings_and_says_how_far_it_is(tiny_dataset: Dataset, slow_fit: Any) -> None:
    slow_fit(0.25, [0.5])
    split = split_ratings(tiny_dataset, SPEC.split)
    work = estimate_list(tiny_dataset, SPEC)
    assert [next(work), next(work)] == [Progress("Estimating", 0, 2), Progress("Estimating", 1, 2)]
    found = finish(work)
    assert (found.train_ratings, found.held_out_ratings) == (len(split.train), len(split.validation) + len(split.test))
    assert found.train_ratings + found.held_out_ratings == len(tiny_dataset.ratings)
    assert found.seconds == 0.25
    assert finish(estimate_list(tiny_dataset, SPEC, timed=False)) == replace(found, seconds=None)


def test_a_seed_is_that_of_the_settings(tiny_dataset: Dataset) -> None:
    data = training_data(tiny_dataset, split_ratings(tiny_dataset, SPEC.split))
    spec = replace(default_spec("als", seed=3), settings=default_spec("als").settings)
    first, same, other = (timed_fit(one, data)[1] for one in (spec, spec, replace(spec, seed=4)))
    factors = [made.state()["movie_factors"] for made in (first, same, other) if made is not None]
    assert factors[0].equal(factors[1])
    assert not factors[0].equal(factors[2])


def test_a_split_that_does_not_fit_is_told(tiny_dataset: Dataset) -> None:
    spec = replace(SPEC, split=SplitConfig(method="official", fold="u1"))
    with pytest.raises(UserError, match="ships no folds"):
        finish(estimate_list(tiny_dataset, spec, timed=False))
