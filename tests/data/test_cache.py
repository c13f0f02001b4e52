"""Large datasets are found again by their content, and by nothing else."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui import records
from movierec_gui.atomic_files import sweep_leftovers
from movierec_gui.data import cache, sources
from movierec_gui.data.archives import open_trees
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def cache_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "WORTH_CACHING", 0)


def stages(path: Path, folder: Path | None) -> tuple[Dataset, set[str]]:
    work = load_dataset(path, folder)
    seen = set()
    try:
        while True:
            seen.add(next(work).stage)
    except StopIteration as end:
        return end.value, seen


def expect_equal(one: Dataset, other: Dataset) -> None:
    assert one.content_hash == other.content_hash
    assert one.name == other.name
    assert one.movies.titles == other.movies.titles
    assert one.movies.imdb_ids == other.movies.imdb_ids
    assert one.tags.texts == other.tags.texts
    np.testing.assert_array_equal(one.tags.users, other.tags.users)
    assert one.report == other.report
    assert [fold.name for fold in one.folds] == [fold.name for fold in other.folds]
    for fold, same in zip(one.folds, other.folds, strict=True):
        np.testing.assert_array_equal(fold.test_rows, same.test_rows)
    assert one.user_names == other.user_names


def test_the_second_reading_opens_the_copy(write_folder: Write, csv_files: dict[str, str], tmp_path: Path) -> None:
    files = csv_files | {"ratings.csv": csv_files["ratings.csv"] + "bad\n"}
    folder = write_folder(files)
    first, read = stages(folder, tmp_path / "cache")
    second, opened = stages(folder, tmp_path / "cache")
    assert "Reading ratings.csv" in read
    assert "Reading ratings.csv" not in opened
    expect_equal(first, second)
    assert second.report is not None
    assert second.report.rows_skipped == 1
    assert not second.ratings.users.flags.writeable


def test_folds_and_names_come_back(write_folder: Write, files_100k: dict[str, str], tmp_path: Path) -> None:
    folder = write_folder(files_100k, encoding="latin-1")
    expect_equal(stages(folder, tmp_path / "cache")[0], stages(folder, tmp_path / "cache")[0])
    table = write_folder({"t.csv": "user,item,rating\nanna,x,3\n"}, folder="t") / "t.csv"
    expect_equal(stages(table, tmp_path / "cache")[0], stages(table, tmp_path / "cache")[0])


def test_a_zip_is_found_again(write_zip: Write, csv_files: dict[str, str], tmp_path: Path) -> None:
    packed = write_zip(csv_files)
    first, _ = stages(packed, tmp_path / "cache")
    second, opened = stages(packed, tmp_path / "cache")
    assert "Reading ratings.csv" not in opened
    expect_equal(first, second)


def test_one_changed_byte_is_another_dataset_even_at_the_same_size_and_time(
    write_folder: Write, csv_files: dict[str, str], tmp_path: Path
) -> None:
    folder = write_folder(csv_files)
    stages(folder, tmp_path / "cache")
    path = folder / "ratings.csv"
    before = path.stat()
    path.write_text(path.read_text().replace("4.0", "4.5"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    changed, read = stages(folder, tmp_path / "cache")
    assert "Reading ratings.csv" in read
    assert changed.ratings.values[0] == 4.5


def test_without_a_folder_nothing_is_kept(write_folder: Write, csv_files: dict[str, str], tmp_path: Path) -> None:
    stages(write_folder(csv_files), None)
    assert [path.name for path in tmp_path.iterdir()] == ["ml"]


def test_small_datasets_are_not_kept(
    write_folder: Write, csv_files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "WORTH_CACHING", cache.WORTH_CACHING)
    stages(write_folder(csv_files), tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "damage",
    [
        "truncated column",
        "empty column",
        "no column",
        "folder",
        "no json",
        "nested json",
        "wrong json",
        "unequal",
        "pickle",
    ],
)
def test_a_damaged_copy_is_made_again(
    write_folder: Write, csv_files: dict[str, str], tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_folder(csv_files)
    first, _ = stages(folder, tmp_path / "cache")
    (entry,) = (tmp_path / "cache").iterdir()
    facts, users = entry / "facts.json", entry / "users.npy"
    if damage == "truncated column":
        users.write_bytes(users.read_bytes()[:-3])
    elif damage == "no column":
        users.unlink()
    elif damage == "empty column":
        users.write_bytes(b"")
    elif damage == "folder":
        users.unlink()
        users.mkdir()
    elif damage == "nested json":
        facts.write_text("[" * 100_000)
    elif damage == "no json":
        facts.write_text("{")
    elif damage == "wrong json":
        facts.write_bytes(records.seal(records.unseal(facts.read_bytes())[0] | {"titles": None}))
    elif damage == "unequal":
        np.save(users, np.zeros(2, np.int32))
    else:
        np.save(users, np.array([print], object), allow_pickle=True)
    with caplog.at_level(logging.WARNING):
        again, read = stages(folder, tmp_path / "cache")
    assert "Reading ratings.csv" in read
    expect_equal(first, again)
    third, opened = stages(folder, tmp_path / "cache")
    assert "Reading ratings.csv" not in opened
    expect_equal(first, third)


def test_a_disk_that_refuses_does_not_stop_the_loading(
    write_folder: Write,
    csv_files: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache, "write_column", full)
    dataset, _ = stages(write_folder(csv_files), tmp_path / "cache")
    assert len(dataset.ratings) == 5
    assert "No space left" in caplog.text
    assert list((tmp_path / "cache").iterdir()) == []


def test_cancelling_leaves_no_half_copy(write_folder: Write, csv_files: dict[str, str], tmp_path: Path) -> None:
    work = load_dataset(write_folder(csv_files), tmp_path / "cache")
    for event in work:
        if event.stage.startswith("Keeping") and event.done > 3:
            break
    work.close()
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_longest_unused_copies_are_forgotten(write_folder: Write, tmp_path: Path) -> None:
    kept = tmp_path / "cache"
    for number in range(8):
        text = f"userId,movieId,rating\n1,{number},3\n"
        stages(write_folder({"ratings.csv": text}, folder=f"d{number}"), kept)
        for place, entry in enumerate(sorted(kept.iterdir(), key=lambda entry: (entry / "facts.json").stat().st_mtime)):
            os.utime(entry / "facts.json", (place, place))
    assert len(list(kept.iterdir())) == 5
    assert "Reading ratings.csv" not in stages(tmp_path / "d7", kept)[1]
    assert "Reading ratings.csv" in stages(tmp_path / "d0", kept)[1]


def test_one_flipped_bit_never_gives_other_numbers(
    write_folder: Write, csv_files: dict[str, str], tmp_path: Path
) -> None:
    """As on a failing disk: the copy is found damaged and made again, or the bit says nothing."""
    folder = write_folder(csv_files)
    first, _ = stages(folder, tmp_path / "cache")
    (entry,) = (tmp_path / "cache").iterdir()
    rng = np.random.default_rng(4)
    for path in sorted(entry.iterdir()) * 12:
        content = bytearray(path.read_bytes())
        bit = int(rng.integers(8 * len(content)))
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        again, _ = stages(folder, tmp_path / "cache")
        expect_equal(first, again)
        for name in ("users", "movies", "values", "timestamps"):
            np.testing.assert_array_equal(getattr(first.ratings, name), getattr(again.ratings, name))
        np.testing.assert_array_equal(first.movies.genres, again.movies.genres)
        np.testing.assert_array_equal(first.movies.years, again.movies.years)


KEEPING = """
import sys
from pathlib import Path
from movierec_gui.data import sources
from movierec_gui.data.sources import load_dataset
sources.WORTH_CACHING = 0
for event in load_dataset(Path(sys.argv[1]), Path(sys.argv[2]) / "cache"):
    if event.stage.startswith("Keeping") and event.done > 3:
        print("keeping", flush=True)
        input()
"""


def test_a_copy_whose_writer_was_killed_is_swept(
    write_folder: Write, csv_files: dict[str, str], tmp_path: Path, start_program: Callable[..., Any]
) -> None:
    folder, home = write_folder(csv_files), tmp_path / "home"
    program = start_program(KEEPING, folder, home)
    assert program.hear() == "keeping"
    assert sweep_leftovers(home) == 0  # it is at work
    program.kill()
    assert sweep_leftovers(home) == 1
    assert list((home / "cache").iterdir()) == []


def test_a_file_that_cannot_be_read_is_named(
    write_folder: Write, csv_files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(csv_files)

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with open_trees(folder, lambda name: True) as trees:
        work = cache.content_key(trees[0], ["ratings.csv"])
        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(UserError, match=r"ratings\.csv"):
            finish(work)
