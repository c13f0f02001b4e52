"""Locks that keep two programs from working on the same run or comparison at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from movierec_gui.errors import UserError


class HeldError(UserError):
    """Another program, or another part of this one, holds the lock."""


@contextmanager
def locked(path: Path, what: str, patience: float = 0.0) -> Iterator[None]:
    """Hold a lock file; the operating system lets go of it if the program dies.

    Waits ``patience`` seconds for another program that holds it, then raises HeldError; ``what`` says what that is
    doing, as in "The run is being trained". Raises UserError where the file cannot be written.
    """
    lock = FileLock(path, timeout=patience, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise HeldError(f"{what} by another program", "", "Wait until it ends") from error
    except OSError as error:
        raise UserError(f"{path} cannot be written", error.strerror or "", "Choose another folder") from error
    try:
        yield
    finally:
        lock.release()
