"""Who is judged by what: splits, cuts in time, wishes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.recommenders.base import Scores
from movierec_gui.recommenders.people import People
from movierec_gui.training.list_tests import after_cut, of_split, of_wishes, sample_of
from movierec_gui.training.ranking import judge_lists


def test_what_is_liked_in_one_part_is_right_and_the_other_part_is_hidden(tiny_dataset: Dataset) -> None:
    split = split_ratings(tiny_dataset, SplitConfig())
    test, validation = of_split(tiny_dataset, split), of_split(tiny_dataset, split, "validation")
    assert (test.wanted.values >= 4).all()
    assert len(test.wanted) == (tiny_dataset.ratings.values[split.test] >= 4).sum()
    assert (test.hidden is split.validation, validation.hidden is split.test) == (True, True)


def test_people_after_a_cut_give_half_of_what_comes_later(tiny_dataset: Dataset) -> None:
    test = after_cut(tiny_dataset, 0.2)
    ratings = tiny_dataset.ratings
    assert len(test.fitted) == round(0.8 * len(ratings))
    assert ratings.timestamps[test.fitted].max() < test.wanted.timestamps.min()
    later = np.setdiff1d(test.given, test.fitted)
    for user in np.unique(test.wanted.users):
        given_later = ratings.timestamps[later[ratings.users[later] == user]]
        wanted = test.wanted.timestamps[test.wanted.users == user]
        assert max(given_later, default=0) < wanted.min()
        after = (ratings.users == user) & (ratings.timestamps > ratings.timestamps[test.fitted].max())
        assert len(given_later) == (after.sum() + 1) // 2


def test_people_who_come_only_after_the_cut_are_judged_by_their_second_half(tiny_dataset: Dataset) -> None:
    ratings = tiny_dataset.ratings
    late = np.where(ratings.users == 3, ratings.timestamps + 10**9, ratings.timestamps)
    test = after_cut(replace(tiny_dataset, ratings=replace(ratings, timestamps=late)), 0.2)
    assert 3 in test.wanted.users
    assert 3 not in ratings.users[test.fitted]
    assert (ratings.users[test.given] == 3).sum() == ((ratings.users == 3).sum() + 1) // 2


def test_a_cut_needs_times(tiny_dataset: Dataset) -> None:
    ratings = tiny_dataset.ratings
    timeless = replace(tiny_dataset, ratings=replace(ratings, timestamps=np.zeros_like(ratings.timestamps)))
    with pytest.raises(UserError, match="does not say when"):
        after_cut(timeless, 0.2)


def test_wishes_are_read_and_judged_by(tiny_dataset: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "wishes.qrels"
    rated = set(tiny_dataset.ratings.movies[tiny_dataset.ratings.users == 0].tolist())
    first, second = _unrated(rated)
    ids = tiny_dataset.movies.ids
    file.write_text(f"10 0 {ids[first]} 2\n10 0 {ids[second]} 0\n\n10 0 999999 2\n77 0 {ids[first]} 1\n")
    test = of_wishes(tiny_dataset, file)
    assert (test.wanted.users.tolist(), test.wanted.movies.tolist()) == ([0], [first])

    def scorer(people: People) -> Scores:
        scores = np.zeros((len(people), tiny_dataset.n_movies))
        scores[:, first] = 1.0
        return scores

    figures = finish(judge_lists(scorer, test)).figures
    assert (figures.users, figures.ndcg) == (1, 1.0)


def _unrated(rated: set[int]) -> tuple[int, int]:
    left = [movie for movie in range(59) if movie not in rated]
    return left[0], left[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10 0 107\n", "Line 1 of wishes"),
        ("10 0 107 2\n10 0 x 2\n", "Line 2 of wishes"),
        ("userId,movieId,interest\n", "Line 1 of wishes"),
        ("10 0 107 0\n", "holds no wish"),
        ("", "holds no wish"),
    ],
)
def test_what_is_no_wish_is_told_with_its_line(tiny_dataset: Dataset, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "wishes").write_text(text)
    with pytest.raises(UserError, match=message):
        of_wishes(tiny_dataset, tmp_path / "wishes")
    with pytest.raises(UserError, match="cannot be read"):
        of_wishes(tiny_dataset, tmp_path / "nothing")


def test_a_sample_is_everybody_where_there_are_few() -> None:
    assert sample_of(np.array([4, 1]), 2, 0).tolist() == [4, 1]
    drawn = sample_of(np.arange(100), 10, 0)
    assert len(set(drawn.tolist())) == 10
    assert drawn.tolist() == sorted(drawn.tolist()) == sample_of(np.arange(100), 10, 0).tolist()
