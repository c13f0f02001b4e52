"""A table that its publisher has divided is one, and its test part is a fold."""

from __future__ import annotations

from typing import Any

import pytest

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

HEAD = "userId,movieId,rating,timestamp\n"
TRAIN = f"{HEAD}1,10,4,1500000000\n1,11,3,1500000060\n2,10,5,1500000120\n3,11,1,1500000180\n"
TEST = f"{HEAD}2,11,2,1500000240\n3,10,3,1500000300\n"
LIST = "movieId,title,genres\n10,Heat (1995),Crime\n11,Up (2009),Comedy\n"


def pairs(dataset: Dataset, rows: Any) -> set[tuple[int, int]]:
    ratings = dataset.ratings.take(rows)
    return set(zip(dataset.user_ids[ratings.users].tolist(), dataset.movies.ids[ratings.movies].tolist(), strict=True))


@pytest.mark.parametrize(
    "names",
    [
        ("train.csv", "test.csv"),
        ("ratings_train.csv", "ratings_test.csv"),
        ("Training set.csv", "Testing set.csv"),
        ("trainset.csv", "testset.csv"),
        ("ml-1m.train.rating", "ml-1m.test.rating"),
        ("u1.base", "u1.test"),
        ("ydata-ratings-train-v1_0.txt", "ydata-ratings-test-v1_0.txt"),
    ],
)
def test_train_and_test_are_one_table_and_the_test_part_is_a_fold(write_folder: Any, names: tuple[str, str]) -> None:
    dataset = finish(load_dataset(write_folder({names[0]: TRAIN, names[1]: TEST, "movies.csv": LIST})))
    assert len(dataset.ratings) == 6
    assert dataset.movies.label(0) == "Heat (1995)"
    assert [fold.name for fold in dataset.folds] == ["test"]
    split = split_ratings(dataset, SplitConfig(method="official", fold="test", validation=0.0))
    assert pairs(dataset, split.test) == {(2, 11), (3, 10)}
    assert dataset.report is not None
    assert any("read as one table" in note and "--split-fold test" in note for note in dataset.report.notes)


def test_a_validation_part_belongs_to_what_is_not_tested_on(write_folder: Any) -> None:
    folder = write_folder({"a.train.csv": TRAIN, "a.valid.csv": f"{HEAD}2,11,2,1\n", "a.test.csv": f"{HEAD}3,10,3,1\n"})
    dataset = finish(load_dataset(folder))
    assert len(dataset.ratings) == 6
    assert pairs(dataset, dataset.folds[0].test_rows) == {(3, 10)}


def test_ids_that_are_text_in_one_part_only_are_the_same_people(write_folder: Any) -> None:
    folder = write_folder({"train.csv": f"{HEAD}1,10,4,1\n2,11,3,1\n", "test.csv": f"{HEAD}2,10,5,1\nx,11,1,1\n"})
    dataset = finish(load_dataset(folder))
    assert dataset.user_names == ("1", "2", "x")
    rated = dataset.ratings.take(dataset.folds[0].test_rows)
    assert {(dataset.user_names[user], value) for user, value in zip(rated.users, rated.values, strict=True)} == {
        ("2", 5.0),
        ("x", 1.0),
    }


def test_one_scale_holds_for_both_parts(write_folder: Any) -> None:
    dataset = finish(load_dataset(write_folder({"train.csv": f"{HEAD}1,10,9,1\n", "test.csv": f"{HEAD}2,10,2,1\n"})))
    assert dataset.scale == (1, 10)
    assert len(dataset.folds[0].test_rows) == 1


def test_a_test_part_without_usable_ratings_makes_no_fold(write_folder: Any) -> None:
    dataset = finish(load_dataset(write_folder({"train.csv": TRAIN, "test.csv": f"{HEAD}2,11,,1\n3,10,,1\n"})))
    assert len(dataset.ratings) == 4
    assert dataset.folds == ()


def test_a_test_part_without_ratings_leaves_the_training_part(write_folder: Any) -> None:
    dataset = finish(load_dataset(write_folder({"train.csv": TRAIN, "test.csv": "userId,movieId\n2,11\n"})))
    assert len(dataset.ratings) == 4


@pytest.mark.parametrize(
    "files",
    [
        {"train.csv": TRAIN, "test.csv": TRAIN},
        {"train.csv": TRAIN, "test.csv": TEST.replace(",", ";")},
        {"train.csv": TRAIN, "test.csv": TEST, "everything.csv": TRAIN + TEST.removeprefix(HEAD)},
        {"u1.base": TRAIN, "u1.test": TEST, "u2.base": TEST, "u2.test": TRAIN},
        {"latest.csv": TRAIN, "contest.csv": TEST},
    ],
)
def test_what_may_be_something_else_is_left_for_a_person_to_choose(write_folder: Any, files: dict[str, str]) -> None:
    with pytest.raises(UserError, match=r"are tables of ratings\. Choose one"):
        finish(load_dataset(write_folder(files)))


def test_a_whole_table_beside_its_parts_is_read_alone(write_folder: Any) -> None:
    files = {"ratings.csv": TRAIN + TEST.removeprefix(HEAD), "train.csv": TRAIN, "test.csv": TEST}
    dataset = finish(load_dataset(write_folder(files)))
    assert len(dataset.ratings) == 6
    assert dataset.folds == ()


def test_one_part_can_be_chosen(write_folder: Any) -> None:
    folder = write_folder({"train.csv": TRAIN, "test.csv": TEST})
    assert len(finish(load_dataset(folder / "test.csv")).ratings) == 2
    assert len(finish(load_dataset(folder, choice=TableChoice(table="train.csv"))).ratings) == 4
