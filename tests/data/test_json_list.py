"""One JSON list of objects is read as one object on each line, in pieces of any size."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.json_list import objects_by_line
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=6), VALUES, max_size=4), min_size=1, max_size=6)
ROWS = [{"userId": 1, "itemId": 10, "rating": 4.5}, {"userId": 2, "itemId": 10, "rating": 3}]


def lines_of(data: bytes, size: int = -1) -> list[bytes]:
    stream, pieces = objects_by_line(BytesIO(data)), []
    while piece := stream.read(size):
        assert size < 0 or len(piece) <= size
        pieces.append(piece)
    return [line for line in b"".join(pieces).split(b"\n") if line.strip()]


@given(OBJECTS, st.sampled_from([None, 1]), st.booleans(), st.integers(1, 50))
def test_every_object_comes_back_on_its_line(rows: list[Any], indent: int | None, plain: bool, size: int) -> None:
    data = json.dumps(rows, indent=indent, ensure_ascii=plain).encode("utf-8", "surrogatepass")
    assert [json.loads(line) for line in lines_of(data, size)] == json.loads(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[1, 2]",
        b"[[1, 2], [3, 4]]",
        b'{"a": [{"b": 1}]}\n{"a": [{"b": 2}]}\n',
        b"user,item\n1,2\n",
        b"[",
        b'{"a": {"b": 1}}\n{"a": {"b": 2}}\n',
        b'{"a": {"b": 1}, "c": 2}',
        b'{"a": {"b": 1}, ',
        b'{"a": {"b": "x"}}',
    ],
)
def test_anything_else_stays_as_it_is(data: bytes) -> None:
    assert objects_by_line(BytesIO(data)).read() == data


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b'{"ratings": [{"a": 1}, {"a": 2}]}', [b' {"a": 1}', b' {"a": 2} ']),
        (b'{"who": "a, {b}", "n": 2, "ok": true,\n "ratings": [{"a": 1},\n{"a": 2}], "more": [{"b": 1}]}\n',
         [b'  {"a": 1}', b' {"a": 2} ']),
    ],
)  # fmt: skip
def test_a_list_in_an_object_is_one(data: bytes, lines: list[bytes]) -> None:
    for size in (-1, 1, 7):
        assert lines_of(data, size) == lines


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b'[{"a": "x, [y]\\" {"}, {"a": 2}', [b' {"a": "x, [y]\\" {"}', b' {"a": 2}']),
        (b'[{"a": "no end}, {"a": 2}]', [b' {"a": "no end}, {"a": 2} ']),
        (b'[{"a": 1},\r\n\r\n{"a":\n2}]\n', [b' {"a": 1}', b'    {"a": 2}  ']),
    ],
)
def test_what_stands_in_quotes_or_breaks_off_is_kept(data: bytes, lines: list[bytes]) -> None:
    assert lines_of(data) == lines


def test_a_text_without_end_is_not_waited_for() -> None:
    data = b'[{"a": "' + b"x" * (3 << 20)
    assert b"".join(lines_of(data, 1 << 16)) == b" " + data[1:]


@pytest.mark.parametrize("before", ["", "\ufeff", " \n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_ratings_is_a_dataset(tmp_path: Path, before: str, encoding: str, indent: int | None) -> None:
    text = json.dumps(ROWS, indent=indent)
    (tmp_path / "r.json").write_bytes(((before if encoding == "utf-8" else "") + text).encode(encoding))
    dataset = finish(load_dataset(tmp_path / "r.json"))
    assert dataset.ratings.values.tolist() == [4.5, 3]
    assert dataset.movies.ids.tolist() == [10]


def test_an_object_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps([*ROWS, {"userId": 3, "itemId": 10, "rating": "much"}, *ROWS[1:]])[:-1])
    report = finish(load_dataset(tmp_path / "r.json")).report
    assert [issue.line for issue in report.issues if "number" in issue.reason] == [3]


def test_what_users_gave_each_movie_is_a_row_for_each_rating() -> None:
    data = json.dumps({"ann": {"Heat": 4, "Casino": 2.5}, "bob": {"Heat": 1}}).encode()
    assert [tuple(json.loads(line).values()) for line in lines_of(data)] == [
        ("ann", "Heat", 4), ("ann", "Casino", 2.5), ("bob", "Heat", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "found",
    [
        {"user": [7, 8], "movie": ["Heat", "Casino"], "rating": [4, 2.5]},
        {"user": {"0": 7, "1": 8}, "movie": {"0": "Heat", "1": "Casino"}, "rating": {"0": 4, "1": 2.5}},
        {"movie": {"0": "Heat", "1": "Casino"}, "user": {"0": 7, "1": 8}, "rating": {"0": 4, "1": 2.5}},
        {"columns": ["user", "movie", "rating"], "index": [0, 1], "data": [[7, "Heat", 4], [8, "Casino", 2.5]]},
    ],
)
def test_columns_as_pandas_writes_them_are_rows(found: dict[str, Any]) -> None:
    rows = [json.loads(line) for line in lines_of(json.dumps(found).encode())]
    assert rows == [{"user": 7, "movie": "Heat", "rating": 4}, {"user": 8, "movie": "Casino", "rating": 2.5}]


@pytest.mark.parametrize(
    ("found", "user"),
    [
        ({"Heat (1995)": {"ann": 4, "bob": 5}, "Up (2009)": {"ann": 3}}, "ann"),
        ({"ann": {"Heat (1995)": 4, "Up (2009)": 3}, "bob": {"Heat (1995)": 5}}, "ann"),
        ({"ann": {"Heat": 4, "Up": 3}, "bob": {"Heat": 5}}, "ann"),
    ],
)
def test_years_show_which_names_are_films(tmp_path: Path, found: dict[str, Any], user: str) -> None:
    (tmp_path / "r.json").write_text(json.dumps(found))
    dataset = finish(load_dataset(tmp_path / "r.json"))
    assert set(dataset.user_names) == {user, "bob"}
    assert set(dataset.movies.titles) == {"Heat", "Up"}
