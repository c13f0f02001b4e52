"""Runs an engine generator behind a progress bar; Ctrl+C closes it, so that what is done is kept."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from movierec_gui.cli.output import Output, error_console
from movierec_gui.progress import Clock, Progress, format_duration

ResultT = TypeVar("ResultT")
Show = Callable[[Progress], None]

_STANDARD_ERROR = 2
"""Its file descriptor."""


class Interrupted(KeyboardInterrupt):
    """The user stopped the work with Ctrl+C, and the work was closed in good order."""


def follow(
    out: Output, work: Generator[Any, None, ResultT], on_event: Callable[[Any], str | None] | None = None
) -> ResultT:
    """Pull a long task to its end and return its result.

    ``on_event`` may turn an event into a line of text, printed above the bar, or on its own where there is no bar.
    Raises Interrupted at Ctrl+C, after the task was closed; a second Ctrl+C breaks off at once.
    """
    with _stop_request() as stop_requested, _bar(out) as (show, say):
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                result: ResultT = end.value
                return result
            show(event.progress)
            words = on_event(event) if on_event else None
            if words is not None:
                say(words)
            if stop_requested():
                work.close()
                raise Interrupted


@contextmanager
def _stop_request() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C was pressed: the first is only noted, since it could hit the task while it saves."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    requested: list[bool] = []
    before = signal.getsignal(signal.SIGINT)

    def note_request(_signal: int, _frame: object) -> None:
        requested.append(True)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # Past Python's streams: the signal may have come while one of them writes, which then takes nothing further.
        with suppress(OSError):  # where nobody reads, there is nothing to say
            os.write(_STANDARD_ERROR, b"Stopping (Ctrl+C again: at once) ...\n")

    signal.signal(signal.SIGINT, note_request)
    try:
        yield lambda: bool(requested)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(out: Output) -> Iterator[tuple[Show, Callable[[str], None]]]:
    """Two functions: one shows how far the task is, one prints a line."""
    console = error_console()
    if out.quiet or not console.is_terminal:
        yield lambda _progress: None, out.note
        return
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}"))
    with RichProgress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=None, left="")
        clock = Clock()

        def show(progress: Progress) -> None:
            clock.tick(progress)
            total, seconds = progress.total or None, clock.remaining()
            left = "" if seconds is None else f"{format_duration(seconds)} left"
            bars.update(task, description=progress.stage, completed=progress.done, total=total, left=left)

        yield show, lambda words: bars.console.print(words, markup=False, highlight=False)
