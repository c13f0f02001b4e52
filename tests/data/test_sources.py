"""What can be opened, and what is said of what cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data import sources
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.sources import load_bundled, load_dataset
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
    for name in ("ratings.csv", "ratings.dat", "u.data", "a table with a user"):
        assert name in caught.value.remedy


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="It holds no files"):
        finish(load_dataset(tmp_path))


def test_an_empty_file(write_folder: Write) -> None:
    with pytest.raises(UserError, match=r"mine\.csv is empty"):
        finish(load_dataset(write_folder({"mine.csv": ""}) / "mine.csv"))


def test_a_table_of_a_zip_is_named(write_zip: Write) -> None:
    table = "user,item,rating\n1,2,3\n2,2,5\n"
    packed = write_zip({"a/one.csv": table, "b/two.csv": table.replace("5", "4"), "b/notes.txt": "hello"})
    with pytest.raises(UserError, match="Found: a, b"):
        finish(load_dataset(packed))
    dataset = finish(load_dataset(packed, choice=TableChoice(table="b/two.csv")))
    assert dataset.name == "two"
    assert dataset.ratings.values.tolist() == [3, 4]
    with pytest.raises(UserError, match=r"holds no table c\.csv.*one\.csv, two\.csv, notes\.txt"):
        finish(load_dataset(packed, choice=TableChoice(table="c.csv")))


def test_columns_are_named_for_the_table_that_is_meant(write_folder: Write, csv_files: dict[str, str]) -> None:
    folder = write_folder(csv_files)
    swapped = TableChoice((("user", "movieId"), ("movie", "userId")))
    assert finish(load_dataset(folder, choice=swapped)).n_users == 4
    table = "a,b,c\n1,2,3\n"
    several = write_folder({"one.csv": table, "two.csv": table}, folder="several")
    named = TableChoice((("user", "a"), ("movie", "b"), ("rating", "c")))
    with pytest.raises(UserError, match="is not one table"):
        finish(load_dataset(several, choice=named))
    for name in ("two.csv", "two", "several/two"):
        chosen = TableChoice(named.columns, table=name)
        assert finish(load_dataset(several, choice=chosen)).name == "two"
    (several / "two.txt").write_text(table, encoding="utf-8")
    with pytest.raises(UserError, match=r"holds no table two\. It holds one\.csv, two\.csv, two\.txt"):
        finish(load_dataset(several, choice=TableChoice(table="two")))


def test_a_table_whose_head_lacks_a_column_says_which(write_folder: Write) -> None:
    folder = write_folder({"ratings.csv": "userId,Id,rating,timestamp\n1,2,3,4\n", "notes.txt": "hello\n"})
    for path in (folder, folder / "ratings.csv"):
        with pytest.raises(UserError) as caught:
            finish(load_dataset(path))
        assert "ratings.csv has no column for the movie among userId, Id, rating, timestamp" in caught.value.where
        assert "--columns" in caught.value.remedy


@pytest.mark.parametrize(
    ("content", "where", "remedy"),
    [
        ("dear friend\nhow are you\n", "t.csv is text without columns", "Choose a table with a user"),
        ("\0\1\2\0", "or no text", "Choose a table with a user"),
        ("user_id,book_id\n1,2\n", "t.csv has only 2 columns", "Choose a table with a user"),
        ("1::Heat (1995)::Crime\n2::Ronin (1998)::Crime\n", "has no heading, and nothing in its rows", "--columns"),
        ("a,b,c\n1,2,3\n", "no column for the user and the movie and the rating among a, b, c", "--columns"),
    ],
)
def test_what_a_file_lacks_is_said(write_folder: Write, content: str, where: str, remedy: str) -> None:
    path = write_folder({"t.csv": content}) / "t.csv"
    with pytest.raises(UserError) as caught:
        finish(load_dataset(path))
    assert where in caught.value.where
    assert "Found" not in caught.value.where
    assert remedy in caught.value.remedy


def test_a_table_beside_the_ratings_leads_to_them(write_folder: Write, csv_files: dict[str, str]) -> None:
    folder = write_folder(csv_files | {"letter.txt": "dear friend\nhow are you\n"})
    for name, expected in (("movies.csv", True), ("links.csv", True), ("letter.txt", False)):
        with pytest.raises(UserError) as caught:
            finish(load_dataset(folder / name))
        assert ("Open ratings.csv beside it" in caught.value.remedy) == expected


def test_several_tables_of_ratings_are_named(write_folder: Write, tmp_path: Path) -> None:
    folder = write_folder({"a.csv": "user,item,rating\n1,2,3\n", "b.csv": "user,item,rating\n1,2,3\n"})
    write_folder({"c.csv": "user,item,rating\n1,2,3\n"}, folder="ml/inner")
    with pytest.raises(UserError, match=r"a\.csv, b\.csv, c\.csv are tables of ratings") as caught:
        finish(load_dataset(folder))
    assert caught.value.remedy == 'Choose one of them, as in --table "a.csv", or in the window'


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


@pytest.mark.parametrize(
    ("rows", "users"),
    [
        ("1,2,4\n2,2,5\nTotal,2,4.5\n", [1, 2]),
        ("1,2,4\n2,2,5\n2,Average:,4.5\n", [1, 2]),
        ("ann,Heat,4\nbob,Heat,5\nGrand total,2,9\n", ["ann", "bob"]),
        ("1,2,4\n" * 1 + "".join(f"{user},2,5\n" for user in range(2, 300)) + "Summe,298,4.9\n", None),
    ],
)
def test_a_row_of_totals_is_nobodys_rating(write_folder: Write, rows: str, users: list[int | str] | None) -> None:
    dataset = finish(load_dataset(write_folder({"t.csv": f"user,movie,rating\n{rows}"}) / "t.csv"))
    assert dataset.report is not None
    assert dataset.report.counts["row of totals"] == 1
    assert dataset.scale == (1, 5)
    if users is not None:
        assert list(dataset.user_names or dataset.user_ids.tolist()) == users


def test_somebody_called_total_among_names_stays(write_folder: Write) -> None:
    rows = "ann,Heat,4\nTotal,Heat,5\nTotal,Casino,3\n"
    dataset = finish(load_dataset(write_folder({"t.csv": f"user,movie,rating\n{rows}"}) / "t.csv"))
    assert list(dataset.user_names or ()) == ["ann", "Total"]
    assert len(dataset.ratings) == 3


@pytest.mark.parametrize("mark", ["NULL", "\\N", "N/A", "?"])
def test_a_missing_number_is_nobody_and_makes_no_names_of_the_others(write_folder: Write, mark: str) -> None:
    rows = f"1,2,4\n{mark},2,5\n2,3,1\n2,{mark},3\n"
    dataset = finish(load_dataset(write_folder({"t.csv": f"user,movie,rating\n{rows}"}) / "t.csv"))
    assert dataset.user_ids.tolist() == [1, 2]
    assert dataset.report is not None
    assert dataset.report.counts["empty cell"] == 2


@pytest.mark.parametrize("heading", ["Rating (1-5)", "rating5", "Score /5", "Stars out of 5", "Rating [1..5]"])
def test_a_heading_may_say_what_ratings_are_out_of(write_folder: Write, heading: str) -> None:
    dataset = finish(load_dataset(write_folder({"t.csv": f"user,movie,{heading}\n1,2,4\n2,3,1\n"}) / "t.csv"))
    assert dataset.ratings.values.tolist() == [4, 1]


@pytest.mark.parametrize("mark", ["nan", "NaN", "None", "NA", "null"])
def test_nobody_is_called_nan_among_numbers(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"user,movie,rating\n1,2,3\n{mark},2,5\n2,3,2\n")
    dataset = finish(load_dataset(path))
    assert dataset.user_ids.tolist() == [1, 2]
    assert dataset.report.counts["empty cell"] == 1
    path.write_text(f"user,movie,rating\nanna,2,3\n{mark},2,5\n2,3,2\n")
    assert finish(load_dataset(path)).user_names == ("anna", mark, "2")


def test_decimal_commas_between_commas_are_refused_unless_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("user,movie,rating\n1,2,3,5\n1,3,4,0\n2,3,2,5\n")
    with pytest.raises(UserError, match=r"3 columns in its heading and 4 in its rows.*semicolons or quotes"):
        finish(load_dataset(path))
    choice = TableChoice(columns=(("user", "1"), ("movie", "2"), ("rating", "3")))
    assert finish(load_dataset(path, choice=choice)).ratings.values.tolist() == [3, 4, 2]


KONG = "a,King Kong,1933,5\na,King Kong,1976,2\nb,King Kong,1933,4\n"
FILMS = "".join(f"{user},Film {n},{1990 + n},{n % 5 + 1}\n" for user in "ab" for n in range(9))


def test_films_of_one_title_are_told_from_each_other_by_their_years(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("user,title,year,rating\n" + KONG + FILMS)
    dataset = finish(load_dataset(path))
    assert len(dataset.ratings) == 21
    assert {dataset.movies.label(movie) for movie in range(dataset.n_movies)} >= {
        "King Kong (1933)",
        "King Kong (1976)",
    }
    assert "r.csv: films are told from each other by title and year" in dataset.report.notes


@pytest.mark.parametrize(
    "text",
    [
        "user,title,year,rating\na,Heat,2018,4\nb,Heat,2019,3\na,Up,2018,2\nb,Up,2020,1\n",
        "user,title,year,rating\na,Heat,2018,4\nb,Up,2018,2\n",
        "user,title,rating\na,Heat,4\nb,Up,2\n",
    ],
)
def test_a_year_of_the_rating_makes_no_film_another(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text)
    assert finish(load_dataset(path)).movies.titles == ("Heat", "Up")


def test_a_release_year_counts_however_few_films_are_there(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("user,film,release_year,rating\na,1984,1984.0,4\nb,1984,1956,2\nb,Up (2009),2009,2\n")
    dataset = finish(load_dataset(path))
    assert sorted(map(dataset.movies.label, range(3))) == ["1984 (1956)", "1984 (1984)", "Up (2009)"]
