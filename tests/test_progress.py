"""Progress of long tasks and the time that is left."""

from __future__ import annotations

import pytest

from movierec_gui import progress as module
from movierec_gui.progress import Clock, Progress, ProgressEvent, finish, format_duration, remaining_seconds


def test_the_fraction_is_unknown_without_a_total_and_never_above_one() -> None:
    assert Progress("loading").fraction is None
    assert Progress("loading", 3, 2).fraction == 1.0
    assert isinstance(Progress("loading"), ProgressEvent)


def test_remaining_time_follows_from_the_average_speed() -> None:
    assert remaining_seconds(Progress("x", 1, 4), elapsed=10) == pytest.approx(30)
    assert remaining_seconds(Progress("x", 0, 4), elapsed=10) is None
    assert remaining_seconds(Progress("x"), elapsed=10) is None


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that clocks see, to be set forward."""
    moment = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: moment[0])
    return moment


def test_a_clock_leaves_out_pauses_and_what_was_done_before(now: list[float]) -> None:
    clock = Clock()
    assert clock.remaining() is None
    clock.tick(Progress("", 4, 10))  # a resumed run
    now[0] += 10.0
    clock.tick(Progress("", 6, 10))
    assert clock.remaining() == pytest.approx(20.0)
    clock.hold()
    now[0] += 1000.0
    assert clock.remaining() == pytest.approx(20.0)
    clock.go_on()
    assert clock.remaining() == pytest.approx(20.0)


def test_a_clock_follows_the_steps_of_one_way(now: list[float]) -> None:
    clock = Clock()
    for progress in (Progress("LSTM, seed 0", 0, 4), Progress("LSTM, seed 0", 1, 4), Progress("biases, seed 0", 2, 4)):
        clock.tick(progress)
        now[0] += 15.0
    assert clock.remaining() == pytest.approx(45.0)


@pytest.mark.parametrize("progress", [Progress("Indexing", 1, 9), Progress("Indexing", 3, 8), Progress("Indexing")])
def test_another_way_has_a_pace_of_its_own(now: list[float], progress: Progress) -> None:
    clock = Clock()
    clock.tick(Progress("Reading", 0, 9))
    clock.tick(Progress("Reading", 2, 9))
    now[0] += 15.0
    clock.tick(progress)
    assert clock.remaining() is None


def test_a_way_that_begins_in_a_pause_counts_from_its_end(now: list[float]) -> None:
    clock = Clock()
    clock.tick(Progress("Reading"))
    clock.hold()
    now[0] += 15.0
    clock.tick(Progress("Training", 0, 4))
    now[0] += 15.0
    clock.go_on()
    now[0] += 10.0
    clock.tick(Progress("Training", 1, 4))
    assert clock.remaining() == pytest.approx(30.0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 s"),
        (0.0002, "1 ms"),
        (0.04, "40 ms"),
        (0.0996, "0.1 s"),
        (0.44, "0.4 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (185, "3 min 05 s"),
        (7800, "2 h 10 min"),
    ],
)
def test_durations_read_as_people_say_them(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


def test_finish_runs_to_the_end_and_returns_the_result() -> None:
    def work():
        yield Progress("one")
        return 42

    assert finish(work()) == 42
