"""A matrix of ratings is read as the ratings in its cells, and no other table of numbers is taken for one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.choices import AS_FOUND, TableChoice
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Cells = set[tuple[str, str, float]]
FILMS = ["Heat (1995)", "Alien (1979)", "Film, The (2001)", "Up"]
PEOPLE = ["ann", "bob", "cy", "dee"]
GIVEN = [[5, 0, 3, 0], [0, 4, 0, 1], [2, 0, 0, 5], [0, 3, 4, 0]]
"""0: not rated."""
RATED = {
    (person, film, float(value))
    for person, row in zip(PEOPLE, GIVEN, strict=True)
    for film, value in zip(FILMS, row, strict=True)
    if value
}


def read(folder: Path, text: str, choice: TableChoice = AS_FOUND, name: str = "m.csv") -> Dataset:
    (folder / name).write_text(text, encoding="utf-8")
    return finish(load_dataset(folder / name, choice=choice))


def cells_of(dataset: Dataset) -> Cells:
    names = dataset.movies.text_ids or tuple(map(str, dataset.movies.ids.tolist()))
    ratings = dataset.ratings
    rows = zip(ratings.users.tolist(), ratings.movies.tolist(), ratings.values.tolist(), strict=True)
    return {(dataset.user_label(user), names[movie], value) for user, movie, value in rows}


def text_of(rows: list[list[object]], delimiter: str = ",") -> str:
    return "".join(
        delimiter.join(f'"{cell}"' if delimiter in str(cell) else str(cell) for cell in row) + "\n" for row in rows
    )


def table(empty: object, corner: str = "") -> list[list[object]]:
    body = [[person, *(value or empty for value in row)] for person, row in zip(PEOPLE, GIVEN, strict=True)]
    return [[corner, *FILMS], *body]


@pytest.mark.parametrize("empty", ["", "NA", "nan", "-", "0", "?"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_people_are_rows_and_films_are_columns(tmp_path: Path, empty: str, delimiter: str) -> None:
    dataset = read(tmp_path, text_of(table(empty, "user"), delimiter))
    assert cells_of(dataset) == RATED
    assert dataset.scale == (1, 5)
    assert dataset.movies.titles == ("Heat", "Alien", "Film, The", "Up")
    assert dataset.movies.years.tolist() == [1995, 1979, 2001, 0]
    assert any("a row per user and a column per movie" in note for note in dataset.report.notes)


@pytest.mark.parametrize("corner", ["film", "Title", "movieId", "movie_title"])
def test_the_corner_says_that_rows_are_films(tmp_path: Path, corner: str) -> None:
    turned = [list(column) for column in zip(*table("", corner), strict=True)]
    turned[0][0] = corner
    dataset = read(tmp_path, text_of(turned))
    assert cells_of(dataset) == RATED
    assert any("a row per movie and a column per user" in note for note in dataset.report.notes)


def test_columns_called_as_users_say_so_too(tmp_path: Path) -> None:
    text = ",user1,user2,user3,user4\n10,5,,3,\n11,,4,,1\n12,2,,,5\n"
    assert ("user2", "11", 4.0) in cells_of(read(tmp_path, text))


def test_numbers_are_names_where_no_cell_below_has_them(tmp_path: Path) -> None:
    dataset = read(tmp_path, "1,10,20,30,40\n7,5,,3,\n8,,4,,1\n9,2,,,5\n")
    assert cells_of(dataset) == {
        ("7", "10", 5), ("7", "30", 3), ("8", "20", 4), ("8", "40", 1), ("9", "10", 2), ("9", "40", 5),
    }  # fmt: skip
    assert not dataset.movies.text_ids


def test_without_any_name_rows_and_columns_are_numbered(tmp_path: Path) -> None:
    dataset = read(tmp_path, "5,0,3,0,0\n0,4,0,1,0\n5,0,0,2,0\n0,3,4,0,1\n")
    assert cells_of(dataset) == {
        ("1", "1", 5), ("1", "3", 3), ("2", "2", 4), ("2", "4", 1), ("3", "1", 5), ("3", "4", 2), ("4", "2", 3),
        ("4", "3", 4), ("4", "5", 1),
    }  # fmt: skip
    assert dataset.report.counts["not rated"] == 11


def test_a_person_may_say_that_0_is_a_rating_and_what_the_scale_is(tmp_path: Path) -> None:
    choice = TableChoice(not_rated=(), scale=(0.0, 10.0))
    dataset = read(tmp_path, text_of(table("0", "user")), choice)
    assert len(dataset.ratings) == 16
    assert dataset.scale == (0, 10)


def test_decimal_commas_and_a_row_that_is_broken(tmp_path: Path) -> None:
    text = "user;A;B;C;D\nann;4,5;;3;\nbob;;4;;0,5\ncy;x;1;1;1\ndee;2;;;5\n" + "".join(
        f"p{number};1;;2,5;\n" for number in range(10)
    )
    dataset = read(tmp_path, text)
    assert ("ann", "A", 4.5) in cells_of(dataset)
    assert dataset.scale == (0.5, 5)
    (issue,) = [issue for issue in dataset.report.issues if issue.line == 4]
    assert "cy" in issue.detail


def test_movies_beside_it_give_the_titles(tmp_path: Path) -> None:
    (tmp_path / "movies.csv").write_text(
        "movieId,title,genres\n10,Heat (1995),Crime\n20,Up (2009),Comedy\n30,Big (1988),Comedy\n40,Ran (1985),War\n"
    )
    dataset = read(tmp_path, "user,10,20,30,40\n7,5,,3,\n8,,4,,1\n9,2,,,5\n")
    assert dataset.movies.titles == ("Heat", "Up", "Big", "Ran")


@pytest.mark.parametrize(
    "text",
    [
        "movieId,Action,Comedy,Drama,War\n1,1,0,0,1\n2,0,1,1,0\n3,1,1,0,0\n4,0,0,1,1\n",
        "userId,age,sex,zip,job\n1,24,1,85711,3\n2,53,0,94043,4\n3,23,1,32067,5\n4,24,1,43537,6\n",
        "x,y,z,w\n0.12,0.53,0.91,0.3\n0.22,0.11,0.51,0.4\n0.72,0.13,0.31,0.5\n0.1,0.2,0.3,0.9\n",
        "name,role,city,year\nann,cook,Rome,1999\nbob,poet,Oslo,2001\ncy,cook,Bonn,2003\n",
        "3,4,5,3,1\n4,4,5,2,1\n1,2,5,5,2\n2,3,4,4,4\n",
        "user,A,B,C,D\nann,,,,\nbob,,,,\ncy,,,,\n",
        "user,A,B\nann,5,3\nbob,2,4\ncy,1,2\n",
    ],
    ids=["flags", "people", "measurements", "words", "no names and no gaps", "nothing rated", "two columns"],
)
def test_other_tables_are_not_taken_for_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError):
        read(tmp_path, text)


@given(
    st.lists(
        st.lists(st.sampled_from([None, 0.5, 1.0, 2.0, 3.5, 4.0, 5.0]), min_size=5, max_size=5), min_size=6, max_size=12
    )
)
def test_whatever_the_cells_are_they_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]) -> None:
    known = [value for row in rows for value in row if value is not None]
    if len(known) < 6 or len(set(known)) < 3:
        return
    folder = tmp_path_factory.mktemp("matrix")
    text = "user,A,B,C,D,E\n" + "".join(
        f"u{number}," + ",".join("" if value is None else f"{value:g}" for value in row) + "\n"
        for number, row in enumerate(rows)
    )
    expected = {
        (f"u{number}", name, value)
        for number, row in enumerate(rows)
        for name, value in zip("ABCDE", row, strict=True)
        if value is not None
    }
    assert cells_of(read(folder, text)) == expected


FORM = (
    "Timestamp,Email Address,How are they? [Heat],How are they? [Casino],How are they? [Fargo],Why\n"
    "1/2/2020 10:00:00,ann@example.org,5,1,3,good\n1/2/2020 10:01:00,bob@example.org,,2,4,\n"
    "1/2/2020 10:02:00,cy@example.org,4,3,,so\n1/2/2020 10:03:00,di@example.org,1,5,2,x\n"
)


def test_a_form_names_people_and_leaves_times_and_remarks_aside(write_folder: Any) -> None:
    dataset = finish(load_dataset(write_folder({"form.csv": FORM}) / "form.csv"))
    assert list(dataset.user_names or ()) == ["ann@example.org", "bob@example.org", "cy@example.org", "di@example.org"]
    assert sorted(dataset.movies.titles) == ["Casino", "Fargo", "Heat"]
    assert len(dataset.ratings) == 10
    assert dataset.scale == (1, 5)
    assert dataset.report is not None
    assert "form.csv: no ratings are in Timestamp, Why" in dataset.report.notes


def test_people_without_distinct_names_are_numbered_and_that_is_said(write_folder: Any) -> None:
    rows = "".join(f"{name},{1 + n},{5 - n},3\n" for n, name in enumerate(["ann", "bob", "ann", "cy"]))
    dataset = finish(load_dataset(write_folder({"form.csv": f"who,Heat,Casino,Fargo\n{rows}"}) / "form.csv"))
    assert dataset.user_ids.tolist() == [1, 2, 3, 4]
    assert dataset.report is not None
    assert "form.csv: no ratings are in who" in dataset.report.notes


@pytest.mark.parametrize(
    "text",
    [
        "name,place,year,stars\nann,A,2001,3\nbob,B,2002,4\ncy,C,2003,5\n",
        "user,what,day,minutes,seconds,hours\nann,x,y,312,17,4\nbob,x,y,41,88,5\ncy,x,y,97,260,1\n",
        "user_id,item_id,click,like\n1,10,1,0\n1,11,0,0\n2,10,1,1\n3,11,0,1\n",
        "viewer,film,seen,later,skipped\n1,10,1,0,2\n1,11,0,0,1\n2,10,1,1,0\n3,11,0,1,0\n",
    ],
)
def test_tables_of_other_things_with_texts_are_no_matrices(write_folder: Any, text: str) -> None:
    with pytest.raises(UserError):
        finish(load_dataset(write_folder({"x.csv": text}) / "x.csv"))


@pytest.mark.parametrize(
    ("head", "first", "movies_in_rows"),
    [
        ("Name,Heat (1995),Casino (1995),Fargo (1996)", ["Ann", "Bob", "Cy"], False),
        ("Name,Ann,Bob,Cy", ["Heat (1995)", "Casino (1995)", "Fargo (1996)"], True),
        ("Name,Heat,Casino,Fargo", ["Ann", "Bob", "Cy"], False),
        ("Title,Ann,Bob,Cy", ["Heat", "Casino", "Fargo"], True),
    ],
)
def test_a_name_may_be_anybodys_and_years_tell_films(
    write_folder: Any, head: str, first: list[str], movies_in_rows: bool
) -> None:
    rows = "".join(f"{name},{1 + n},{5 - n},3\n" for n, name in enumerate(first))
    dataset = finish(load_dataset(write_folder({"x.csv": f"{head}\n{rows}"}) / "x.csv"))
    people = head.split(",")[1:] if movies_in_rows else first
    assert sorted(dataset.user_names or ()) == sorted(people)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "above",
    [
        [["Film club"]],
        [["Film club, spring", "", "", "", ""]],
        [["Our film club"], [], ["as of", "2024-05-01"], []],
        [[""] * 5, ["Filmklub", 2024, "", "", ""], [""] * 5],
    ],
)
def test_a_title_above_the_names_is_no_part_of_it(tmp_path: Path, above: list[list[object]], delimiter: str) -> None:
    dataset = read(tmp_path, text_of([*above, *table("", "name")], delimiter))
    assert cells_of(dataset) == RATED
    assert dataset.report is not None
    assert not dataset.report.counts.get("malformed row")


def test_lines_below_a_title_keep_their_numbers(tmp_path: Path) -> None:
    more = [[f"p{number}", *GIVEN[number % 4]] for number in range(8)]
    rows = [["Film club"], [], *table("", "name"), *more, ["eve", "x", "y", "z", 5]]
    report = read(tmp_path, text_of(rows)).report
    assert report is not None
    assert [issue.line for issue in report.issues if issue.reason == "malformed row"] == [16]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_empty_margins_of_a_spreadsheet_hold_nothing(tmp_path: Path, delimiter: str) -> None:
    rows = [[""] * 8, *(["", *row, "", ""] for row in table("", "name")), [""] * 8]
    dataset = read(tmp_path, text_of(rows, delimiter))
    assert cells_of(dataset) == RATED
    assert dataset.report is not None
    assert not any("no ratings are in" in note for note in dataset.report.notes)
    assert not dataset.report.counts.get("malformed row")


@pytest.mark.parametrize("called", ["Average", "Total:", "Durchschnitt"])
def test_sums_and_averages_beside_and_below_are_nobodys_ratings(tmp_path: Path, called: str) -> None:
    rows = [[*row, extra] for row, extra in zip(table("", "name"), [called, 4, 2.5, 3.5, 3.5], strict=True)]
    dataset = read(tmp_path, text_of([*rows, [called, 3.5, 3.5, 3.5, 3, 3.4]]))
    assert cells_of(dataset) == RATED
    assert dataset.report is not None
    assert dataset.report.counts["row of totals"] == 1
    assert f"m.csv: no ratings are in {called}" in dataset.report.notes


@pytest.mark.parametrize(
    "text",
    [
        "a\nb\nc\nd\ne\nf\ng\nname,Heat,Up,Jaws\nann,5,4,1\nbob,2,,3\ncid,1,5,\ndee,3,3,4\n",
        "club\n5,4\nname,Heat,Up,Jaws\nann,5,4,1\nbob,2,,3\ncid,1,5,\ndee,3,3,4\n",
    ],
)
def test_a_long_text_or_ratings_above_the_names_are_no_title(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="has no layout"):
        read(tmp_path, text)


def matrix(*rows: str) -> str:
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("table", "aside"),
    [
        (
            matrix("user,age,gender,Heat,Up,Jaws", "u0,20,m,4,,5", "u1,31,f,,2,3", "u2,25,f,1,2,", "u3,40,m,5,,3"),
            "age, gender",
        ),
        (
            matrix("Name,How old are you?,Heat,Up,Jaws", "A,20,4,,5", "B,31,,2,3", "C,25,1,2,", "D,40,5,,3"),
            "How old are you?",
        ),
        (matrix("Name,Heat,Up,Jaws,Shoe size", "A,4,,5,41", "B,,2,3,39", "C,1,2,,44", "D,5,,3,38"), "Shoe size"),
        (matrix("Title;Year;ann;bob;cid", "Heat;1995;4;;5", "Up;2009;;2;3", "Ran;1985;1;2;", "Jaws;1975;5;;3"), "Year"),
    ],
)
def test_ages_and_years_are_no_ratings(tmp_path: Path, table: str, aside: str) -> None:
    (tmp_path / "m.csv").write_text(table)
    dataset = finish(load_dataset(tmp_path / "m.csv"))
    assert (dataset.n_users, dataset.scale) == (4 if "Title" not in table else 3, (1, 5))
    assert len(dataset.ratings) == 8
    assert f"m.csv: no ratings are in {aside}" in dataset.report.notes


@pytest.mark.parametrize(
    "head", ["Book Id,Title,Author,My Rating,Average Rating,Pages", "Id,Title,Director,Your Rating,IMDb Rating,Runtime"]
)
def test_one_person_s_list_is_no_matrix_and_is_told_where_it_belongs(tmp_path: Path, head: str) -> None:
    (tmp_path / "own.csv").write_text(head + "\n" + "".join(f"{n},T{n},A,{n % 6},{n % 5},{n % 7}\n" for n in range(20)))
    with pytest.raises(UserError, match=r"no column for the user.*imported as a history"):
        finish(load_dataset(tmp_path / "own.csv"))


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (
            "标题,简介,豆瓣评分,链接,创建时间,我的评分,标签,评论",
            "电影{n},x,8.{n},https://m/{n},2020/1/1 10:00,{five},,",
        ),
        ("Фильм,Режиссёр,Оценка,Моя,Отзыв", "Ф{n},Р,{five},{ten},"),
        ("Title,Seen,Mine,Hers,Remarks,Link", "T{n},home,{five},{ten},,"),
    ],
)
def test_empty_columns_do_not_make_a_list_a_matrix(tmp_path: Path, head: str, row: str) -> None:
    rows = [row.format(n=n, five=n % 5 + 1, ten=n % 10 + 1) for n in range(9)]
    (tmp_path / "own.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    with pytest.raises(UserError, match="no layout that can be read"):
        finish(load_dataset(tmp_path / "own.csv"))


def test_a_film_that_nobody_rated_may_be_in_a_matrix(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(matrix("Name,Heat,Up,Jaws,Ran", "A,4,,5,", "B,,2,3,", "C,1,2,,", "D,5,,3,"))
    assert len(finish(load_dataset(tmp_path / "m.csv")).ratings) == 8


@pytest.mark.parametrize(
    ("cells", "values", "scale"),
    [
        (("4/5", "3/5", "5/5", "1/5"), (4, 3, 5, 1), (1, 5)),
        (("8/10", "3/10", "10/10", "1/10"), (8, 3, 10, 1), (1, 10)),
        (("★★★½", "★", "★★★★★", "★★"), (3.5, 1, 5, 2), (0.5, 5)),
        (("liked it", "loved it", "hated it", "ok"), (4, 5, 1, 3), (1, 5)),
        (("85%", "40 %", "100%", "7%"), (85, 40, 100, 7), (1, 100)),
        (("B+", "A", "F", "C"), (10, 12, 1, 6), (1, 13)),
    ],
)
def test_cells_may_be_written_with_their_scale_or_as_words(
    tmp_path: Path, cells: tuple[str, ...], values: tuple[float, ...], scale: tuple[float, float]
) -> None:
    a, b, c, d = cells
    text = matrix("user,Heat,Up,Jaws", f"ann,{a},,{b}", f"bob,{c},{d},", f"cid,,{a},{c}", f"dee,{d},{b},{a}")
    (tmp_path / "m.csv").write_text(text, "utf-8")
    dataset = finish(load_dataset(tmp_path / "m.csv"))
    va, vb, vc, vd = values
    assert sorted(dataset.ratings.values.tolist()) == sorted([va, vb, vc, vd, va, vc, vd, vb, va])
    assert dataset.scale == scale


def test_two_levels_are_enough_where_the_corner_says_what_rows_are(tmp_path: Path) -> None:
    rows = ("ann,4,,5", "bob,5,4,", "cid,,4,5", "dee,4,4,")
    (tmp_path / "m.csv").write_text(matrix("user,Film 1,Film 2,Film 3", *rows))
    assert len(finish(load_dataset(tmp_path / "m.csv")).ratings) == 8
    (tmp_path / "m.csv").write_text(matrix("what,Film 1,Film 2,Film 3", *rows))
    with pytest.raises(UserError):
        finish(load_dataset(tmp_path / "m.csv"))
