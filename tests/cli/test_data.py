from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data import downloads
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.releases import RELEASES
from movierec_gui.progress import Progress


def test_a_dataset_is_described(movierec: Any, tiny_folder: Path, tiny_dataset: Dataset) -> None:
    answer = movierec("data", "show", tiny_folder, "--json")
    assert answer.status == 0
    values = answer.json
    assert (values["name"], values["users"], values["movies"], values["rated_movies"]) == ("tiny", 40, 60, 59)
    assert values["ratings"] == len(tiny_dataset.ratings) == sum(values["rating_histogram"].values())
    assert (values["report"]["counts"], values["folds"]) == ({}, [])
    assert values["genres"]["Comedy"] == 30


def test_people_see_the_same_in_words(movierec: Any, tiny_folder: Path) -> None:
    out = movierec("data", "show", tiny_folder).out
    assert "Movies                      60 (59 of them rated)" in out
    assert "no problem found" in out


def test_rows_with_problems_are_named_on_request(movierec: Any, tiny_folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "ratings.csv"
    table.write_text((tiny_folder / "ratings.csv").read_text(encoding="utf-8") + "10,100,many,0\n", encoding="utf-8")
    answer = movierec("data", "show", table, "--issues")
    assert "not a number" in answer.out
    assert "ratings.csv, line " in answer.out


def test_figures_are_drawn(movierec: Any, tiny_folder: Path, tmp_path: Path) -> None:
    assert movierec("data", "show", tiny_folder, "--figures", tmp_path / "figures").status == 0
    names = sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert names == ["genres.png", "long-tail.png", "ratings.png", "years.png"]


def test_a_split_is_counted(movierec: Any, tiny_folder: Path, tiny_dataset: Dataset) -> None:
    answer = movierec("data", "split", tiny_folder, "--split-method", "per_user", "--split-test", 0.5, "--json")
    parts = answer.json["parts"]
    assert sum(parts.values()) == len(tiny_dataset.ratings)
    assert 0.4 < parts["test"] / len(tiny_dataset.ratings) < 0.6
    lines = movierec("data", "split", tiny_folder).out.splitlines()
    assert [line.split()[0] for line in lines] == ["Part", "train", "validation", "test"]


def test_the_releases_are_listed(movierec: Any) -> None:
    assert [entry["name"] for entry in movierec("data", "releases", "--json").json] == [r.name for r in RELEASES]
    assert len(movierec("data", "releases").out.splitlines()) == 1 + len(RELEASES)


def test_a_release_is_downloaded_into_the_folder(
    movierec: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(release: Any, folder: Path) -> Generator[Progress, None, Path]:
        yield Progress("Downloading", 1, 1)
        return folder / release.file_name

    monkeypatch.setattr(downloads, "download_release", download)
    answer = movierec("data", "download", "ml-1m", "--folder", tmp_path / "new", "--json")
    assert (answer.status, answer.json["path"]) == (0, str(tmp_path / "new" / "ml-1m.zip"))
    assert (tmp_path / "new").is_dir()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["show", "no-such-file"], 1, "no-such-file"),
        (["download", "ml-2m"], 1, "Did you mean 'ml-"),
        (["split", "--split-method", "odd"], 2, "'odd' is not one of"),
        ([], 2, "Usage: movierec data"),
    ],
)
def test_what_is_not_there_is_named(movierec: Any, arguments: list[str], status: int, message: str) -> None:
    answer = movierec("data", *arguments)
    assert answer.status == status
    assert message in answer.err + answer.out


SHOP = "who;what;how much;when\n" + "".join(f"name{n % 7};B{n % 5};{n % 10 + 1};1{n:09}000\n" for n in range(35))


def test_what_is_said_of_a_table_is_kept_for_the_next_command(movierec: Any, tmp_path: Path) -> None:
    table = tmp_path / "shop.csv"
    table.write_text(SHOP, encoding="utf-8")
    assert "--columns" in movierec("data", "show", table).err
    columns = ("--columns", "user=who,item=what,rating=how much,time=4", "--scale", "0-10", "--not-rated", "1")
    first = movierec("data", "show", table, *columns, "--json").json
    assert (first["users"], first["movies"], first["scale"]) == (7, 5, [0, 10])
    assert first["rating_histogram"].keys() == {str(level) for level in range(2, 11)}
    assert any("milliseconds" in note for note in first["report"]["notes"])
    again = movierec("data", "show", table, "--json")
    assert again.json == first
    assert "is read as last time: user = who" in movierec("data", "show", table).err
    assert movierec("data", "show", table, "--as-found").status == 1
    assert "is read as last time" in movierec("data", "show", table).err, "only what could be read is kept"


