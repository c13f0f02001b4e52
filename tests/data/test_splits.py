"""Splits: seeded, disjoint, and the article's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import ARTICLE_SPLIT, SPLIT_METHODS, SplitConfig, fold_names, parse_seeds, split_ratings
from movierec_gui.errors import UserError

METHODS = [method for method in SPLIT_METHODS if method not in ("official", "k_fold")]


@pytest.mark.parametrize("method", METHODS)
def test_parts_are_disjoint_complete_and_ascending(tiny_dataset: Dataset, method: str) -> None:
    split = split_ratings(tiny_dataset, SplitConfig(method=method, test=0.2, validation=0.1))
    together = np.concatenate([split.train, split.validation, split.test])
    assert sorted(together) == list(range(len(tiny_dataset.ratings)))
    for part in (split.train, split.validation, split.test, split.held_out):
        assert (np.diff(part) > 0).all()
    assert len(split.test) == pytest.approx(0.2 * len(together), rel=0.25)
    assert set(np.flatnonzero(split.part_of_rows(len(together)) == 2)) == set(split.test)


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides_and_no_global_state_does(tiny_dataset: Dataset, method: str) -> None:
    first, again = (split_ratings(tiny_dataset, SplitConfig(method=method, seed=3)) for _ in range(2))
    assert np.array_equal(first.test, again.test)
    if method != "by_time":
        other = split_ratings(tiny_dataset, SplitConfig(method=method, seed=4))
        assert not np.array_equal(first.test, other.test)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_article_split_draws_below_four_fifths(bundled_dataset: Dataset, seed: int) -> None:
    train = np.random.default_rng(seed).random(len(bundled_dataset.ratings)) < 0.8
    split = split_ratings(bundled_dataset, SplitConfig(test=0.0, validation=0.2, seed=seed))
    assert np.array_equal(split.train, np.flatnonzero(train))
    assert len(split.test) == 0


def test_with_a_test_part_the_articles_held_out_ratings_become_the_test(bundled_dataset: Dataset) -> None:
    article = split_ratings(bundled_dataset, ARTICLE_SPLIT)
    honest = split_ratings(bundled_dataset, SplitConfig(test=0.2, validation=0.1))
    assert np.array_equal(honest.test, article.validation)
    assert set(honest.validation) <= set(article.train)
    assert len(honest.validation) == pytest.approx(0.08 * len(bundled_dataset.ratings), rel=0.03)


def test_by_time_holds_out_the_latest_ratings(tiny_dataset: Dataset) -> None:
    split = split_ratings(tiny_dataset, SplitConfig(method="by_time"))
    times = tiny_dataset.ratings.timestamps
    assert (
        times[split.train].max()
        <= times[split.validation].min()
        <= times[split.validation].max()
        <= times[split.test].min()
    )


def test_per_user_holds_out_the_same_share_of_everyone(tiny_dataset: Dataset) -> None:
    split = split_ratings(tiny_dataset, SplitConfig(method="per_user", test=0.25, validation=0.1))
    held = np.bincount(tiny_dataset.ratings.users[split.test], minlength=tiny_dataset.n_users)
    assert np.abs(held - 0.25 * tiny_dataset.user_counts).max() <= 0.5


def test_k_folds_hold_out_every_rating_once(tiny_dataset: Dataset) -> None:
    configs = [SplitConfig(method="k_fold", test=0.25, fold=str(number)) for number in (1, 2, 3, 4)]
    tests = [split_ratings(tiny_dataset, config).test for config in configs]
    assert sorted(np.concatenate(tests)) == list(range(len(tiny_dataset.ratings)))
    with pytest.raises(UserError, match="Unknown fold '5'"):
        split_ratings(tiny_dataset, SplitConfig(method="k_fold", test=0.25, fold="5"))


def test_refitting_returns_the_validation_ratings_and_leaves_the_test_part(tiny_dataset: Dataset) -> None:
    chosen = split_ratings(tiny_dataset, SplitConfig())
    refit = split_ratings(tiny_dataset, SplitConfig(refit=True))
    assert np.array_equal(refit.test, chosen.test)
    assert np.array_equal(refit.train, np.sort(np.concatenate([chosen.train, chosen.validation])))
    assert len(refit.validation) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"method": "radom"},
        {"test": 1.0},
        {"validation": -0.1},
        {"test": 0.0, "validation": 0.0},
        {"seed": -1},
    ],
)
def test_impossible_settings_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(UserError):
        SplitConfig(**values)


def test_an_official_fold_needs_a_release_that_ships_it(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="ships no folds"):
        split_ratings(tiny_dataset, SplitConfig(method="official", fold="u1"))


def test_a_part_that_would_be_empty_is_an_error(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="validation part of the split is empty") as caught:
        split_ratings(tiny_dataset, SplitConfig(test=0.0, validation=1e-9))
    assert "ratings divided with test part 0, validation part 1e-09, method random, seed 0. Change" in str(caught.value)


def test_folds_are_named_for_a_form_to_offer(tiny_dataset: Dataset) -> None:
    assert fold_names(tiny_dataset, "random", 0.2) == ()
    assert fold_names(tiny_dataset, "official", 0.2) == ()
    assert fold_names(tiny_dataset, "k_fold", 0.25) == ("1", "2", "3", "4")
    assert fold_names(tiny_dataset, "k_fold", 0.0) == ()
    with pytest.raises(UserError, match="folds"):
        fold_names(tiny_dataset, "k_fold", 1e-6)


@pytest.mark.parametrize("method", ["random", "per_user", "by_time"])
def test_either_part_alone_may_be_left_out(tiny_dataset: Dataset, method: str) -> None:
    n = len(tiny_dataset.ratings)
    without_test = split_ratings(tiny_dataset, SplitConfig(method=method, test=0.0, validation=0.1))
    assert len(without_test.test) == 0
    assert len(without_test.validation) == pytest.approx(0.1 * n, rel=0.3)
    without_validation = split_ratings(tiny_dataset, SplitConfig(method=method, test=0.2, validation=0.0))
    assert len(without_validation.validation) == 0
    assert len(without_validation.train) + len(without_validation.test) == n
    assert set(without_validation.part_of_rows(n).tolist()) == {0, 2}
    assert without_test.part_of_rows(n).sum() == len(without_test.validation)


def test_as_many_folds_as_are_allowed_and_no_more(tiny_dataset: Dataset) -> None:
    assert len(fold_names(tiny_dataset, "k_fold", 0.001)) == 1000
    with pytest.raises(UserError, match="1,001 folds"):
        fold_names(tiny_dataset, "k_fold", 1 / 1001)


def test_ratings_at_two_times_can_be_split_by_time_and_at_one_cannot(tiny_dataset: Dataset) -> None:
    config = SplitConfig(method="by_time", test=0.5, validation=0.0)
    stamps = np.where(np.arange(len(tiny_dataset.ratings)) % 2 == 0, 5, 6)

    def at(times: npt.NDArray[np.int64]) -> Dataset:
        return replace(tiny_dataset, ratings=replace(tiny_dataset.ratings, timestamps=times.astype(np.int64)))

    assert set(stamps[split_ratings(at(stamps), config).test]) == {6}
    for moment, where in ((0, "No rating has a usable time"), (7, "All ratings have the same time")):
        with pytest.raises(UserError, match=where):
            split_ratings(at(np.full(len(stamps), moment)), config)


@pytest.mark.parametrize(
    ("text", "seeds"), [("0", (0,)), ("3, 1 3", (3, 1)), ("7,,8", (7, 8)), (" 2\t5 ", (2, 5)), ("10 ,11", (10, 11))]
)
def test_seeds_as_people_write_them(text: str, seeds: tuple[int, ...]) -> None:
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize("text", ["", ",", "-1", "1.5", "x", "٣", "1, two"])
def test_what_is_no_seed_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="seed"):
        parse_seeds(text)


def test_a_split_is_named_by_its_fold_or_its_seed() -> None:
    assert SplitConfig(seed=4).name == "seed 4"
    assert SplitConfig(method="k_fold", fold="2").name == "fold 2"
