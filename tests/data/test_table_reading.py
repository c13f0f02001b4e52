"""What is in doubt is asked about once; what a person has agreed to reads the same again without a doubt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.choices import AS_FOUND, TableChoice
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.table_preview import ROLES, preview_table
from movierec_gui.data.table_reading import TableReading, describe_reading, doubts_about, settled
from movierec_gui.progress import finish

Write = Callable[..., Path]
HEAD = "user,item,rating,date\n"
CASES = {
    "mark": ("t.csv", HEAD + "1,2,3,2015-01-02\n2,2,99,2015-01-02\n2,3,4,2015-01-02\n", ["not_rated"]),
    "zero": ("t.csv", "User-ID;ISBN;Book-Rating\n1;x1;0\n2;x1;7\n2;x2;10\n3;x2;0\n", ["not_rated"]),
    "order": ("t.csv", HEAD + "1,2,3,01/02/2015\n2,2,1,03/04/2015\n2,3,4,05/06/2015\n", ["time_unit"]),
    "no head, no times": ("t.txt", "1 7 3\n1 8 4\n2 7 0.5\n", ["columns"]),
    "no head, names": ("t.csv", "anna,B1,5\nbob,B1,1\nbob,B2,4\n", ["columns"]),
    "far beyond": ("t.csv", HEAD + "1,2,3,\n2,2,4000,\n2,3,4,\n", ["scale"]),
    "cells that do not fit": (
        "t.csv",
        HEAD + "".join(f"{n},2,{'five' if n % 2 else 5},\n" for n in range(9)),
        ["columns"],
    ),
    "times under another name": ("t.csv", "user,item,rating,day\n1,2,3,2015-01-02\n2,2,4,2015-01-03\n", ["columns"]),
    "alike": ("t.csv", "user,item,rating,rating\n1,2,3,4\n2,2,4,2\n", ["columns"]),
    "alike but for case": ("t.csv", "User_ID,user-id,item,rating\n1,7,2,3\n2,8,2,4\n", ["columns"]),
    "times alike": ("t.csv", "user,item,rating,date,date\n1,2,3,2015-01-02,\n2,2,4,2015-01-02,\n", ["columns"]),
    "marks": ("t.csv", "Nutzer;Film;Note\n1;2;3\n2;2;1\n2;3;6\n", ["scale"]),
    "marks with a mistake": (
        "t.csv",
        "Nutzer;Film;Note\n" + "".join(f"{n};2;{n % 5 + 1}\n" for n in range(9)) + "9;2;45\n",
        ["scale"],
    ),
    "nothing but a mark": ("t.csv", HEAD + "".join(f"{n},2,-1,\n" for n in range(1, 30)), ["not_rated"]),
    "several": ("t.txt", "1 7 3\n1 8 99\n2 7 1\n", ["columns", "not_rated"]),
}
SURE = {
    "MovieLens": ("ratings.csv", "userId,movieId,rating,timestamp\n1,2,3.5,1000000000\n2,2,4,1000000000\n"),
    "MovieLens without a head": ("t.tsv", "1\t2\t3\t881250949\n2\t2\t4\t891717742\n"),
    "double colons": ("ratings.dat", "1::2::3::978300760\n2::2::4::978302109\n"),
    "Amazon": ("x.csv", "A1LOU0C7M4MVWF,B0000BLD7X,5.0,1350000000\nA2GHLEHZC3CT5W,034545104X,4.0,1351000000\n"),
    "alike and equal": ("t.csv", "user,item,rating,rating\n1,2,3,3\n2,2,4,4\n"),
    "a French note": ("t.csv", "utilisateur;film;note\n1;2;13\n2;2;20\n2;3;9\n"),
    "marks on a scale that is said": ("t.csv", "Nutzer;Film;Note (1-10)\n1;2;3\n2;2;10\n"),
    "everybody likes everything": ("t.csv", HEAD + "".join(f"{n},2,1,\n" for n in range(1, 30))),
    "judgments": ("x.qrels", "1 0 7 2\n1 0 8 0\n2 0 7 1\n"),
    "one day beyond the twelfth": ("t.csv", HEAD + "1,2,3,01/02/2015\n2,2,1,13/04/2015\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_doubt_is_settled_by_agreeing(write_folder: Write, name: str) -> None:
    file, content, fields = CASES[name]
    path = write_folder({file: content}) / file
    dataset = finish(load_dataset(path))
    assert dataset.report is not None
    (reading,) = dataset.report.readings
    assert [doubt.field for doubt in doubts_about(reading, AS_FOUND)] == fields
    preview = finish(preview_table(path))
    assert preview.guess is not None
    places = {role: getattr(preview.guess, role) for role in ROLES}
    columns = tuple((role, preview.called(at)) for role, at in places.items() if at is not None)
    choice = settled(reading, AS_FOUND, columns)
    again = finish(load_dataset(path, choice=choice))
    assert again.report is not None
    assert again.content_hash == dataset.content_hash
    assert again.scale == dataset.scale
    assert doubts_about(again.report.readings[0], choice) == ()


@pytest.mark.parametrize("name", SURE)
def test_what_shows_clearly_is_not_asked_about(write_folder: Write, name: str) -> None:
    file, content = SURE[name]
    dataset = finish(load_dataset(write_folder({file: content}) / file))
    assert dataset.report is not None
    assert [doubts_about(reading, AS_FOUND) for reading in dataset.report.readings] == [()]


def test_times_under_another_name_are_offered(write_folder: Write) -> None:
    path = write_folder({"t.csv": CASES["times under another name"][1]}) / "t.csv"
    assert dict(finish(preview_table(path)).likely)["timestamp"] == 3
    dataset = finish(load_dataset(path))
    assert dataset.report is not None
    assert "t.csv: day looks like times, but is not called so; --columns time=day reads it" in dataset.report.notes
    assert not dataset.ratings.timestamps.any()


def test_times_that_a_person_does_not_want_are_not_found(write_folder: Write) -> None:
    text = "user,item,rating,event_time\n" + "".join(f"{n},{n % 7},{n % 5 + 1},150000000{n}\n" for n in range(9))
    path = write_folder({"t.csv": text}) / "t.csv"
    found = finish(load_dataset(path))
    assert found.report is not None
    assert found.ratings.timestamps.all()
    assert [doubts_about(reading, AS_FOUND) for reading in found.report.readings] == [()]
    named = (("user", "user"), ("movie", "item"), ("rating", "rating"))
    assert finish(load_dataset(path, choice=TableChoice(named))).ratings.timestamps.all()
    none = finish(load_dataset(path, choice=TableChoice((*named, ("timestamp", "")))))
    assert not none.ratings.timestamps.any()


def test_what_a_person_has_said_is_not_asked_again() -> None:
    reading = TableReading(
        "t.csv", (("user", "a"),), False, 10, 9, (1, 5), marks=((0, 2),), outliers=((70, 1),), open_order=True
    )
    assert len(doubts_about(reading, AS_FOUND)) == 4
    choice = TableChoice((("user", "a"),), (1, 5), (), "day-first")
    assert doubts_about(reading, choice) == ()
    assert settled(reading, choice, ()) == choice


def test_how_a_table_was_read_is_said_in_words() -> None:
    reading = TableReading(
        "t.csv", (("user", "who"), ("timestamp", "when")), marks=((0, 2), (-1, 1), (99, 1), (255, 1)),
        outliers=((7, 1),), times="seconds since 1970",
    )  # fmt: skip
    assert describe_reading(reading) == (
        "t.csv – users: who, times: when; times are seconds since 1970; "
        "0, -1, 99 and 1 more left out as “not rated”; 7 left out as beyond the scale"
    )
    assert describe_reading(TableReading("t.csv", (("user", "who"),))) == "t.csv – users: who; no times"


@pytest.mark.parametrize(
    ("read", "unreadable", "asked"), [(4, 4, False), (5, 1, False), (5, 2, True), (10, 2, False), (10, 3, True)]
)
def test_of_five_rows_at_least_four_fifths_have_to_fit(read: int, unreadable: int, asked: bool) -> None:
    reading = TableReading("t.csv", (("user", "who"), ("rating", "stars")), rows_read=read, unreadable=unreadable)
    words = f"Only {read - unreadable} of {read} rows can be read with user = who, rating = stars"
    assert [doubt.words for doubt in doubts_about(reading, AS_FOUND)] == ([words] if asked else [])


def test_columns_that_are_called_alike_are_told_by_their_numbers(write_folder: Write) -> None:
    path = write_folder({"t.csv": CASES["alike"][1]}) / "t.csv"
    first = finish(load_dataset(path))
    assert first.report is not None
    (doubt,) = doubts_about(first.report.readings[0], AS_FOUND)
    assert doubt.words == "The columns 3 and 4 are all called rating and differ; column 3 was read"
    assert doubt.words in describe_reading(first.report.readings[0])
    assert first.ratings.values.tolist() == [3, 4]
    second = finish(load_dataset(path, choice=TableChoice((("rating", "4"),))))
    assert second.ratings.values.tolist() == [4, 2]


def test_which_number_is_taken_for_the_best_mark_is_said(write_folder: Write) -> None:
    dataset = finish(load_dataset(write_folder({"t.csv": CASES["marks"][1]}) / "t.csv"))
    assert dataset.report is not None
    (reading,) = dataset.report.readings
    (doubt,) = doubts_about(reading, AS_FOUND)
    assert "may be a school mark, of which 1 is the best; the highest number is taken for the best" in doubt.words
    assert "the highest Note is taken for the best" in describe_reading(reading)
    assert "t.csv: the highest Note is taken for the best" in dataset.report.notes


def test_three_values_are_named_and_the_others_counted() -> None:
    three, four = (tuple((float(90 + n), n) for n in range(1, many + 1)) for many in (3, 4))
    texts = [
        doubt.words
        for marks, outliers in ((three, ()), ((), four), (three[:1], ()))
        for doubt in doubts_about(TableReading("t.csv", marks=marks, outliers=outliers), AS_FOUND)
    ]
    assert texts == [
        "91, 92, 93 stand in 6 rows, taken for “not rated” and left out",
        "91, 92, 93 and 1 more in 10 rows taken for a mistake and left out",
        "91 stands in 1 row, taken for “not rated” and left out",
    ]


@pytest.mark.parametrize(("rows", "said"), [(19, False), (20, True)])
def test_ratings_that_are_all_the_same_are_pointed_out(tmp_path: Path, rows: int, said: bool) -> None:
    path = tmp_path / "views.csv"
    path.write_text("user,item,rating\n" + "".join(f"{number % 5},{number},1\n" for number in range(rows)))
    report = finish(load_dataset(path)).report
    assert report is not None
    assert [reading.only_rating for reading in report.readings] == [1 if said else None]
    assert any("every rating is 1" in note for note in report.notes) == said
    assert ("every rating is 1" in describe_reading(report.readings[0])) == said
