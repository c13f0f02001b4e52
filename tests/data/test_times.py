"""The unit of times is decided for a column as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.overview import overview
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.data.times import LAST_SECOND, read_moment, read_time, settle_times
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]


def load(
    write_folder: Write, times: list[str], head: str = "userId,movieId,rating,timestamp\n", unit: str = ""
) -> Dataset:
    rows = "".join(f"{row % 3},{row},3,{time}\n" for row, time in enumerate(times))
    folder = write_folder({"t.csv": head + rows})
    return finish(load_dataset(folder, choice=TableChoice(time_unit=unit)))


@pytest.mark.parametrize(
    ("times", "seconds", "words"),
    [
        (["1209965037", "1244046058"], [1209965037, 1244046058], "seconds since 1970"),
        (["1209965037897", "1244046058937"], [1209965037, 1244046058], "milliseconds"),
        (["1209965037897123", "1244046058937000"], [1209965037, 1244046058], "microseconds"),
        (["1209965037897123456", "1244046058937000000"], [1209965037, 1244046058], "nanoseconds"),
        (["20180518", "20191231"], [1526601600, 1577750400], "20180518"),
        (["20180518150200", "20191231000000"], [1526655720, 1577750400], "20180518"),
        (["201805181502", "201912310000"], [1526655720, 1577750400], "20180518"),
        (["2018-05-18 15:02:00", "2019-12-31"], [1526655720, 1577750400], "dates"),
        (["2018-05-18T15:02:00Z", "2019-12-31T01:00:00+01:00"], [1526655720, 1577750400], "dates"),
        (["18-05-2018 15:02", "31-12-2019"], [1526655720, 1577750400], "day first"),
        (["05/18/2018 03:02 PM", "12/31/2019"], [1526655720, 1577750400], "month first"),
        (["05.06.2018", "31.12.2019"], [1528156800, 1577750400], "day first"),
        (["May 18, 2018", "Dec 31, 2019"], [1526601600, 1577750400], "dates"),
        (["1182009600.0", "1182009601.5"], [1182009600, 1182009601], "seconds"),
        (["5", "6"], [5, 6], "seconds"),
    ],
)
def test_units(write_folder: Write, times: list[str], seconds: list[int], words: str) -> None:
    times = [f'"{time}"' if "," in time else time for time in times]
    dataset = load(write_folder, times)
    assert dataset.ratings.timestamps.tolist() == seconds
    assert dataset.report is not None
    assert any("times (timestamp) are" in note and words in note for note in dataset.report.notes)
    assert overview(dataset).last_rating == max(seconds)


@pytest.mark.parametrize("name", ["tstamp", "datetime", "unixReviewTime", "rated_at", "timestamp:float"])
def test_times_are_known_by_many_names(write_folder: Write, name: str) -> None:
    dataset = load(write_folder, ["2019-01-11 13:45:01", "2019-01-11 13:45:06"], f"userId,movieId,rating,{name}\n")
    assert dataset.ratings.timestamps.tolist() == [1547214301, 1547214306]


@pytest.mark.parametrize(
    ("times", "seconds", "unusable"),
    [
        (["1209965037897", "-442540800000", "1244046058937"], [1209965037, 0, 1244046058], 1),
        (["1209965037", "1244046058", "1244046058937"], [1209965037, 1244046058, 0], 1),
        (["20180518", "20180231", "20181301"], [1526601600, 0, 20181301], None),
        (["18-05-2018", "05-18-2018", "19-05-2018"], [1526601600, 0, 1526688000], 1),
        (["2018-05-18", "0000-00-00", "soon"], [1526601600, 0, 0], 2),
        (["9" * 18, "1209965037", "1209965038"], [0, 1209965037, 1209965038], 1),
    ],
)
def test_impossible_times_are_reported_and_unknown(
    write_folder: Write, times: list[str], seconds: list[int], unusable: int | None
) -> None:
    dataset = load(write_folder, times)
    assert dataset.report is not None
    if unusable is None:
        assert dataset.ratings.timestamps.max() <= LAST_SECOND
    else:
        assert dataset.ratings.timestamps.tolist() == seconds
        assert dataset.report.counts["unusable timestamp"] == unusable
    overview(dataset)


def test_a_fourth_column_of_small_numbers_without_a_head_is_no_time(write_folder: Write) -> None:
    text = "".join(f"{row % 3}\t{row}\t{row % 100}\t{row % 5 + 1}\n" for row in range(30))
    dataset = finish(load_dataset(write_folder({"songs.txt": text})))
    assert not dataset.ratings.timestamps.any()
    assert dataset.report is not None
    assert any("no times" in note for note in dataset.report.notes)


def test_a_person_may_name_the_unit(write_folder: Write) -> None:
    assert load(write_folder, ["05/06/2018", "06/07/2018"]).ratings.timestamps[0] == 1525564800
    with_day = finish(
        load_dataset(
            write_folder({"a.csv": "user,item,rating,date\n1,2,3,05/06/2018\n"}, folder="b"),
            choice=TableChoice(time_unit="day-first"),
        )
    )
    assert with_day.ratings.timestamps.tolist() == [1528156800]
    with pytest.raises(UserError, match="Unknown time unit"):
        TableChoice(time_unit="fortnights")


@pytest.mark.parametrize("times", [["", "", ""], ["soon", "", "never"], ["1697216400"] * 3])
def test_a_split_by_time_without_usable_times_is_refused(write_folder: Write, times: list[str]) -> None:
    dataset = load(write_folder, times)
    with pytest.raises(UserError, match="cannot be split by time"):
        split_ratings(dataset, SplitConfig(method="by_time"))


def test_single_times() -> None:
    assert read_time("2016-10-17") == 1476662400
    assert read_time("13-01-2018") == read_time("01-13-2018") == 1515801600
    for text in ("", "soon", "-4", "1e40", "1_0", "99-99-2018", "1956-01-01"):
        assert read_time(text) is None


@given(st.text(max_size=30))
def test_any_text_is_taken(text: str) -> None:
    moment = read_moment(text)
    assert moment is None or moment.value >= -1


@given(st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=20), st.booleans())
def test_whatever_numbers_come_seconds_can_be_shown_as_dates(numbers: list[int], trusted: bool) -> None:
    times = settle_times(np.array(numbers, np.int64), np.empty(0, np.int64), [], trusted=trusted)
    assert len(times.seconds) == len(numbers)
    assert 0 <= times.seconds.min() <= times.seconds.max() <= LAST_SECOND


@pytest.mark.parametrize(
    ("times", "doubtful"),
    [
        (["05.06.2018", "07.08.2019"], True),
        (["05.05.2018", "07.07.2019"], False),  # either way the same days
        (["05.06.2018", "31.12.2019"], False),  # there are no 31 months
    ],
)
def test_days_and_months_that_nothing_tells_apart_are_named(
    write_folder: Write, times: list[str], doubtful: bool
) -> None:
    report = load(write_folder, times).report
    assert report is not None
    assert any("which nothing in the file shows" in note for note in report.notes) == doubtful


def test_whoever_names_the_order_is_told_of_no_doubt(write_folder: Write) -> None:
    report = load(write_folder, ["05.06.2018", "07.08.2019"], unit="month-first").report
    assert report is not None
    assert any("month first" in note for note in report.notes)
    assert not any("which nothing in the file shows" in note for note in report.notes)