def test_a_scale_that_begins_below_0_can_be_said(movierec: Any, tmp_path: Path) -> None:
    table = tmp_path / "jokes.csv"
    rows = (f"{n % 7},{n % 5},{n - 3}" for n in range(7))
    table.write_text("\n".join(["user,item,rating", *rows, ""]), encoding="utf-8")
    assert movierec("data", "show", table, "--json").json["scale"] == [-5, 5]
    for text in ("-10 to 10", "-10..10", "-10-10"):
        assert movierec("data", "show", table, "--scale", text, "--json").json["scale"] == [-10, 10], text
    assert "is read as last time: scale -10 to 10" in movierec("data", "show", table).err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--scale", "9"], "is no scale"),
        (["--scale", "10 to -10"], 'Write it as in 1-10 or "-10 to 10"'),
        (["--not-rated", "x"], "names no values"),
        (["--columns", "who=1"], "Unknown column 'who'"),
        (["--time-unit", "weeks"], "Unknown time unit 'weeks'"),
    ],
)
def test_what_cannot_be_understood_of_a_table_is_explained(
    movierec: Any, tiny_folder: Path, options: list[str], message: str
) -> None:
    answer = movierec("data", "split", tiny_folder, *options)
    assert (answer.status, message in answer.err) == (1, True)
    bundled = movierec("data", "show", "--scale", "1-5")
    assert "read as they are" in bundled.err


@pytest.mark.parametrize("times", ["", ",timestamp"])
def test_milliseconds_and_missing_times_are_no_fault(movierec: Any, tmp_path: Path, times: str) -> None:
    rows = [f"{n % 9},{n % 8},{n % 5 + 1}" + (f",{1_209_965_037_897 + 1000 * n}" if times else "") for n in range(72)]
    table = tmp_path / "ms.csv"
    table.write_text("\n".join([f"userId,movieId,rating{times}", *rows, ""]), encoding="utf-8")
    answer = movierec("data", "show", table)
    assert answer.status == 0
    assert ("2008-05-05" in answer.out) == bool(times)
    split = movierec("data", "split", table, "--split-method", "by_time")
    assert split.status == (0 if times else 1)
    assert times or "cannot be split by time" in split.err


def test_years_that_nobody_knows_are_not_a_number(movierec: Any, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("user,item,rating\n1,2,3\n2,2,5\n", encoding="utf-8")
    shown = movierec("data", "show", path)
    assert "no title names a year" in shown.out
    assert "nan" not in shown.out
    assert movierec("data", "show", path, "--json").json["mean_year"] is None


def test_what_may_be_meant_otherwise_is_said_until_somebody_settles_it(movierec: Any, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("user,item,rating\n" + "".join(f"{n},{n % 3},{n % 8}\n" for n in range(24)), encoding="utf-8")
    said = movierec("data", "split", path).err
    assert "t.csv: 0 stands in 3 rows, taken for “not rated” and left out; --not-rated says otherwise" in said
    assert "taken for" not in movierec("data", "split", path, "--not-rated", "0").err
    assert "taken for" not in movierec("data", "split", path).err


def test_the_table_of_a_folder_is_named(movierec: Any, tmp_path: Path) -> None:
    for name, rating in (("one.csv", 3), ("two.csv", 4)):
        (tmp_path / name).write_text(f"user,item,rating\n1,2,{rating}\n2,2,5\n", encoding="utf-8")
    refused = movierec("data", "show", tmp_path)
    assert refused.status == 1
    assert "one.csv, two.csv are tables of ratings" in refused.err
    shown = movierec("data", "show", tmp_path, "--table", "two.csv", "--json")
    assert shown.json["mean_rating"] == 4.5
    again = movierec("data", "show", tmp_path)
    assert "read as last time: table two.csv" in again.err
