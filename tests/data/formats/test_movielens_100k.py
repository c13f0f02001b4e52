"""The layout of 100K, with its folds and genre flags."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.sources import load_dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.progress import finish

Write = Callable[..., Path]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_ratings_movies_and_flags(write_folder: Write, files_100k: dict[str, str], newline: str) -> None:
    files = {name: text.replace("\n", newline) for name, text in files_100k.items()}
    dataset = finish(load_dataset(write_folder(files, encoding="latin-1")))
    assert dataset.user_ids.tolist() == [1, 3]
    assert dataset.ratings.users.tolist() == [1, 0, 1, 0]
    assert dataset.ratings.movies.tolist() == [1, 0, 0, 2]
    assert dataset.ratings.values.tolist() == [4, 5, 1, 2]
    assert dataset.movies.titles == ("Toy Story", "Misérables, Les", "unknown", "Land Before Time III (V)")
    assert dataset.movies.years.tolist() == [1995, 1995, 0, 1995]
    assert dataset.movies.genres_of(0) == ("Animation", "Children's", "Comedy")
    assert dataset.movies.genres_of(2) == ()
    assert len(dataset.movies.genre_names) == 18
    assert "unknown" not in dataset.movies.genre_names
    assert dataset.report is not None
    assert dataset.report.clean


def test_folds_are_row_numbers_of_their_test_parts(write_folder: Write, files_100k: dict[str, str]) -> None:
    dataset = finish(load_dataset(write_folder(files_100k, encoding="latin-1")))
    assert {fold.name: fold.test_rows.tolist() for fold in dataset.folds} == {"u1": [3], "ua": [0, 2]}
    split = split_ratings(dataset, SplitConfig(method="official", fold="ua", validation=0))
    assert split.test.tolist() == [0, 2]
    assert split.train.tolist() == [1, 3]


def test_a_fold_row_without_its_rating_is_reported(write_folder: Write, files_100k: dict[str, str]) -> None:
    files = files_100k | {"u1.test": "1\t3\t2\t883\n9\t3\t2\t883\n"}
    dataset = finish(load_dataset(write_folder(files, encoding="latin-1")))
    assert dataset.folds[0].test_rows.tolist() == [3]
    assert dataset.report is not None
    assert [(issue.file, issue.line) for issue in dataset.report.issues] == [("u1.test", 2)]


def test_without_the_list_of_genres_the_releases_own_order_holds(
    write_folder: Write, files_100k: dict[str, str]
) -> None:
    files = {name: text for name, text in files_100k.items() if name != "u.genre"}
    dataset = finish(load_dataset(write_folder(files, encoding="latin-1")))
    assert dataset.movies.genres_of(1) == ("Drama",)


def test_too_few_flags_are_reported_and_the_movie_kept(write_folder: Write, files_100k: dict[str, str]) -> None:
    files = files_100k | {"u.item": "1|Toy Story (1995)|||url|0|1\n2|No flags (1990)\nx|y\n"}
    dataset = finish(load_dataset(write_folder(files, encoding="latin-1")))
    assert dataset.movies.genres_of(0) == ("Action",)
    assert dataset.movies.titles == ("Toy Story", "No flags", "Movie 3")
    assert dataset.report is not None
    assert dataset.report.counts == {"unknown genre": 2, "malformed row": 1, "movie missing in the movie list": 1}


def test_u_data_alone(write_folder: Write, files_100k: dict[str, str]) -> None:
    folder = write_folder({"u.data": files_100k["u.data"]})
    dataset = finish(load_dataset(folder / "u.data"))
    assert dataset.movies.titles == ("Movie 1", "Movie 2", "Movie 3")
    assert dataset.folds == ()


def test_one_id_that_is_text_does_not_mix_up_titles_and_folds(write_folder: Write, files_100k: dict[str, str]) -> None:
    plain = finish(load_dataset(write_folder(files_100k, folder="plain", encoding="latin-1")))
    files = files_100k | {"u.data": files_100k["u.data"] + "x9\t03\t4\t884\n"}
    mixed = finish(load_dataset(write_folder(files, folder="mixed", encoding="latin-1")))
    titles = dict(zip(mixed.movies.text_ids, mixed.movies.titles, strict=True))
    numbers = map(str, plain.movies.ids.tolist())
    assert titles == dict(zip(numbers, plain.movies.titles, strict=True)) | {"03": "03"}
    for fold, same in zip(mixed.folds, plain.folds, strict=True):
        assert (fold.name, fold.test_rows.tolist()) == (same.name, same.test_rows.tolist())


def test_a_text_id_in_a_fold_alone_is_a_row_without_its_rating(write_folder: Write, files_100k: dict[str, str]) -> None:
    files = files_100k | {"u1.test": files_100k["u1.test"] + "x9\t03\t4\t884\n"}
    dataset = finish(load_dataset(write_folder(files, encoding="latin-1")))
    assert dataset.folds[0].test_rows.tolist() == [3]
    assert dataset.report is not None
    assert dataset.report.counts == {"fold row without its rating": 1}
