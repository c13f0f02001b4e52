"""Delimiter, header, line ends, encoding and columns, told from a file's first bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from movierec_gui.data.sniffing import (
    HEAD,
    ColumnChoice,
    encoding_of,
    first_rows,
    guess_columns,
    sniff,
    split_fields,
    with_text_ids,
)


@pytest.mark.parametrize(
    ("head", "delimiter", "header", "newline"),
    [
        (b"userId,movieId,rating,timestamp\r\n1,31,2.5,1260759144\r\n", ",", True, b"\r\n"),
        (b"1::1193::5::978300760\n1::661::3::978302109\n", "::", False, b"\n"),
        (b"196\t242\t3\t881250949\n", "\t", False, b"\n"),
        (b"1|Toy Story (1995)|01-Jan-1995||http://x|0\n", "|", False, b"\n"),
        (b"661::James, the Peach (1996)::Animation|Children's|Musical\n", "::", False, b"\n"),
        (b"user;item;score\n1;2;3,5\n4;5;4,0\n", ";", True, b"\n"),
        (b"1,2,3\r4,5,6\r", ",", False, b"\r"),
        (b"a,b,c\n1,2,3\n", ",", True, b"\n"),
        (b"userId,movieId,rating\n", ",", True, b"\n"),
    ],
)
def test_layouts(head: bytes, delimiter: str, header: bool, newline: bytes) -> None:
    shape = sniff(head)
    assert shape is not None
    assert (shape.delimiter, bool(shape.header), shape.newline) == (delimiter, header, newline)
    assert shape.start == (head.index(newline) + len(newline) if header else 0)
    assert shape.first_line == (2 if header else 1)


@pytest.mark.parametrize(
    "head", [b"", b"\n\n", b"PK\x03\x04\x00\x00", "userId,movieId\n".encode("utf-16"), b"word\nword\n"]
)
def test_what_is_no_table(head: bytes) -> None:
    assert sniff(head) is None


def test_encodings() -> None:
    assert encoding_of("Misérables".encode()) == "utf-8"
    assert encoding_of("Misérables".encode("latin-1")) == "latin-1"
    assert encoding_of("é".encode()[:1]) == "utf-8", "cut in the middle of a character"
    assert encoding_of(b"\0\1") is None


@pytest.mark.parametrize(
    ("head", "choice"),
    [
        (b"user_id,item_id,rating,ts\n1,2,3,4\n", ColumnChoice(0, 1, 2, 3)),
        (b"Rating,Title,Movie ID,User ID\n1,b,3,4\n", ColumnChoice(3, 2, 0, None, 1)),
        (b"1,2,3\n4,5,6\n", ColumnChoice(0, 1, 2)),
        (b"1,2\n4,5\n", None),
        (b"movieId,title,genres\n1,b,c\n", None),
    ],
)
def test_columns(head: bytes, choice: ColumnChoice | None) -> None:
    shape = sniff(head)
    assert shape is not None
    assert guess_columns(shape) == choice


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ([["1", "1", "2"], ["bob", "-7", "2"], ["3", "4", "5"]], (True, False)),
        ([["1", "0114508", "2"], ["2", "12", "2"]], (False, True)),
        ([["1", "034545104X", "2"], ["2", "1234567890123456789", "2"]], (False, True)),
        ([["1", "12.0", "2"], ["2", "9223372036854775807", "2"]], (False, False)),
        ([["1", "9223372036854775808", "2"]], (False, True)),
        ([["user", "item", "rating"], ["2", "3", "4"]], (False, False)),
    ],
)
def test_one_identifier_that_is_no_plain_number_makes_a_column_text(
    rows: list[list[str]], texts: tuple[bool, bool]
) -> None:
    columns = ColumnChoice(0, 1, 2)
    assert with_text_ids(columns, rows) == replace(columns, text_users=texts[0], text_movies=texts[1])


def test_the_last_row_of_a_beginning_may_be_cut_off_and_that_of_a_whole_file_is_not() -> None:
    head = b"userId,movieId,rating\n1,2,3\n4,5,6"
    shape = sniff(head)
    assert shape is not None
    assert first_rows(head, shape) == [["1", "2", "3"], ["4", "5", "6"]]
    assert first_rows(head, shape, 1) == [["1", "2", "3"]]
    beginning = (head[:22] + b"10,20,3\n" * HEAD)[:HEAD]
    assert beginning.endswith(b"\n10")
    rows = first_rows(beginning, shape, HEAD)
    assert (rows[-1], len(rows)) == (["10", "20", "3"], beginning.count(b"\n") - 1)
    assert len(first_rows(beginning, shape)) == 200


def test_quotes() -> None:
    assert split_fields('1,"a, ""b""",c', ",") == ["1", 'a, "b"', "c"]
    assert split_fields('1,"a, b', ",") is None
    assert split_fields('1::"a::b', "::") == ["1", '"a', "b"]


def test_blank_lines_before_the_header() -> None:
    shape = sniff(b"\n  \nuserId,movieId,rating\n1,2,3\n")
    assert shape is not None
    assert shape.header == ("userId", "movieId", "rating")
    assert shape.first_line == 4
    assert shape.start == 26


def test_a_known_header_stands_above_rows_that_do_not_fit_it() -> None:
    shape = sniff(b"userId,movieId,rating\nbad\nbad\nbad;x;y;z\n1,2,3\n")
    assert shape is not None
    assert (shape.delimiter, shape.width) == (",", 3)


@pytest.mark.parametrize(
    ("head", "cut"),
    [
        (b"user,movie,rating\n1,2,3,5\n1,3,4,0\n1,5,2,5\n", True),
        (b"user,movie,rating,time\n1,2,3,5,1112486027\n1,3,4,0,1112486027\n", True),
        (b"user,rating,movie\n1,3,75,Heat\n1,4,25,Up\n", True),
        (b"user,movie,rating\n1,2,3,1112486027\n1,3,4,1112486028\n1,4,4,1112486028\n", False),
        (b"user,movie,rating\n1,2,3,\n1,3,4,\n1,4,4,\n", False),
        (b"user,movie,rating\n1,2,3,good\n1,3,4,\n1,4,4,5\n", False),
        (b'user,movie,rating\n1,2,"3,5"\n1,3,4\n', False),
    ],
)
def test_decimal_commas_between_commas_are_noticed(head: bytes, cut: bool) -> None:
    shape = sniff(head)
    assert shape is not None
    assert shape.cut_ratings == cut
    assert cut == (guess_columns(shape) is None)
