"""What can be opened, and what is said of what cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data import sources
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.sniffing import ColumnChoice
from movierec_gui.data.sources import load_bundled, load_dataset, load_table, preview_table
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish

Write = Callable[..., Path]


def test_the_bundled_set_is_named_and_clean() -> None:
    dataset = finish(load_bundled())
    assert dataset.name == "ml-latest-small"
    assert dataset.report is not None
    assert dataset.report.summary() == "100,004 of 100,004 ratings kept; no problem found"


def test_every_event_is_progress() -> None:
    events = list(load_bundled())
    assert all(isinstance(event, Progress) for event in events)
    assert len({event.stage for event in events}) >= 4


def test_a_nested_folder_is_found(write_folder: Write, csv_files: dict[str, str], tmp_path: Path) -> None:
    write_folder(csv_files, folder="download/ml-latest")
    assert finish(load_dataset(tmp_path / "download")).name == "ml-latest"


def test_two_datasets_in_a_folder_are_named(write_folder: Write, csv_files: dict[str, str], tmp_path: Path) -> None:
    write_folder(csv_files, folder="all/one")
    write_folder(csv_files, folder="all/two")
    with pytest.raises(UserError, match="Found: one, two"):
        finish(load_dataset(tmp_path / "all"))


def test_an_unknown_folder_lists_what_is_there_and_what_is_known(write_folder: Write) -> None:
    folder = write_folder({f"picture{n}.png": b"\0" for n in range(20)})
    with pytest.raises(UserError) as caught:
        finish(load_dataset(folder))
    assert "picture0.png" in caught.value.where
    assert "8 more" in caught.value.where
    for name in ("ratings.csv", "ratings.dat", "u.data", "One table"):
        assert name in caught.value.remedy


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="It holds no files"):
        finish(load_dataset(tmp_path))


def test_an_empty_file(write_folder: Write) -> None:
    with pytest.raises(UserError, match=r"mine\.csv is empty"):
        finish(load_dataset(write_folder({"mine.csv": ""}) / "mine.csv"))


def test_preview_and_choice_of_columns(write_folder: Write) -> None:
    path = write_folder({"odd.csv": "who,what,how much\nanna,Heat,7\nbob,Ronin,3\n\n"}) / "odd.csv"
    preview = preview_table(path)
    assert preview.columns == ("who", "what", "how much")
    assert preview.rows == (("anna", "Heat", "7"), ("bob", "Ronin", "3"))
    assert preview.guess is None
    assert preview.reasons == (
        "user: no column is called so",
        "movie: no column is called so",
        "rating: no column is called so",
    )
    dataset = finish(load_table(path, ColumnChoice(0, 1, 2, text_users=True, text_movies=True)))
    assert dataset.user_names == ("anna", "bob")
    assert dataset.movies.titles == ("Heat", "Ronin")
    assert dataset.ratings.values.tolist() == [7, 3]
    assert dataset.name == "odd"


def test_preview_without_a_header_guesses_and_names_columns(write_folder: Write) -> None:
    path = write_folder({"plain.tsv": "1\t2\t3\n" * 50}) / "plain.tsv"
    preview = preview_table(path, rows=5)
    assert preview.columns == ("Column 1", "Column 2", "Column 3")
    assert len(preview.rows) == 5
    assert preview.guess == ColumnChoice(0, 1, 2)
    assert preview.reasons[0] == "user: Column 1, by what stands in it and by its place"


def test_a_table_inside_a_zip(write_zip: Write) -> None:
    packed = write_zip({"odd.csv": "a,b,c\n1,2,3\n"})
    assert preview_table(packed).file == "odd.csv"
    assert finish(load_table(packed, ColumnChoice(0, 1, 2))).name == "odd"


def test_a_column_that_is_not_there(write_folder: Write) -> None:
    path = write_folder({"odd.csv": "a,b,c\n1,2,3\n"}) / "odd.csv"
    with pytest.raises(UserError, match="no column 8"):
        finish(load_table(path, ColumnChoice(0, 1, 7)))


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"words\n"])
def test_what_is_no_table(write_folder: Write, content: bytes) -> None:
    path = write_folder({"odd.csv": content}) / "odd.csv"
    with pytest.raises(UserError, match="is no table"):
        preview_table(path)
    with pytest.raises(UserError, match="is no table"):
        finish(load_table(path, ColumnChoice(0, 1, 2)))


def test_a_folder_is_not_one_table(write_folder: Write, csv_files: dict[str, str]) -> None:
    with pytest.raises(UserError, match="holds 4 files"):
        preview_table(write_folder(csv_files))


def test_a_table_whose_head_lacks_a_column_says_which(write_folder: Write) -> None:
    folder = write_folder({"ratings.csv": "userId,Id,rating,timestamp\n1,2,3,4\n", "notes.txt": "hello\n"})
    for path in (folder, folder / "ratings.csv"):
        with pytest.raises(UserError) as caught:
            finish(load_dataset(path))
        assert "ratings.csv has no column for the movie among userId, Id, rating, timestamp" in caught.value.where
        assert "--columns" in caught.value.remedy


def test_several_tables_of_ratings_are_named(write_folder: Write, tmp_path: Path) -> None:
    folder = write_folder({"a.csv": "user,item,rating\n1,2,3\n", "b.csv": "user,item,rating\n1,2,3\n"})
    write_folder({"c.csv": "user,item,rating\n1,2,3\n"}, folder="ml/inner")
    with pytest.raises(UserError, match=r"a\.csv, b\.csv, c\.csv are tables of ratings"):
        finish(load_dataset(folder))


def test_datasets_of_different_layouts_in_a_folder_are_named(
    write_folder: Write, csv_files: dict[str, str], files_100k: dict[str, str], tmp_path: Path
) -> None:
    write_folder(csv_files, folder="all/one")
    write_folder(files_100k, folder="all/two", encoding="latin-1")
    with pytest.raises(UserError, match="Found: one, two"):
        finish(load_dataset(tmp_path / "all"))


def test_a_choice_has_a_kept_copy_of_its_own(
    write_folder: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "WORTH_CACHING", 0)
    path = write_folder({"t.csv": "user,item,rating,other\n1,2,0,5\n2,2,4,1\n2,3,2,1\n"}) / "t.csv"
    choices = (TableChoice(), TableChoice(not_rated=()), TableChoice((("rating", "other"),), (0.0, 10.0)))
    for _ in range(2):
        values = [finish(load_dataset(path, tmp_path / "cache", choice)).ratings.values.tolist() for choice in choices]
        assert values == [[4, 2], [0, 4, 2], [5, 1, 1]]
    again = finish(load_dataset(path, tmp_path / "cache", choices[2]))
    assert again.scale == (0, 10)
    assert again.report is not None
    assert "t.csv: ratings from 0 to 10 (as stated)" in again.report.notes
