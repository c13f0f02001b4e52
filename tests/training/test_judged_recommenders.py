"""A recommender on a split: what it may learn, what it is judged by, how far it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset, Tags
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.recommenders import recommender
from movierec_gui.training.judged_recommenders import data_of, judge_on_split
from movierec_gui.training.list_tests import after_cut, of_rows, of_split

SPLIT = SplitConfig(seed=3)


def test_a_recommender_beats_popularity_where_tastes_differ(tiny_dataset: Dataset) -> None:
    kind = recommender("ease")
    work = judge_on_split(tiny_dataset, kind, kind.config(), SPLIT)
    shares, found = [], None
    while found is None:
        try:
            shares.append(next(work).fraction)
        except StopIteration as end:
            found = end.value
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert all(share is not None and 0 <= share <= 1 for share in shares)
    assert shares[-1] == pytest.approx(1)
    figures = found.lists.figures
    assert figures.gain_low > 0
    assert found.fit_seconds > 0
    assert np.isfinite(found.memory_mb)


def test_popularity_neither_wins_nor_loses_against_itself(tiny_dataset: Dataset) -> None:
    kind = recommender("popularity")
    figures = finish(judge_on_split(tiny_dataset, kind, kind.config(), SPLIT)).lists.figures
    assert (figures.better, figures.worse, figures.gain) == (0.0, 0.0, 0.0)


def test_validation_ratings_are_learned_from(tiny_dataset: Dataset) -> None:
    kind = recommender("popularity")
    made = finish(judge_on_split(tiny_dataset, kind, kind.config(), SPLIT)).made
    split = split_ratings(tiny_dataset, SPLIT)
    assert made.state()["totals"].sum() == len(split.train) + len(split.validation)


def test_only_what_may_be_learned_is_in_the_data(tiny_dataset: Dataset) -> None:
    test = after_cut(tiny_dataset, 0.2)
    assert len(data_of(test).ratings) == len(test.fitted)
    assert len(data_of(of_split(tiny_dataset, split_ratings(tiny_dataset, SPLIT))).tags) <= len(tiny_dataset.tags)


def test_a_split_that_does_not_fit_is_refused(tiny_dataset: Dataset) -> None:
    kind = recommender("popularity")
    with pytest.raises(UserError, match="ships no folds"):
        finish(judge_on_split(tiny_dataset, kind, kind.config(), SplitConfig(method="official", fold="u1")))


def test_tags_of_held_out_ratings_are_left_out_and_the_others_stay(tiny_dataset: Dataset) -> None:
    ratings = tiny_dataset.ratings
    held_out = np.flatnonzero(ratings.users == 0)[:3]
    learned = np.flatnonzero(ratings.users == 1)[:2]
    rows = np.concatenate([held_out, learned])
    tags = Tags(
        users=ratings.users[rows],
        movies=ratings.movies[rows],
        texts=("a", "b", "c", "d", "e"),
        timestamps=np.arange(5, dtype=np.int64),
    )
    dataset = replace(tiny_dataset, tags=tags)
    train = np.setdiff1d(np.arange(len(ratings)), held_out)
    data = data_of(of_rows(dataset, train, held_out))
    assert data.tags.texts == ("d", "e")
    assert len(data.ratings) == len(train)
