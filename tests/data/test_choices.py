"""What a person says of a table, and that it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.choices import (
    AS_FOUND,
    ChoiceStore,
    TableChoice,
    describe,
    kept_choices,
    parse_columns,
)
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]
SHOP = "Id;who;what;how much;when\n1;anna;B1;7,5;18-05-2018\n2;bob;B2;3;19-05-2018\n"


def test_columns_are_named_by_name_or_number(write_folder: Write) -> None:
    path = write_folder({"shop.csv": SHOP}) / "shop.csv"
    for text in (
        "user=who,item=what,rating=how much,time=when",
        "user=2, movie=3, rating=4, time=5",
        "user=WHO,item=What,rating=HowMuch,time=5",
    ):
        dataset = finish(load_dataset(path, choice=TableChoice(parse_columns(text))))
        assert dataset.user_names == ("anna", "bob")
        assert dataset.movies.titles == ("B1", "B2")
        assert dataset.ratings.values.tolist() == [7.5, 3]
        assert dataset.ratings.timestamps.tolist() == [1526601600, 1526688000]


def test_a_named_column_overrules_what_the_head_says(write_folder: Write) -> None:
    path = write_folder({"t.csv": "user,item,rating,my stars\n1,2,3.5,5\n2,2,4.5,1\n"}) / "t.csv"
    dataset = finish(load_dataset(path, choice=TableChoice(parse_columns("rating=my stars"))))
    assert dataset.ratings.values.tolist() == [5, 1]


def test_the_table_beside_still_names_the_movies(write_folder: Write) -> None:
    files = {
        "ratings.csv": "Id,userId,stars,who knows\n10,1,3,x\n20,2,4,y\n",
        "movies.csv": "movieId,title\n10,Heat (1995)\n20,Ronin\n",
    }
    folder = write_folder(files)
    dataset = finish(load_dataset(folder, choice=TableChoice((("movie", "Id"),))))
    assert dataset.movies.titles == ("Heat", "Ronin")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who=1", "Unknown column 'who'"),
        ("user", "names no column"),
        ("user=", "names no column"),
        ("user=9,item=2,rating=3", "has no column 9"),
        ("user=whom,item=2,rating=3", "Did you mean 'who'"),
        ("user=tw-in,item=2,rating=3", "has 2 columns called tw-in.*columns 6 and 7.*by its number"),
        ("user=TWIN,item=2,rating=3", "has 2 columns called TWIN"),
        ("user=who,item=who,rating=4", "cannot have user and movie in one column.*who.*Name another"),
        ("user=2,item=3,rating=who", "cannot have user and rating in one column"),
        ("user=who", "leaves open which column holds the movie and the rating"),
    ],
)
def test_columns_that_cannot_be_found_are_explained(write_folder: Write, text: str, message: str) -> None:
    lines = SHOP.replace(";", ",").replace("7,5", "7").splitlines()
    text_of = "".join(f"{line},{'twin,Twin' if at == 0 else '1,2'}\n" for at, line in enumerate(lines))
    path = write_folder({"shop.csv": text_of}) / "shop.csv"
    with pytest.raises(UserError, match=message):
        finish(load_dataset(path, choice=TableChoice(parse_columns(text))))


def test_a_table_without_a_head_is_named_by_numbers(write_folder: Write) -> None:
    path = write_folder({"t.txt": "x 7 anna 3\ny 7 bob 4\n"}) / "t.txt"
    dataset = finish(load_dataset(path, choice=TableChoice(parse_columns("user=3,item=2,rating=4"))))
    assert dataset.user_names == ("anna", "bob")
    assert dataset.movies.ids.tolist() == [7]


def test_a_folder_of_several_tables_is_not_one(write_folder: Write) -> None:
    folder = write_folder({"a.csv": SHOP, "b.csv": SHOP})
    with pytest.raises(UserError, match="is not one table"):
        finish(load_dataset(folder, choice=TableChoice(parse_columns("user=2,item=3,rating=4"))))


def test_choices_are_kept_by_path_and_forgotten(tmp_path: Path) -> None:
    store = ChoiceStore(tmp_path / "deep" / "choices.json")
    choice = TableChoice(parse_columns("user=who,item=2,rating=3"), (1.0, 10.0), (0.0,), "milliseconds")
    store.put(tmp_path / "a.csv", choice)
    store.put(tmp_path / "b.csv", TableChoice(not_rated=()))
    assert store.get(tmp_path / "sub" / ".." / "a.csv") == choice
    assert store.get(tmp_path / "b.csv") == TableChoice(not_rated=())
    assert store.get(tmp_path / "c.csv") == AS_FOUND
    store.put(tmp_path / "a.csv", AS_FOUND)
    assert store.get(tmp_path / "a.csv") == AS_FOUND
    assert describe(choice) == "user = who, movie = 2, rating = 3, scale 1-10, not rated: 0, times in milliseconds"


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{", '{"PATH": 3}', '{"PATH": {"columns": [], "scale": "x"}}', '{"PATH": {"scale": ["1", "10"]}}',
        '{"PATH": {"columns": [["user", 3]]}}', '{"PATH": {"columns": ["ab"]}}', '{"PATH": {"not_rated": ["0"]}}',
        '{"PATH": {"scale": [1, 10], "table": 3}}', '{"PATH": {"scale": [1, 10], "time_unit": ["x"]}}',
        '{"PATH": {"scale": [1, 10], "time_unit": "moons"}}',
    ],
)  # fmt: skip
def test_a_damaged_record_of_choices_says_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "choices.json"
    file.write_text(content.replace('"PATH"', json.dumps(str(tmp_path / "a.csv"))))
    assert ChoiceStore(file).get(tmp_path / "a.csv") == AS_FOUND


def test_where_choices_cannot_be_written_they_are_not_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = ChoiceStore(tmp_path / "file" / "choices.json")
    store.put(tmp_path / "a.csv", TableChoice(scale=(1, 10)))
    assert store.get(tmp_path / "a.csv") == AS_FOUND


def test_a_field_can_be_said_to_have_no_column(write_folder: Write) -> None:
    path = (
        write_folder({"t.csv": "user,item,rating,time,title\n1,2,3,1000000000,Heat\n2,2,4,1000000000,Heat\n"}) / "t.csv"
    )
    dataset = finish(load_dataset(path, choice=TableChoice((("timestamp", ""), ("title", "")))))
    assert dataset.ratings.timestamps.tolist() == [0, 0]
    assert dataset.movies.titles == ("Movie 2",)
    assert describe(TableChoice((("title", ""),), table="t.csv")) == "table t.csv, no title"


def test_named_columns_leave_what_nobody_names_as_it_is(write_folder: Write) -> None:
    rows = "user_id,movie_id,rating,mine,seen_status\n1,2,3,5,t\n1,3,4,1,f\n2,2,4,2,t\n"
    path = write_folder({"t.csv": rows}) / "t.csv"
    dataset = finish(load_dataset(path, choice=TableChoice((("rating", "mine"),))))
    assert dataset.ratings.values.tolist() == [5, 2]  # the estimate is no rating


def test_nothing_is_kept_for_a_path_that_nobody_asked_about() -> None:
    assert kept_choices().get(Path("nowhere")) == AS_FOUND


def test_a_choice_of_an_older_version_is_read(tmp_path: Path) -> None:
    file, path = tmp_path / "choices.json", tmp_path / "a.csv"
    kept = {"columns": [["user", "1"]], "scale": [1, 10], "not_rated": [0], "time_unit": ""}
    file.write_text(json.dumps({str(path.resolve()): kept}))
    assert ChoiceStore(file).get(path) == TableChoice((("user", "1"),), (1, 10), (0,))
