from __future__ import annotations

import io
import signal
import sys
from collections.abc import Generator
from typing import Any

import pytest

from movierec_gui import progress
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import Interrupted, follow
from movierec_gui.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def count(closed: list[bool], press_at: int = -1) -> Generator[Progress, None, str]:
    """Five steps; at one of them somebody presses Ctrl+C."""
    try:
        for number in range(5):
            if number == press_at:
                signal.raise_signal(signal.SIGINT)
            yield Progress("Counting", number, 5)
    finally:
        closed.append(True)
    return "done"


def test_the_result_comes_back_and_a_pipe_sees_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    closed: list[bool] = []
    assert follow(Output(), count(closed), lambda event: f"step {event.done}" if event.done == 2 else None) == "done"
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "step 2\n")


def test_quiet_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert follow(Output(quiet=True), count([]), lambda _event: "words") == "done"
    assert capsys.readouterr().err == ""


def test_a_terminal_sees_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    follow(Output(), count([]), lambda event: f"step {event.done}" if event.done == 2 else None)
    assert "Counting" in terminal.getvalue()
    assert "step 2" in terminal.getvalue()


def test_the_time_left_is_that_of_all_models_of_a_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    moment, terminal = [100.0], Terminal()

    def compare() -> Generator[Progress, None, None]:
        for done, label in enumerate(("LSTM", "LSTM", "biases")):
            yield Progress(label, done, 4)
            moment[0] += 15.0

    monkeypatch.setattr(progress, "monotonic", lambda: moment[0])
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    follow(Output(), compare())
    assert "30 s left" in terminal.getvalue()


def test_ctrl_c_closes_the_work_between_two_steps(capfd: pytest.CaptureFixture[str]) -> None:
    closed: list[bool] = []
    before = signal.getsignal(signal.SIGINT)
    seen: list[float] = []
    with pytest.raises(Interrupted):
        follow(Output(), count(closed, press_at=3), lambda event: seen.append(event.done))
    assert closed == [True]
    assert seen == [0, 1, 2, 3]
    assert "Stopping" in capfd.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_while_a_line_is_written_closes_the_work_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Pressed(io.RawIOBase):
        """Where somebody presses Ctrl+C during the first write."""

        written = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: Any) -> int:
            if not self.written:
                signal.raise_signal(signal.SIGINT)
            self.written += bytes(piece)
            return len(bytes(piece))

    stream = Pressed()
    closed: list[bool] = []
    errors = io.TextIOWrapper(io.BufferedWriter(stream), line_buffering=True)
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(Interrupted):
        follow(Output(), count(closed), lambda _event: "A step")
    assert (closed, stream.written.splitlines()) == ([True], [b"A step"])
    assert "Stopping" in capfd.readouterr().err


def test_a_second_ctrl_c_breaks_off_at_once() -> None:
    def stubborn() -> Generator[Progress, None, None]:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        yield Progress("never")

    with pytest.raises(KeyboardInterrupt) as caught:
        follow(Output(quiet=True), stubborn())
    assert not isinstance(caught.value, Interrupted)


def test_failures_pass_through() -> None:
    def failing() -> Generator[Progress, None, None]:
        yield Progress("Working")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        follow(Output(), failing())
