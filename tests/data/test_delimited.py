"""Rows as RFC 4180 has them, whatever the blocks in which they come."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movierec_gui.data import delimited, line_blocks
from movierec_gui.data.delimited import Record, RecordCutter, split_fields
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

Write = Callable[..., Path]


def cut(blocks: list[str], width: int = 0, delimiter: str = ",") -> list[Record]:
    cutter = RecordCutter(delimiter, True, 1, width)
    records = [record for block in blocks for record in cutter.cut(block.encode())]
    return [*records, *cutter.cut(b"", last=True)]


def test_fields_in_quotes_hold_delimiters_quotes_and_line_breaks() -> None:
    (one, two) = cut(['1,"a, ""b""\n', "\n", 'c",x\n2,d,y\n'])
    assert (one.line, one.lines, one.fields) == (1, 3, ["1", 'a, "b"\n\nc', "x"])
    assert (two.line, two.fields) == (4, ["2", "d", "y"])


def test_quotes_that_never_close_cost_one_line() -> None:
    records = cut(['1,"a,x\n2,b,y\n', "3,c,z\n"], width=3)
    assert [(record.line, record.fields) for record in records] == [
        (1, None),
        (2, ["2", "b", "y"]),
        (3, ["3", "c", "z"]),
    ]


def test_lines_between_two_stray_quotes_are_not_swallowed() -> None:
    records = cut(['1,"a,x\n2,b,y\n3,c",z\n4,d,w\n'], width=3)
    assert [record.line for record in records] == [1, 4]
    records = cut(['1,"a,x\n2,b,y\n3,c",z,more\n4,d,w\n'], width=3)
    assert [(record.line, bool(record.fields)) for record in records] == [(1, False), (2, True), (3, True), (4, True)]


def test_a_backslash_that_ends_a_field_is_no_escape_where_the_row_goes_on() -> None:
    (one, two) = cut(['1,5,"\\""\n2,3,4\n"\n', "2,6,x\n"], width=3)
    assert one.fields == ["1", "5", '\\"\n2,3,4\n']
    assert (two.line, two.fields) == (4, ["2", "6", "x"])


def test_escaped_quotes_stay_escaped_where_the_lines_after_them_are_rows() -> None:
    records = cut(['"1";"a 5\\" disk";2\n"2";"b";3\n', '"3";"\\"";4\n"4";"c \\" d";5\n'], width=3, delimiter=";")
    assert [record.fields for record in records] == [
        ["1", 'a 5" disk', "2"],
        ["2", "b", "3"],
        ["3", '"', "4"],
        ["4", 'c " d', "5"],
    ]


def test_a_row_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_RECORD", 50)
    records = cut(['1,"a\n', *("b,c\n" * 10 for _ in range(5)), 'd",x\n'])
    assert records[0].fields is None
    assert records[1].fields == ["b", "c"]


def test_a_backslash_before_a_quote() -> None:
    assert split_fields('"1";"a \\"b\\"; c";2', ";") == ["1", 'a "b"; c', "2"]
    assert split_fields('"1";"a \\"b', ";") is None


def test_blanks_stand_for_one_delimiter() -> None:
    assert split_fields("  1   Q0 3\t4 ", " ") == ["1", "Q0", "3", "4"]
    assert split_fields('"a b"  2', " ", quoted=True) == ["a b", "2"]


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)) | st.sampled_from('",\n;'), max_size=8)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=12), size=st.integers(1, 40))
def test_what_the_csv_module_writes_comes_back_from_blocks_of_any_size(rows: list[list[str]], size: int) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    lines = written.getvalue().splitlines(keepends=True) if False else written.getvalue().split("\n")[:-1]
    blocks = ["".join(line + "\n" for line in lines[start : start + size]) for start in range(0, len(lines), size)]
    records = cut(blocks, width=3)
    assert [record.fields for record in records] == rows
    assert sum(record.lines for record in records) == len(lines)


@pytest.mark.parametrize("block", [1 << 19, 64])
def test_a_review_with_line_breaks_loses_and_makes_no_rating(
    write_folder: Write, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(line_blocks, "_BLOCK", block)
    plain = "".join(f"7,{movie},3.0,,x\n" for movie in range(100, 160))
    text = (
        "user,item,rating,review,extra\n" + plain + '1,10,4.5,"Watch order:\n2,20,1.0,x,y\n\nfine",a\n'
        '1,30,3,"short, ""good""",b\r\n' + plain.replace("7,", "8,", 1) + '2,10,5,"the\nend",c\n'
    )
    dataset = finish(load_dataset(write_folder({"reviews.csv": text}) / "reviews.csv"))
    users = dataset.user_ids[dataset.ratings.users].tolist()
    rows = list(zip(users, dataset.movies.ids[dataset.ratings.movies].tolist(), dataset.ratings.values, strict=True))
    assert [row for row in rows if row[0] in (1, 2)] == [(1, 10, 4.5), (1, 30, 3), (2, 10, 5)]
    assert dataset.report is not None
    duplicates = [issue for issue in dataset.report.issues if issue.reason == "duplicate rating"]
    assert len(duplicates) == 59
    assert dataset.report.rows_read == 60 + 2 + 60 + 1
    # Lines are counted through the breaks.
    assert min(issue.line for issue in duplicates) == 3
