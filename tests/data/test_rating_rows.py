"""Quick and careful reading give the same, and nothing is dropped without a word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movierec_gui.data import line_blocks, rating_rows
from movierec_gui.data.archives import FileTree
from movierec_gui.data.fast_rows import RowPattern
from movierec_gui.data.rating_rows import Instructions, RawRatings, read_ratings
from movierec_gui.data.sniffing import ColumnChoice, TableShape, sniff
from movierec_gui.data.validation import IssueLog, ValidationReport
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish

COLUMNS = ColumnChoice(0, 1, 2, 3)
MOVIELENS = Instructions(scale=(0.5, 5.0), not_rated=(), trusted_times=True)


class Bytes(FileTree):
    """One file in memory."""

    def __init__(self, content: bytes) -> None:
        from io import BytesIO

        super().__init__("memory", Path("memory"), {"r": len(content)}, lambda _name: BytesIO(content), Path)


def shape(delimiter: str = ",", newline: bytes = b"\n", width: int = 4) -> TableShape:
    return TableShape(delimiter, (), width, newline, 0, 1, "utf-8")


def read(content: bytes, table: TableShape | None = None) -> tuple[RawRatings, ValidationReport]:
    log = IssueLog()
    ratings = finish(read_ratings(Bytes(content), "r", table or shape(), COLUMNS, MOVIELENS, log))
    return ratings, log.report(ratings.rows_read, len(ratings))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,2,3.5", None),
        ("1", "malformed row"),
        ("1,2,3.5,4,5", "malformed row"),
        ('"1,2,3.5,4', "malformed row"),
        (",2,3.5,4", "empty cell"),
        ("1,,3.5,4", "empty cell"),
        ("1,2,,4", "empty cell"),
        ("1,2,NA,4", "empty cell"),
        ("1,2,1e39,4", "not a number"),
        ("1,2,nan,4", "not a number"),
        ("1,2,inf,4", "not a number"),
        ("1,2,1_0,4", "not a number"),
        ("1,2,0,4", "rating out of scale"),
        ("1,2,0.4,4", "rating out of scale"),
        ("1,2,5.5,4", "rating out of scale"),
        ("1,2,10,4", "rating out of scale"),
        ("1,2,-3,4", "rating out of scale"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_reason(line: str, reason: str | None) -> None:
    ratings, report = read(f"7,7,1.0,1\n\n{line}\n8,8,5.0,2\n".encode())
    if reason is None:
        assert ratings.users.tolist() == [7, 1, 8]
        assert report.counts == {"unusable timestamp": 1}
        return
    assert ratings.users.tolist() == [7, 8]
    assert ratings.rows_read == 3
    assert report.counts == {reason: 1}
    assert (report.issues[0].file, report.issues[0].line, report.issues[0].kept) == ("r", 3, False)
    assert report.summary().startswith("2 of 3 ratings kept; 1 skipped")


@pytest.mark.parametrize(
    ("stamp", "seconds", "clean"),
    [
        ("4", 4, True),
        ("4.0", 4, True),
        ("2016-10-17", 1476662400, True),
        ("2016-10-17T00:00:00+02:00", 1476655200, True),
        ("-4", 0, False),
        ("soon", 0, False),
        ("", 0, False),
        ("1e40", 0, False),
    ],
)
def test_a_row_without_a_usable_time_is_kept_and_noted(stamp: str, seconds: int, clean: bool) -> None:
    ratings, report = read(f"1,2,3.5,{stamp}\n".encode())
    assert ratings.timestamps.tolist() == [seconds]
    assert report.clean == clean
    assert all(issue.kept for issue in report.issues)


@pytest.mark.parametrize("delimiter", [",", "\t", "::", ";", "|"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("form", ["{:.1f}", "{:g}"])
def test_quick_reading_takes_the_releases_rows(delimiter: str, newline: bytes, form: str) -> None:
    rng = np.random.default_rng(5)
    columns = (
        rng.integers(1, 10**6, 300),
        rng.integers(1, 10**8, 300),
        rng.integers(1, 11, 300) / 2,
        rng.integers(0, 10**10, 300),
    )
    rows = [(str(u), str(m), form.format(v), str(t)) for u, m, v, t in zip(*columns, strict=True)]
    block = b"".join(delimiter.join(row).encode() + newline for row in rows)
    parsed = RowPattern(shape(delimiter, newline), COLUMNS).parse(block)
    assert parsed is not None
    for read_column, column in zip(
        (parsed.users, parsed.movies, parsed.values, parsed.timestamps), columns, strict=True
    ):
        np.testing.assert_array_equal(read_column, column)


garbage = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=30),
    st.lists(
        st.sampled_from(["1", "22", "3.5", "5", "-1", ".", "3.", ".5", "x", "", "999999999", "1e3", '"4"', " 2 "]),
        max_size=6,
    ).map(",".join),
)
good = st.builds(
    "{},{},{:.1f},{}".format,
    st.integers(0, 9),
    st.integers(0, 10**9),
    st.sampled_from([0.5, 3.0, 5.0]),
    st.integers(0, 10**11),
)


@settings(max_examples=80, deadline=None)
@given(lines=st.lists(st.one_of(good, good, garbage), max_size=60), newline=st.sampled_from([b"\n", b"\r\n"]))
def test_random_lines_read_the_same_quickly_and_carefully(lines: list[str], newline: bytes) -> None:
    content = b"".join(line.encode() + newline for line in lines)
    quick, quick_report = read(content, shape(newline=newline))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RowPattern, "parse", lambda _self, _block: None)
        careful, careful_report = read(content, shape(newline=newline))
    for column in ("users", "movies", "values", "timestamps", "skipped_lines"):
        np.testing.assert_array_equal(getattr(quick, column), getattr(careful, column))
    assert quick_report == careful_report
    assert quick.rows_read == sum(bool(line.encode().strip()) for line in lines)
    skipped = sum(not issue.kept for issue in quick_report.issues)
    assert len(quick) + skipped == quick.rows_read


def test_line_numbers_jump_over_skipped_lines() -> None:
    ratings, _ = read(b"1,1,1,1\nbad\n\n2,2,2,2\n3,3,3,3\nbad\n4,4,4,4\n")
    assert ratings.line_numbers(np.arange(4)).tolist() == [1, 4, 5, 7]


def test_blocks_join_without_losing_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_blocks, "_BLOCK", 37)
    monkeypatch.setattr(rating_rows, "_CAREFUL", 16)
    lines = [f"{n},{n + 1},{n % 10 / 2 + 0.5},{n}" if n % 7 else f"bad {n}" for n in range(200)]
    ratings, report = read("\n".join(lines).encode())
    assert ratings.users.tolist() == [n for n in range(200) if n % 7]
    assert report.counts == {"malformed row": 29}
    assert [issue.line for issue in report.issues] == list(range(1, 201, 7))


def test_only_the_first_issues_of_a_reason_are_listed_and_all_counted() -> None:
    ratings, report = read(b"bad\n" * 1000 + b"1,1,1,1\n")
    assert len(ratings) == 1
    assert report.counts == {"malformed row": 1000}
    assert len(report.issues) == 200
    assert report.rows_skipped == 1000


def test_progress_counts_bytes_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_blocks, "_BLOCK", 1000)
    content = b"1,1,1.0,1\n" * 5_000
    table = sniff(content[:1000])
    assert table is not None
    events: list[Progress] = list(read_ratings(Bytes(content), "r", table, COLUMNS, Instructions(), IssueLog()))
    fractions = [event.fraction for event in events]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert fractions[-1] == 1
    assert len(events) > 3


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(UserError, match="more than 1 MiB"):
        read(b"1" * (1 << 22))
