"""Identifiers stay what they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.identifiers import TextIds, number_ids, plain_number, renumbered
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.validation import SHORTENED
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("12", 12), ("-7", -7), (" 5 ", 5), ("12.0", 12), ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)), ("9223372036854775808", None), ("9" * 5000, None), ("007", None),
        ("1e3", None), ("1.5", None), ("", None), ("x", None), ("+1", None), ("²", None), ("1_0", None),
    ],
)  # fmt: skip
def test_plain_numbers(text: str, number: int | None) -> None:
    assert plain_number(text) == number


@pytest.mark.parametrize(
    ("ids", "short"),
    [
        (["7.65612E+16"] * 3, "7.65612E+16"),
        (["A1", "1E+05", "2"], "1E+05"),
        (["7,65612e+16", "x", "y"], "7,65612e+16"),
        (["1e5", "2e5", "3e5"], ""),
        (["0E+16", "E+16", "12E+16"], ""),
    ],
)
def test_identifiers_that_a_spreadsheet_has_shortened_are_said(write_folder: Write, ids: list[str], short: str) -> None:
    rows = "".join(f"{one};{movie};4\n" for movie, one in enumerate(ids, 1))
    dataset = finish(load_dataset(write_folder({"t.csv": "user;movie;rating\n" + rows}) / "t.csv"))
    assert dataset.report is not None
    said = [issue for issue in dataset.report.issues if issue.reason == SHORTENED]
    assert [f"users such as {short} are long numbers" in issue.detail for issue in said] == [True] * bool(short)
    assert dataset.report.rows_kept == 3


@pytest.mark.parametrize("kind", [np.int32, np.int64])
@pytest.mark.parametrize("ids", [[7, 3, 7, 900], [-5, 3, 3], [2**31 - 1, 1], []], ids=str)
def test_indexes_may_take_the_memory_of_identifiers(ids: list[int], kind: type[np.signedinteger]) -> None:
    given, also = np.array(ids, kind), np.array([3, 11])
    distinct, places = number_ids(given, also)
    assert distinct.tolist() == sorted({*ids, 3, 11})
    assert places.dtype == np.int32
    assert distinct[places].tolist() == ids == given.tolist()
    again, reused = number_ids(given, also, used_up=True)
    assert (again.tolist(), reused.tolist()) == (distinct.tolist(), places.tolist())


def test_text_is_numbered_by_appearance() -> None:
    ids = TextIds()
    assert [ids.number(text) for text in ("b", "a", " b ", "")] == [1, 2, 1, None]
    assert ids.known("a") == 2
    assert ids.known("c") is None
    assert ids.names() == {1: "b", 2: "a"}


@pytest.mark.parametrize(
    "ids",
    [
        ["034545104X", "155061224", "0425115801", "425115801", "2.02.032126.2", "B0000BLD7X"],
        ["1", "2", "3", "01"],
        ["12345678901234567890", "12345678901234567891"],
        ["null", "nan", "NA", "2001-a-space-odyssey", "None"],
        ["1e5", "100000", "1E5"],
    ],
)
@pytest.mark.parametrize("name", ["ratings.csv", "shop.csv"])
def test_text_identifiers_are_kept_exactly(write_folder: Write, name: str, ids: list[str]) -> None:
    rows = "".join(f"{user},{movie},3\n" for user in (5, 6) for movie in ids)
    dataset = finish(load_dataset(write_folder({name: "user,item,rating\n" + rows}) / name))
    assert dataset.movies.text_ids == tuple(ids)
    assert dataset.movies.titles == tuple(ids)
    assert dataset.user_ids.tolist() == [5, 6]
    assert dataset.user_names == ()
    assert len(dataset.ratings) == 2 * len(ids)


def test_text_that_shows_late_makes_the_whole_column_text(write_folder: Write) -> None:
    rows = "".join(f"{user},{user % 50},{user % 5 + 1}\n" for user in range(20_000)) + "anna,7,3\n"
    dataset = finish(load_dataset(write_folder({"ratings.csv": "user,item,rating\n" + rows})))
    assert dataset.user_names[:2] == ("0", "1")
    assert dataset.user_named("anna") == 20_000
    assert len(dataset.ratings) == 20_001
    assert dataset.movies.text_ids == ()
    assert dataset.report is not None
    assert dataset.report.counts == {"no movie list": 1}


def test_negative_and_nineteen_digit_numbers(write_folder: Write) -> None:
    text = "1234567890123456789,-100,3\n-5,-99,4\n1234567890123456789,2147483648,1\n"
    dataset = finish(load_dataset(write_folder({"ratings.csv": text})))
    assert dataset.user_ids.tolist() == [-5, 1234567890123456789]
    assert dataset.movies.ids.tolist() == [-100, -99, 2147483648]
    assert dataset.ratings.values.tolist() == [3, 4, 1]
    assert dataset.user_named("-5") == 0


def test_users_are_found_by_name(write_folder: Write) -> None:
    dataset = finish(load_dataset(write_folder({"t.csv": "user,item,rating\nalice,1,3\n007,1,4\n"})))
    assert dataset.user_named("alice") == 0
    assert dataset.user_named("007") == 1
    assert dataset.user_label(0) == "alice"
    with pytest.raises(UserError, match="Did you mean 'alice'"):
        dataset.user_named("alic")


def test_a_row_without_a_rating_says_nothing_about_a_columns_kind(write_folder: Write) -> None:
    text = "userId,movieId,rating\n1,2,3\nuserId,movieId,rating\n2,2,4\nnobody,3,\n"
    dataset = finish(load_dataset(write_folder({"ratings.csv": text})))
    assert dataset.user_names == ()
    assert dataset.user_ids.tolist() == [1, 2]


def test_numbers_of_one_file_become_those_of_another() -> None:
    own, other = TextIds(), TextIds()
    for text in ("anna", "7", "bob"):
        own.number(text)
    for text in ("7", "anna"):
        other.number(text)
    missing = np.iinfo(np.int64).min
    assert renumbered(np.array([1, 2, 3, 1]), own, other).tolist() == [2, 1, missing, 2]
    assert renumbered(np.array([7, 8]), None, other).tolist() == [1, missing]
    assert renumbered(np.array([1, 2]), own, None).tolist() == [missing, 7]
    assert renumbered(np.array([1, 2]), None, None).tolist() == [1, 2]
