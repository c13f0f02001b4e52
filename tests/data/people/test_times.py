import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.people.times import days_come_first, read_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-01-01", 1577836800),
        ("2018-08-24T13:48:52Z", 1535118532),
        ("2018-01-01T00:00:00.000Z", 1514764800),
        ("2020-10-29 00:17:08.0", 1603930628),
        ("Mon Mar  3 00:00:00 2014", 1393804800),
        ("15.04.2026, 11:49", 1776253740),
        ("18-12-2023 21:50:41", 1702936241),
        ("8/21/2015", 1440115200),
        ("21/8/2015", 1440115200),
        ("1577836800", 1577836800),
        ("1577836800123", 1577836800),
        ("2018-01-01T02:00:00+02:00", 1514764800),
        ("2020-13-01", 0),
        ("0000-00-00", 0),
        ("yesterday", 0),
        ("", 0),
    ],
)
def test_dates_of_exports(text, expected):
    assert read_time(text) == expected


@given(st.text(alphabet="0123456789-/.: TZabc", max_size=30))
def test_no_date_is_too_odd(text):
    assert read_time(text) >= 0


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["03/04/2019", "25/12/2019"], True),
        (["03/04/2019", "12/25/2019"], False),
        (["25/12/2019", "12/25/2019"], False),
        (["03/04/2019"], False),
        (["2019-04-03", "25.12.2019"], False),
        ([], False),
    ],
)
def test_a_column_shows_whether_days_come_first(texts, expected):
    assert days_come_first(texts) is expected


@pytest.mark.parametrize(
    ("text", "by_month", "by_day"),
    [
        ("03/04/2019", 1551657600, 1554249600),
        ("1/2/20", 1577923200, 1580515200),
        ("1/2/70", 86400, 2678400),
        ("03/04/2019 10:00", 1551693600, 1554285600),
        ("2019-04-03", 1554249600, 1554249600),
    ],
)
def test_dates_with_slashes_follow_their_column(text, by_month, by_day):
    assert (read_time(text), read_time(text, day_first=True)) == (by_month, by_day)
