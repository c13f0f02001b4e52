"""Progress of long tasks and the time that is left."""

from __future__ import annotations

import pytest

from movierec_gui.progress import Progress, ProgressEvent, finish, format_duration, remaining_seconds


def test_the_fraction_is_unknown_without_a_total_and_never_above_one() -> None:
    assert Progress("loading").fraction is None
    assert Progress("loading", 3, 2).fraction == 1.0
    assert isinstance(Progress("loading"), ProgressEvent)


def test_remaining_time_follows_from_the_average_speed() -> None:
    assert remaining_seconds(Progress("x", 1, 4), elapsed=10) == pytest.approx(30)
    assert remaining_seconds(Progress("x", 0, 4), elapsed=10) is None
    assert remaining_seconds(Progress("x"), elapsed=10) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.44, "0.4 s"), (9.96, "10 s"), (59.4, "59 s"), (185, "3 min 05 s"), (7800, "2 h 10 min")],
)
def test_durations_read_as_people_say_them(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


def test_finish_runs_to_the_end_and_returns_the_result() -> None:
    def work():
        yield Progress("one")
        return 42

    assert finish(work()) == 42
