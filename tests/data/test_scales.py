"""The scale comes from the values, and what is no rating is left out and said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.scales import (
    LevelTally,
    find_scale,
    liked_from,
    parse_not_rated,
    parse_scale,
    scale_text,
    usual_scale,
)
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]


def found(*values: float, times: int = 1) -> tuple[tuple[float, float], tuple[float, ...], tuple[float, ...]]:
    tally = LevelTally()
    tally.add(np.repeat(np.array(values, np.float32), times))
    finding = find_scale(tally.levels, tally.total, halves=tally.halves)
    return (finding.low, finding.high), finding.marks, finding.outliers


@pytest.mark.parametrize(
    ("values", "scale", "marks", "outliers"),
    [
        ((1, 3, 5), (1, 5), (), ()),
        ((1, 3.5, 5), (0.5, 5), (), ()),
        ((0.5, 4), (0.5, 5), (), ()),
        ((1, 7, 10), (1, 10), (), ()),
        ((1, 8, 10, 0), (1, 10), (0,), ()),
        ((0, 3, 5), (1, 5), (0,), ()),
        ((0, 90, 100), (0, 100), (), ()),
        ((0, 90, 100, 255), (0, 100), (255,), ()),
        ((90, 99, 100), (1, 100), (), ()),
        ((1, 2, 5, 99), (1, 5), (99,), ()),
        ((-1, 7, 10), (1, 10), (-1,), ()),
        ((-1, 0, 7, 10), (1, 10), (-1, 0), ()),
        ((-1, 1), (-1, 1), (), ()),
        ((-1, 0, 1), (-1, 1), (), ()),
        ((0, 1), (0, 1), (), ()),
        ((-9.5, 0.3, 8.25, 99), (-10, 10), (99,), ()),
        ((-4, 0, 2, 3), (-5, 5), (), ()),
        ((-5, 5), (-5, 5), (), ()),
        ((-5.5, 2), (-10, 10), (), ()),
        ((-1.5, 1), (-5, 5), (), ()),
        ((1, 5, 13), (1, 13), (), ()),
        ((1, 2, 3, 4000), (1, 5), (), (4000,)),
        ((7, 400, 3000), (7, 3000), (), ()),
        ((4,), (1, 5), (), ()),
    ],
)
def test_scales_marks_and_mistakes(
    values: tuple[float, ...], scale: tuple[float, float], marks: tuple[float, ...], outliers: tuple[float, ...]
) -> None:
    assert found(*values) == (scale, marks, outliers)


def test_a_few_ratings_above_the_scale_of_a_long_table_are_mistakes() -> None:
    tally = LevelTally()
    tally.add(np.array([1, 2, 3, 4, 5] * 100 + [6, 10], np.float32))
    finding = find_scale(tally.levels, tally.total)
    assert (finding.low, finding.high, finding.outliers) == (1, 5, (6, 10))


@pytest.mark.parametrize(
    ("counts", "scale", "outliers"),
    [
        ({1: 99, 101: 1}, (0, 1), (101,)),
        ({1: 2, 101: 1}, (0, 1), (101,)),
        ({1: 1, 101: 1}, (1, 101), ()),
        ({1: 1, 101: 99}, (1, 101), ()),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 45: 4}, (1, 5), (45,)),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 45: 5}, (1, 100), ()),
    ],
)
def test_what_lies_far_above_the_others_is_a_mistake_only_where_the_others_are_more(
    counts: dict[float, int], scale: tuple[float, float], outliers: tuple[float, ...]
) -> None:
    finding = find_scale(counts, sum(counts.values()))
    assert ((finding.low, finding.high), finding.outliers) == (scale, outliers)


def test_what_is_said_overrules_what_is_found() -> None:
    levels = {0.0: 5, 1.0: 1, 10.0: 2, 11.0: 1, 99.0: 1}
    stated = find_scale(levels, 10, (0, 10))
    assert (stated.marks, stated.outliers, stated.stated) == ((99,), (11,), True)
    kept = find_scale(levels, 10, None, ())
    assert (kept.low, kept.high, kept.marks) == (0, 100, ())
    assert find_scale(levels, 10, (0, 10), (1,)).marks == (1,)


def test_a_scale_that_nobody_uses_is_the_values_own() -> None:
    assert usual_scale(3, 17) is None
    assert usual_scale(-3, 99) is None
    assert usual_scale(0, 5000) is None


@pytest.mark.parametrize(
    ("scale", "liked"), [((0.5, 5), 4.0), ((1, 5), 4.0), ((1, 10), 8.0), ((0, 100), 80.0), ((-10, 10), 6.0)]
)
def test_liked_is_the_same_share_of_every_scale(scale: tuple[float, float], liked: float) -> None:
    assert liked_from(scale) == liked


@pytest.mark.parametrize(
    ("texts", "scale"),
    [
        (("1-10", " 1 – 10 ", "1 to 10", "1..10", "1:10", "1—10"), (1, 10)),
        (("0.5-5", "0,5 to 5", ".5-5.0"), (0.5, 5)),
        (("-10 to 10", "-10 TO 10", "-10..10", "-10-10", "-10 – 10", "−10:10"), (-10, 10)),
        (("-10--1", "-10 to -1", "-10..-1"), (-10, -1)),
    ],
)
def test_scales_as_people_write_them(texts: tuple[str, ...], scale: tuple[float, float]) -> None:
    assert {parse_scale(text) for text in texts} == {scale}
    assert parse_scale(scale_text(scale)) == scale


@pytest.mark.parametrize(
    "text", ["", "x", "5", "5-1", "10 to -10", "-10", "-1..-10", "1-inf", "1-1" + "0" * 400, "1-10 x"]
)
def test_what_is_no_scale_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(UserError, match=r'no scale.*lowest and the highest.*Write it as in 1-10 or "-10 to 10"'):
        parse_scale(text)


def test_a_scale_is_written_so_that_its_signs_are_no_dashes() -> None:
    assert list(map(scale_text, [(1, 10), (0, 1), (0.5, 5), (-10, 10)])) == ["1-10", "0-1", "0.5-5", "-10 to 10"]


def test_marks_as_people_write_them() -> None:
    assert parse_not_rated("0, 99") == (0, 99)
    assert parse_not_rated("none") == ()
    with pytest.raises(UserError, match="names no values"):
        parse_not_rated("never")


@pytest.mark.parametrize("name", ["ratings.csv", "ratings.dat", "u.data", "mine.txt"])
@pytest.mark.parametrize("values", [(8, 4, 3, 10), (80, 35, 1, 100), (5, 1, 2, 3), (-9.5, 3.5, 10, 0)])
def test_the_files_name_does_not_decide_the_scale(write_folder: Write, name: str, values: tuple[float, ...]) -> None:
    separator = "::" if name == "ratings.dat" else "\t" if name == "u.data" else ","
    rows = [(1, 10, values[0]), (1, 11, values[1]), (2, 10, values[2]), (2, 12, values[3])]
    text = "".join(separator.join(f"{field:g}" for field in row) + "\n" for row in rows)
    dataset = finish(load_dataset(write_folder({name: text}) / name))
    assert dataset.ratings.values.tolist() == list(values)


@pytest.mark.parametrize(
    ("rows", "kept", "lines"),
    [
        (["1,20,-1", "1,24,-1", "1,79,8", "2,20,10"], [8, 10], [2, 3]),
        (["1,20,0", "1,24,5", "1,79,0", "2,20,8"], [5, 8], [2, 4]),
        (["1,20,4", "1,24,99", "1,79,5", "2,20,1"], [4, 5, 1], [3]),
        (["1,20,4.5", "1,24,3", "", "1,79,255", "2,20,1"], [4.5, 3, 1], [5]),
        (["1,20,-9999", "1,24,3", "1,79,5"], [3, 5], [2]),
    ],
)
def test_marks_are_left_out_and_named_by_line(
    write_folder: Write, rows: list[str], kept: list[float], lines: list[int]
) -> None:
    path = write_folder({"t.csv": "\n".join(["user,item,rating", *rows, ""])}) / "t.csv"
    dataset = finish(load_dataset(path))
    assert dataset.ratings.values.tolist() == kept
    report = dataset.report
    assert report is not None
    assert [issue.line for issue in report.issues if issue.reason == "not rated"] == lines
    assert any("--not-rated none" in note for note in report.notes)
    every = finish(load_dataset(path, choice=TableChoice(not_rated=())))
    assert len(every.ratings) == len(kept) + len(lines)


def test_a_number_beyond_32_bits_is_no_rating(write_folder: Write) -> None:
    dataset = finish(load_dataset(write_folder({"t.csv": "user,item,rating\n1,2,3\n1,3,1e39\n1,4,-1e39\n1,5,4\n"})))
    assert dataset.ratings.values.tolist() == [3, 4]
    assert dataset.report is not None
    assert dataset.report.counts["not a number"] == 2


def whole(counts: dict[float, int], halves: bool = False) -> tuple[float, float, tuple[float, ...], tuple[float, ...]]:
    finding = find_scale(counts, sum(counts.values()), halves=halves)
    return finding.low, finding.high, finding.marks, finding.outliers


def grades(*counts: int, first: int = 1) -> dict[float, int]:
    """Whole grades from the first one on, with how often each was given."""
    return {float(first + number): count for number, count in enumerate(counts)}


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        # Fifty whole numbers up to seven are on a scale to seven.
        (grades(7, 7, 7, 7, 7, 7, 7), (1, 10, (), ())),
        (grades(7, 7, 7, 7, 7, 7, 8), (1, 7, (), ())),
        (grades(8, 7, 7, 7, 7, 7, 7, 7, first=0), (1, 7, (0,), ())),
        (grades(9, 9, 9, 9, 9, 9), (1, 6, (), ())),
        (grades(8, 8, 8, 8, 8, 9), (1, 10, (), ())),
        # One in a hundred of two hundred ratings may be a mistake, in five different ways.
        (grades(40, 40, 40, 40, 38, 2), (1, 5, (), (6,))),
        (grades(40, 40, 40, 40, 37, 2), (1, 10, (), ())),
        (grades(40, 40, 40, 40, 37, 3), (1, 10, (), ())),
        (grades(400, 400, 400, 400, 400, 1, 1, 1, 1, 1), (1, 5, (), (6, 7, 8, 9, 10))),
        (grades(400, 400, 400, 400, 400, 1, 1, 1, 1, 1) | {5.5: 1}, (1, 10, (), ())),
        ({10.0: 300, 4.0: 300, 11.0: 1}, (1, 10, (), (11,))),
        ({100.0: 300, 40.0: 300, 101.0: 1}, (1, 100, (), (101,))),
        # 0 is a grade where it is about as frequent as the next one.
        (grades(60, 40, 40, 40, 40, 40, first=0), (0, 5, (), ())),
        (grades(61, 40, 40, 40, 40, 40, first=0), (1, 5, (0,), ())),
        (grades(40, 60, 40, 40, 40, 40, first=0), (0, 5, (), ())),
        (grades(39, 60, 40, 40, 40, 40, first=0), (1, 5, (0,), ())),
        (grades(40, 40, 40, 40, 39, 0, first=0) | {5.0: 1}, (0, 5, (), ())),
        (grades(40, 40, 40, 40, 38, first=0) | {5.0: 1}, (1, 5, (0,), ())),
        ({0.0: 1, 1.0: 1, 2.0: 1}, (0, 5, (), ())),
        ({0.0: 1, 1.0: 1, 2.5: 1}, (1, 5, (0,), ())),
        ({0.0: 1, 0.5: 1, 5.0: 1}, (0.5, 5, (0,), ())),
        ({0.0: 1, 0.4: 1, 5.0: 1}, (0, 5, (), ())),
        ({0.0: 1, 1.0: 1, 10.0: 1}, (1, 10, (0,), ())),
        ({0.0: 1, 1.0: 1, 11.0: 1}, (0, 11, (), ())),
        # Marks below and above all others.
        ({-1.0: 1, 0.0: 1, 1.0: 1}, (-1, 1, (), ())),
        ({-2.0: 1, 0.0: 1, 1.0: 1}, (0, 1, (-2,), ())),
        ({-2.0: 1, -1.0: 1, 0.0: 1, 1.0: 1}, (-5, 5, (), ())),
        ({-99.0: 1, -9.0: 1, 3.0: 1}, (1, 5, (-99, -9), ())),
        ({-99.0: 1, -9.0: 1, -1.0: 1, 3.0: 1}, (-10, 10, (-99,), ())),
        ({-99.0: 1, -11.0: 1, 3.0: 1}, (-99, 3, (), ())),
        ({3.0: 1, 99.0: 1, 255.0: 1}, (1, 5, (99, 255), ())),
        ({50.0: 1, 99.0: 1}, (1, 100, (), ())),
        ({50.0: 1, 254.0: 1}, (50, 254, (), ())),
    ],
)
def test_the_scale_of_counted_grades(
    counts: dict[float, int], found: tuple[float, float, tuple[float, ...], tuple[float, ...]]
) -> None:
    assert whole(counts) == found


def test_blocks_within_movielens_scale_are_known_by_their_ends_and_others_level_by_level() -> None:
    tally = LevelTally()
    for block in ([3, 3.5, 4], [], [0.5, 5], [2]):
        tally.add(np.array(block, np.float32))
    assert (tally.total, tally.halves, dict(tally.levels)) == (6, True, {0.5: 0, 5: 0})
    tally.add(np.array([0, 0, 3, 5], np.float32))
    tally.add(np.array([5.5, 0], np.float32))
    assert (tally.total, dict(tally.levels)) == (12, {0: 3, 0.5: 0, 3: 1, 5: 1, 5.5: 1})
    assert list(tally.levels) == [0, 0.5, 3, 5, 5.5]


def test_of_a_tally_with_ten_thousand_levels_only_ends_are_added() -> None:
    tally = LevelTally()
    tally.add(np.arange(9_999, dtype=np.float32))
    tally.add(np.array([20_000, 20_001, 20_002], np.float32))
    assert (len(tally.levels), tally.halves) == (10_002, False)
    tally.add(np.array([30_000, 30_001, 30_002], np.float32))
    assert len(tally.levels) == 10_004
    assert max(tally.levels) == 30_002


MARKED = "user,movie,rating\n" + "".join(f"{user},{movie},{movie}\n" for user in range(1, 9) for movie in range(1, 6))


@pytest.mark.parametrize(
    ("choice", "kept", "scale"),
    [
        (TableChoice(not_rated=(3.0,)), {1, 2, 4, 5}, (1, 5)),
        (TableChoice(not_rated=(1.0, 4.0, 5.0)), {2, 3}, None),
        (TableChoice(scale=(1.0, 3.0)), {1, 2, 3}, (1, 3)),
        (TableChoice(scale=(2.0, 5.0), not_rated=(4.0,)), {2, 3, 5}, (2, 5)),
    ],
)
@pytest.mark.parametrize("matrix", [False, True])
def test_what_a_person_states_counts_for_every_level(
    tmp_path: Path, choice: TableChoice, kept: set[float], scale: tuple[float, float] | None, matrix: bool
) -> None:
    cells = "user,A,B,C,D,E\n" + "".join(f"{user},1,2,3,4,5\n" for user in range(1, 9))
    (tmp_path / "r.csv").write_text(cells if matrix else MARKED)
    dataset = finish(load_dataset(tmp_path / "r.csv", choice=choice))
    assert set(dataset.ratings.values.tolist()) == kept
    assert len(dataset.ratings) == 8 * len(kept)
    if scale:
        assert dataset.scale == scale


def test_where_every_level_is_stated_as_none_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(MARKED)
    with pytest.raises(UserError, match="no usable rating"):
        finish(load_dataset(tmp_path / "r.csv", choice=TableChoice(not_rated=(1.0, 2.0, 3.0, 4.0, 5.0))))


def test_stated_numbers_are_compared_as_ratings_are_kept(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("user,movie,rating\n1,1,0.7\n1,2,0.1\n2,1,0.9\n2,2,0.8\n")
    whole = finish(load_dataset(tmp_path / "r.csv", choice=TableChoice(scale=(0.1, 0.9))))
    part = finish(load_dataset(tmp_path / "r.csv", choice=TableChoice(scale=(0.7, 0.9))))
    without = finish(load_dataset(tmp_path / "r.csv", choice=TableChoice(not_rated=(0.1,))))
    assert [len(one.ratings) for one in (whole, part, without)] == [4, 3, 3]
