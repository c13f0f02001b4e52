"""Locks that keep two programs from working on the same run or comparison at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from movierec_gui.errors import UserError


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file; the operating system lets go of it if the program dies.

    Raises UserError where another program holds it; ``what`` says what that is doing, as in "The run is being trained".
    """
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise UserError(f"{what} by another program", "", "Wait until it ends") from error
    try:
        yield
    finally:
        lock.release()
