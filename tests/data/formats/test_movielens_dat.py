"""The layout of 1M and 10M."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

Write = Callable[..., Path]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_1m_and_10m(write_folder: Write, dat_files: dict[str, str], encoding: str, newline: str) -> None:
    files = {name: text.replace("\n", newline) for name, text in dat_files.items()}
    dataset = finish(load_dataset(write_folder(files, encoding=encoding)))
    assert dataset.user_ids.tolist() == [1, 2]
    assert dataset.movies.ids.tolist() == [661, 1193, 3952]
    assert dataset.movies.titles[2] == "Cité, The: A Double::Colon"
    assert dataset.movies.years.tolist() == [1996, 1975, 2000]
    assert dataset.movies.genres_of(2) == ("Drama", "Thriller")
    assert dataset.ratings.users.tolist() == [0, 0, 1]
    assert dataset.ratings.movies.tolist() == [1, 0, 1]
    assert dataset.ratings.values.tolist() == [5.0, 3.5, 4.0]
    assert dataset.ratings.timestamps.tolist() == [978300760, 978302109, 978298413]
    assert dataset.tags.texts == ("asylum", "a::b")
    assert dataset.report is not None
    assert dataset.report.clean


def test_the_ratings_file_alone(write_folder: Write, dat_files: dict[str, str]) -> None:
    folder = write_folder({"ratings.dat": dat_files["ratings.dat"]})
    dataset = finish(load_dataset(folder / "ratings.dat"))
    assert dataset.movies.titles == ("Movie 661", "Movie 1193")
    assert dataset.movies.genre_names == ()
    assert dataset.report is not None
    assert dataset.report.counts == {"no movie list": 1}


def test_the_ratings_file_brings_its_siblings(write_folder: Write, dat_files: dict[str, str]) -> None:
    dataset = finish(load_dataset(write_folder(dat_files) / "ratings.dat"))
    assert dataset.movies.titles[1] == "One Flew Over the Cuckoo's Nest"
    assert dataset.name == "ml"


def test_small_times_are_times_since_the_release_says_so(write_folder: Write) -> None:
    folder = write_folder({"ratings.dat": "1::10::5::86400\n2::10::3::90000\n1::20::4::43210\n"})
    assert sorted(finish(load_dataset(folder)).ratings.timestamps.tolist()) == [43210, 86400, 90000]
