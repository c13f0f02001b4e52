"""Ranking figures against lists worked out by hand, and against a slow implementation that follows the definitions."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from movierec_gui.data.dataset import Dataset, Movies, Ratings
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models.base import PREDICTION, RatingModel
from movierec_gui.models.baselines import BiasConfig, Biases
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders.base import Recommender, Scores
from movierec_gui.recommenders.people import People
from movierec_gui.training import ranking
from movierec_gui.training.list_figures import gini_index
from movierec_gui.training.list_tests import after_cut, of_rows, of_split
from movierec_gui.training.ranking import RankingMetrics, can_rank, judge_lists, list_figures, ranking_metrics


class ByIndex(RatingModel):
    """Prefers movies with a low index."""

    def __init__(self) -> None:
        super().__init__((1.0, 5.0))
        self.register_buffer("unit", torch.ones(()))

    def user_state(self, users: Tensor) -> Tensor:
        return self.unit.new_empty(len(users), 0)

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return {PREDICTION: -movies[:, None].float()}


class Fixed(Recommender):
    """Scores [users, movies] that were given."""

    def __init__(self, table: Scores) -> None:
        self.table = table

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        yield Progress("")

    def scores(self, people: People) -> Scores:
        return self.table[people.known]


class Slowly(Fixed):
    """The same, with a stop after every person."""

    def scored(self, people: People) -> Generator[None, None, Scores]:
        for _ in range(len(people)):
            yield
        return self.scores(people)


@pytest.fixture(name="dataset")
def _dataset() -> Dataset:
    """Users 0 and 1, movies 0 to 5; rows 0-2 are training, rows 3-6 held out."""
    users = np.array([0, 1, 1, 0, 0, 1, 1], np.int32)
    movies = np.array([0, 0, 1, 1, 3, 4, 2], np.int32)
    values = np.array([5, 5, 5, 5, 4, 5, 2], np.float32)
    genres = np.array([[1, 0], [1, 0], [0, 1], [1, 1], [0, 0], [0, 0]], bool)
    catalogue = Movies(np.arange(6, dtype=np.int64), tuple("abcdef"), np.zeros(6, np.int32), ("x", "y"), genres)
    return Dataset(
        "hand", Ratings(users, movies, values, np.zeros(7, np.int64)), catalogue, np.arange(2, dtype=np.int64)
    )


TRAIN, HELD_OUT = np.array([0, 1, 2]), np.array([3, 4, 5, 6])


def test_figures_equal_those_worked_out_by_hand(dataset: Dataset) -> None:
    figures = list_figures(ByIndex(), of_rows(dataset, TRAIN, HELD_OUT), length=2)
    # User 0 rated movie 0 in training: list 1, 2; likes 1 and 3. User 1: list 2, 3; likes 4.
    assert figures.users == 2
    assert figures.ndcg == pytest.approx((1 / (1 + 1 / np.log2(3)) + 0) / 2)
    assert figures.recall == pytest.approx((1 / 2 + 0) / 2)
    assert figures.average_precision == pytest.approx((1 / 2 + 0) / 2)
    assert figures.coverage == pytest.approx(3 / 6)
    assert figures.popularity == pytest.approx((1 + 0 + 0 + 0) / 4)
    assert figures.novelty == pytest.approx(1.0)
    assert figures.diversity == pytest.approx((1 + 0.5) / 2)
    assert figures.gini == pytest.approx(gini_index(np.array([0, 1, 2, 1, 0, 0])))
    # Popularity: movies 0, 1, then by index: the same lists, since user 0 has seen 0 and user 1 both.
    assert (figures.better, figures.worse, figures.gain) == (0.0, 0.0, 0.0)


def test_the_other_recall_divides_by_all_liked_movies(dataset: Dataset) -> None:
    figures = list_figures(ByIndex(), of_rows(dataset, TRAIN, HELD_OUT), length=1)
    assert figures.recall == pytest.approx((1 / 1 + 0) / 2)
    assert figures.recall_of_all == pytest.approx((1 / 2 + 0) / 2)


def test_genres_as_the_person_rates_them_are_calibrated(dataset: Dataset) -> None:
    of_x = np.array([[0.0, 9, 0, 0, 0, 0], [0.0, 0, 0, 9, 0, 0]])  # user 0 rated x; user 1 rated x and x
    figures = list_figures(Fixed(of_x), of_rows(dataset, TRAIN, HELD_OUT), length=1)
    of_second = np.log(1 / (0.99 * 0.5 + 0.01))  # the list is half x and half y
    assert figures.calibration == pytest.approx((0 + of_second) / 2)


def test_comparisons_keep_the_basic_figures(dataset: Dataset) -> None:
    basic = ranking_metrics(ByIndex(), dataset, TRAIN, HELD_OUT, length=2)
    assert type(basic) is RankingMetrics
    assert basic == list_figures(ByIndex(), of_rows(dataset, TRAIN, HELD_OUT), length=2).basic


def test_hidden_ratings_are_neither_listed_nor_missed(dataset: Dataset) -> None:
    plain = ranking_metrics(ByIndex(), dataset, TRAIN, HELD_OUT[1:], length=2)
    masked = ranking_metrics(ByIndex(), dataset, TRAIN, HELD_OUT[1:], length=2, hidden=HELD_OUT[:1])
    assert plain.ndcg == 0.0  # user 0: 1, 2
    assert masked.ndcg == pytest.approx((1 / np.log2(3)) / 2)  # user 0: 2, 3


def test_a_list_may_end_early(dataset: Dataset) -> None:
    table = np.full((2, 6), -np.inf)
    table[0, 3], table[1, 2] = 1.0, 1.0
    figures = ranking_metrics(Fixed(table), dataset, TRAIN, HELD_OUT, length=3)
    assert figures.ndcg == pytest.approx((1 / (1 + 1 / np.log2(3)) + 0) / 2)
    assert figures.coverage == pytest.approx(2 / 6)
    assert math.isnan(figures.diversity)  # no list has a pair


def test_the_gini_index_runs_from_equal_to_everything_in_one_hand() -> None:
    assert gini_index(np.array([3, 3, 3])) == pytest.approx(0.0)
    assert gini_index(np.array([0, 0, 0, 9])) == pytest.approx(0.75)
    assert gini_index(np.zeros(3, np.int64)) == 0.0


def test_the_same_ratings_on_another_scale_give_the_same_figures(dataset: Dataset) -> None:
    doubled = replace(dataset, ratings=replace(dataset.ratings, values=dataset.ratings.values * np.float32(2)))
    rows = np.array([0, 1, 2]), np.array([3, 4, 5, 6])
    assert ranking_metrics(ByIndex(), doubled, *rows, length=2) == ranking_metrics(ByIndex(), dataset, *rows, length=2)


def test_constant_ratings_and_short_catalogues_get_a_message(dataset: Dataset) -> None:
    dull = replace(dataset, ratings=replace(dataset.ratings, values=np.full(7, 3, np.float32)))
    rows = np.array([0, 1, 2]), np.array([3, 4, 5, 6])
    assert not can_rank(dull, rows[1], length=2)
    with pytest.raises(UserError, match="No held-out movie is liked"):
        ranking_metrics(ByIndex(), dull, *rows, length=2)
    assert ranking_metrics(ByIndex(), dull, *rows, length=2, liked_at=3.0).users == 2
    with pytest.raises(UserError, match="too few movies"):
        ranking_metrics(ByIndex(), dataset, *rows, length=6)


@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.booleans())
def test_lists_follow_the_definitions(seed: int, length: int, ties: bool) -> None:
    rng = np.random.default_rng(seed)
    n_users, n_movies = 7, 12
    pairs = np.flatnonzero(rng.random(n_users * n_movies) < 0.6)
    values = rng.integers(1, 6, len(pairs)).astype(np.float32)
    values[0] = 5.0
    genres = rng.random((n_movies, 3)) < 0.4
    names = tuple(str(movie) for movie in range(n_movies))
    catalogue = Movies(np.arange(n_movies), names, np.zeros(n_movies, np.int32), ("x", "y", "z"), genres)
    columns = (pairs // n_movies).astype(np.int32), (pairs % n_movies).astype(np.int32)
    data = Dataset("any", Ratings(*columns, values, np.zeros(len(pairs), np.int64)), catalogue, np.arange(n_users))
    held_out = np.flatnonzero((rng.random(len(pairs)) < 0.5) | (np.arange(len(pairs)) == 0))
    train = np.setdiff1d(np.arange(len(pairs)), held_out)
    table = rng.integers(0, 4, (n_users, n_movies)).astype(float) if ties else rng.random((n_users, n_movies))
    judged = finish(judge_lists(Fixed(table).scores, of_rows(data, train, held_out), length))
    slow = Slow(table, data, train, held_out, length)
    assert [[movie for movie in row if movie >= 0] for row in judged.lists.tolist()] == slow.lists
    figures = judged.figures
    assert figures.ndcg == pytest.approx(slow.mean(slow.ndcg))
    assert figures.recall == pytest.approx(slow.mean(lambda hits, liked: sum(hits) / min(liked, length)))
    assert figures.recall_of_all == pytest.approx(slow.mean(lambda hits, liked: sum(hits) / liked))
    assert figures.average_precision == pytest.approx(slow.mean(slow.average_precision))


class Slow:
    """The definitions, person by person and movie by movie."""

    def __init__(
        self, table: Scores, data: Dataset, train: npt.NDArray[np.int64], held_out: npt.NDArray[np.int64], length: int
    ) -> None:
        ratings, self.length = data.ratings, length
        self.lists: list[list[int]] = []
        self.people: list[tuple[list[bool], int]] = []
        for user in range(data.n_users):
            liked = {int(ratings.movies[r]) for r in held_out if ratings.users[r] == user and ratings.values[r] >= 4}
            if liked:
                seen = {int(ratings.movies[row]) for row in train if ratings.users[row] == user}
                left = [movie for movie in range(data.n_movies) if movie not in seen]
                best = sorted(left, key=lambda movie, user=user: (-table[user, movie], movie))[:length]
                self.lists.append(best)
                self.people.append(([movie in liked for movie in best], len(liked)))

    def mean(self, figure: object) -> float:
        return float(np.mean([figure(hits, liked) for hits, liked in self.people]))  # type: ignore[operator]

    def ndcg(self, hits: list[bool], liked: int) -> float:
        best = sum(1 / math.log2(place + 2) for place in range(min(liked, self.length)))
        return sum(1 / math.log2(place + 2) for place, hit in enumerate(hits) if hit) / best

    def average_precision(self, hits: list[bool], liked: int) -> float:
        precisions = [sum(hits[: place + 1]) / (place + 1) for place, hit in enumerate(hits) if hit]
        return sum(precisions) / min(liked, self.length)


def test_blocks_of_people_change_nothing(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    split = split_ratings(tiny_dataset, SplitConfig())
    table = np.random.default_rng(0).random((tiny_dataset.n_users, tiny_dataset.n_movies))
    whole = finish(judge_lists(Fixed(table).scores, of_split(tiny_dataset, split)))
    monkeypatch.setattr(ranking, "BLOCK_NUMBERS", 3 * tiny_dataset.n_movies)
    monkeypatch.setattr(ranking, "_USERS_AT_ONCE", 7)
    parts = finish(judge_lists(Fixed(table).scores, of_split(tiny_dataset, split)))
    assert parts.figures == whole.figures
    assert parts.lists.tolist() == whole.lists.tolist()


def test_lists_are_left_inside_a_block_of_people_who_take_long(tiny_dataset: Dataset) -> None:
    test = of_split(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
    table = np.random.default_rng(0).random((tiny_dataset.n_users, tiny_dataset.n_movies))
    events = list(judge_lists(Slowly(table), test))
    people = events[-1].total
    assert [event.done for event in events] == [0.0] * len(events[:-1]) + [people]
    assert len(events) == people + 1  # one block, and a stop after everybody in it
    assert finish(judge_lists(Slowly(table), test)).figures == finish(judge_lists(Fixed(table).scores, test)).figures


def test_a_sample_of_people_is_drawn_with_a_seed_and_says_how_sure_it_is(tiny_dataset: Dataset) -> None:
    test = of_split(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
    table = np.random.default_rng(0).random((tiny_dataset.n_users, tiny_dataset.n_movies))
    whole, some, again = (finish(judge_lists(Fixed(table).scores, test, most_people=most)) for most in (None, 10, 10))
    assert (whole.figures.users, some.figures.users) == (len(whole.users), 10)
    assert some.users.tolist() == again.users.tolist()
    assert some.figures.ndcg_interval > whole.figures.ndcg_interval > 0


def test_wins_are_counted_person_by_person(tiny_dataset: Dataset) -> None:
    split = split_ratings(tiny_dataset, SplitConfig())
    table = np.full((tiny_dataset.n_users, tiny_dataset.n_movies), 0.0)
    wanted = of_split(tiny_dataset, split).wanted
    table[wanted.users, wanted.movies] = 1.0  # what nobody can know
    figures = list_figures(Fixed(table), of_split(tiny_dataset, split))
    assert figures.ndcg == pytest.approx(1.0)
    assert figures.better > 0.9
    assert figures.worse == 0.0
    assert 0 < figures.gain_low < figures.gain < figures.gain_high < 1


def test_people_after_a_cut_are_judged_as_new(tiny_dataset: Dataset) -> None:
    seen: list[People] = []

    def scorer(people: People) -> Scores:
        seen.append(people)
        return np.zeros((len(people), tiny_dataset.n_movies))

    finish(judge_lists(scorer, after_cut(tiny_dataset, 0.2)))
    assert all((people.known == -1).all() for people in seen)


@pytest.mark.slow
def test_figures_on_real_data_are_those_of_the_first_implementation(bundled_dataset: Dataset) -> None:
    split = split_ratings(bundled_dataset, SplitConfig(refit=True))
    data = training_data(bundled_dataset, split)
    model = Biases(BiasConfig(), data, torch.Generator())
    model.fit(data)
    model.eval()
    figures = ranking_metrics(model, bundled_dataset, split.train, split.test)
    # As tables of users x movies gave them, before people were judged in blocks. Diversity was 0.787532: at the end of
    # some lists movies tie, and those tables took any of them.
    assert figures.users == 649
    assert figures.ndcg == pytest.approx(0.0350328034, abs=1e-6)
    assert figures.recall == pytest.approx(0.0377302076, abs=1e-6)
    assert figures.average_precision == pytest.approx(0.0139991114, abs=1e-6)
    assert figures.coverage == pytest.approx(0.0031780822, abs=1e-6)
    assert figures.novelty == pytest.approx(4.5340749842, abs=1e-6)
    assert figures.diversity == pytest.approx(0.7874152692, abs=1e-6)
    assert figures.popularity == pytest.approx(58.7722650231, abs=1e-6)
    assert figures.gini == pytest.approx(0.9988025920, abs=1e-6)
