"""Objects on lines are rows: the first ones say which columns there are."""

from __future__ import annotations

import pytest

from movierec_gui.data.json_lines import JsonCutter, keys_of

OBJECT, NONE = '{"a": 1}', "none"


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        ([OBJECT, '{"b": 2, "a": 3}', '{"c": null}'], ("a", "b", "c")),
        ([OBJECT] * 49 + ['{"b": 2}'], ("a", "b")),
        ([OBJECT] * 50 + ['{"b": 2}'], ("a",)),
        ([OBJECT, NONE], ("a",)),
        ([OBJECT, NONE, NONE], ()),
        ([NONE, OBJECT, OBJECT], ()),
        (["[1]", OBJECT], ()),
        ([], ()),
    ],
)
def test_the_first_fifty_of_which_half_are_objects_name_the_columns(lines: list[str], keys: tuple[str, ...]) -> None:
    assert keys_of(lines) == keys


def test_cells_are_texts_and_lines_are_counted() -> None:
    cutter = JsonCutter(("a", "b"), 5)
    block = '{"a": 1.50, "b": "x"}\n\n{"b": ["Comedy", "Crime"]}\n{"a": true, "b": {"c": [1]}}\nbroken\n'
    rows = list(cutter.cut(block.encode()))
    assert [(row.line, row.lines, row.fields) for row in rows] == [
        (5, 1, ["1.5", "x"]),
        (7, 1, ["", "Comedy|Crime"]),
        (8, 1, ["true", ""]),
        (9, 1, None),
    ]
    assert rows[-1].text == "broken"
    assert (cutter.line, cutter.holds, cutter.plain(b"{}\n")) == (10, False, None)
    assert list(cutter.cut(b"", last=True)) == []
    assert cutter.line == 10


def test_parts_of_objects_are_columns_of_their_own() -> None:
    line = '{"user": {"id": 7, "name": "ann"}, "movie": {"id": {"$oid": "5f"}}, "_id": {"$oid": "60"}, "rating": 4}'
    assert keys_of([line]) == ("user.id", "user.name", "movie.id", "_id", "rating")
    (row,) = JsonCutter(keys_of([line]), 1).cut(line.encode() + b"\n")
    assert row.fields == ["7", "ann", '{"$oid": "5f"}', "60", "4"]
