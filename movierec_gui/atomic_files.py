"""Files that are there as a whole or not at all, folders that go with their program, and what killed ones left behind.

Two names of temporary things, each with a random part, so that two programs, threads or machines never share one:

- ``.movierec-HOST-PID-TOKEN.part``: a file that is being written. It takes the place of its target in seconds.
- ``.movierec-TOKEN.tmp``: a folder that work is done in, with a lock file of the same name beside it. The operating
  system lets go of the lock if the program dies.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from movierec_gui.errors import UserError

_PREFIX = ".movierec-"
_LOCK = ".lock"
_PART = re.compile(r"\.movierec-(?P<host>[0-9a-f]{8})-(?P<pid>\d+)-[0-9a-f]+\.(part|elsewhere)")
_FOLDER = re.compile(r"\.movierec-[0-9a-f]+\.tmp")
_FOLDER_LOCK = re.compile(r"\.movierec-[0-9a-f]+\.tmp\.lock")
_OLDER = re.compile(
    r"(.*/)?((run\.json|history\.csv|[a-z]+\.safetensors|[0-9-]+\.json)\.part|cache/new-\w{8}|\.import-\w{8})"
)
"""Leftovers of versions that did not name an owner, as paths below the home."""
_STALE = 24 * 3600.0
"""Seconds without a change after which nobody works on a thing whose owner cannot be asked."""
_SETTLED = 60.0
"""Seconds after which a lock has got its folder, if its program lives."""
_CLAIMED = re.compile(r"\d{8}-\d{6}-[\w-]+")
"""What was claimed for an entry of a store, as ``training.store_folder`` names it: a folder, or a file."""
_CLAIM_LOCK = re.compile(rf"\.({_CLAIMED.pattern})\.lock")
"""The lock of an entry that is a file. Those of folders lie in them."""
_BEFORE_THE_RECORD = frozenset({"lock", "person.json"})
"""Files of a claimed folder that come before its record: without one they are copies of what lies elsewhere."""
_DEPTH = 3
"""Folders below the home that are looked through: ``runs`` and ``cache``, the runs in them, and ``runs/lists``'s."""
_LOG = logging.getLogger(__name__)
_HOME: list[Path] = []
"""The program's home, from the first ``sweep_leftovers`` on."""
_USUAL_MASK: list[int] = []
"""What the shell keeps from new files, once ``keep_files_private`` has put a stricter rule in its place."""


def keep_files_private(home: Path | None) -> None:
    """From now on whatever this process writes is for the user alone; ``share`` gives a file for others its rights.

    For the start of a program, before its threads. ``home`` is closed to others where an older version made it open;
    None leaves it as it is, as for a folder that the user has named.
    """
    with contextlib.suppress(OSError):  # there is none yet, or it is somebody else's: writing to it says so
        if home is not None:
            home.chmod(0o700)
    mask = os.umask(0o077)
    if not _USUAL_MASK:
        _USUAL_MASK.append(mask)


def share(path: Path) -> None:
    """Give a file, or a folder with all in it, the rights that the user's new files have: for exports, not for people.

    A disk that knows no rights is left as it is.
    """
    if not _USUAL_MASK:
        return
    for each in (path, *path.rglob("*")) if path.is_dir() else (path,):
        with contextlib.suppress(OSError):
            each.chmod((0o777 if each.is_dir() else 0o666) & ~_USUAL_MASK[0])


def make_own_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for the user alone. Raises UserError where it cannot be."""
    try:
        if not folder.parent.exists():
            make_own_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        remedy = "Make room, check the rights of what is there, or choose another place"
        raise UserError(f"The folder {folder} cannot be made", error.strerror or "", remedy) from error


def make_shared_folder(folder: Path) -> None:
    """Make a folder for exports, and those above it that are missing, with the rights that the user's new folders have.

    A folder that is there keeps its own. Raises OSError where it cannot be made.
    """
    if not folder.is_dir():
        if not folder.parent.exists():
            make_shared_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        share(folder)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; at the end it takes the place of ``path``, and after an error it is gone.

    Raises UserError where the file cannot be written; what was at ``path`` before is still there then.
    """
    partial = path.with_name(f"{_PREFIX}{_host()}-{os.getpid()}-{os.urandom(6).hex()}.part")
    note = _noted(partial)
    try:
        yield partial
        os.replace(partial, path)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written", error.strerror or "", "Choose another folder or make room"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
        if note is not None:
            note.unlink(missing_ok=True)


def _noted(partial: Path) -> Path | None:
    """A line in the home about a file that is written elsewhere, where the next start would not look for it."""
    if not _HOME or partial.absolute().is_relative_to(_HOME[0]):
        return None
    note = _HOME[0] / f"{partial.name.removesuffix('.part')}.elsewhere"
    try:
        note.write_text(str(partial.absolute()), encoding="utf-8")
    except OSError:  # a home that cannot be written keeps nobody from exporting
        return None
    return note


def write_atomically(path: Path, content: bytes) -> None:
    """Create or replace a file, through to the disk. Raises UserError where it cannot be written."""
    with replacing(path) as partial, partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """A new folder in ``parent`` that is gone at the end; ``sweep_leftovers`` removes it if the program is killed.

    Raises OSError where it cannot be made.
    """
    folder = parent / f"{_PREFIX}{os.urandom(8).hex()}.tmp"
    # The lock comes first: a folder that has none is nobody's.
    with _owned(folder):
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep_leftovers(home: Path) -> int:
    """Remove what killed programs left below ``home`` and in the system's temporary folder; returns how many things.

    What a running program owns stays, as does everything else; what cannot be read or removed stays too. Things of
    versions that did not name their owner, and files of other machines, go when nothing has changed them for a day.
    """
    _HOME[:] = [home.absolute()]
    removed = 0
    for path, is_folder in _temporary(home, home, _DEPTH):
        removed += _removed(path, is_folder)
    for path, is_folder in _temporary(Path(tempfile.gettempdir()), None, 0):
        removed += _removed(path, is_folder)
    return removed


def _temporary(folder: Path, home: Path | None, depth: int) -> Iterator[tuple[Path, bool]]:
    """Temporary files and folders, and whether each is a folder."""
    for entry in _entries(folder):
        path, is_folder = Path(entry.path), entry.is_dir(follow_symlinks=False)
        if _is_temporary(path, home) or (home is not None and _is_empty_claim(path, is_folder)):
            yield path, is_folder
        elif depth and is_folder:
            yield from _temporary(path, home, depth - 1)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _is_temporary(path: Path, home: Path | None) -> bool:
    if any(pattern.fullmatch(path.name) for pattern in (_PART, _FOLDER, _FOLDER_LOCK)):
        return True
    return home is not None and _OLDER.fullmatch(path.relative_to(home).as_posix()) is not None


def _is_empty_claim(path: Path, is_folder: bool) -> bool:
    """Whether a killed program, or one at work, made this for an entry and wrote nothing of it yet.

    The lock of an entry that is gone is as empty: it comes after the entry, and its name does not come again.
    """
    if lock := _CLAIM_LOCK.fullmatch(path.name):
        return not is_folder and path.exists() and not path.with_name(f"{lock[1]}.json").exists()
    if _CLAIMED.fullmatch(path.stem) is None:
        return False
    if is_folder:
        return all(is_before_a_record(entry.name) for entry in _entries(path))
    return path.suffix == ".json" and not path.lstat().st_size


def is_before_a_record(name: str) -> bool:
    """Whether a file of that name in a claimed folder is none of the work: its lock, a copy, a half-written file."""
    return name in _BEFORE_THE_RECORD or _PART.fullmatch(name) is not None


def _claim_lock(path: Path, is_folder: bool) -> Path:
    return path / "lock" if is_folder else path.with_name(f".{path.stem}.lock")


def _removed(path: Path, is_folder: bool) -> bool:
    """Whether the thing had no owner and is gone."""
    try:
        if _FOLDER.fullmatch(path.name):
            return _unlocked_folder_removed(path)
        if _CLAIM_LOCK.fullmatch(path.name) or _CLAIMED.fullmatch(path.stem):
            return _unheld_claim_removed(path, is_folder)
        if _FOLDER_LOCK.fullmatch(path.name):
            return _lone_lock_removed(path)
        if _is_written(path):
            return False
        if path.name.endswith(".elsewhere"):
            _remove_noted(path)
        shutil.rmtree(path) if is_folder else path.unlink()
    except OSError as error:
        _LOG.info("%s was left behind and cannot be removed: %s", path, error)
        return False
    return True


def _remove_noted(note: Path) -> None:
    partial = Path(note.read_text(encoding="utf-8"))
    if _PART.fullmatch(partial.name) and partial.stem == note.stem:
        partial.unlink(missing_ok=True)


def _unheld_claim_removed(path: Path, is_folder: bool) -> bool:
    from filelock import FileLock, Timeout

    lock = path if _CLAIM_LOCK.fullmatch(path.name) else _claim_lock(path, is_folder)
    try:
        with FileLock(lock, timeout=0, mode=0o600):
            if is_folder:
                shutil.rmtree(path)  # with its lock
                return True
            if path != lock:
                path.unlink()
            with contextlib.suppress(OSError):  # Windows removes no open file; there the lock removes it itself
                lock.unlink(missing_ok=True)
    except Timeout:
        return False
    return True


def _unlocked_folder_removed(folder: Path) -> bool:
    from filelock import Timeout

    try:
        with _owned(folder):
            shutil.rmtree(folder)
    except Timeout:
        return False
    return True


def _lone_lock_removed(lock: Path) -> bool:
    from filelock import Timeout

    folder = lock.with_name(lock.name.removesuffix(_LOCK))
    # It comes first and goes last: one without its folder may be about to get it.
    if folder.exists() or time.time() - lock.lstat().st_mtime < _SETTLED:
        return False
    try:
        with _owned(folder):
            return True
    except Timeout:
        return False


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    """Hold the lock of a temporary folder, and remove its file afterwards: its name is never used again."""
    from filelock import FileLock

    path = folder.with_name(folder.name + _LOCK)
    with FileLock(path, timeout=0, mode=0o600):
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows removes no open file; there the lock removes it itself
                path.unlink()


def _is_written(path: Path) -> bool:
    """Whether a program may still be at work on a file, or on a folder of an older version."""
    if time.time() - _last_change(path) > _STALE:
        return False
    owner = _PART.fullmatch(path.name)
    if owner is None or owner["host"] != _host():
        return True
    import psutil

    return bool(psutil.pid_exists(int(owner["pid"])))


def _last_change(path: Path) -> float:
    return max(entry.lstat().st_mtime for entry in (path, *path.rglob("*")))


def _host() -> str:
    """Eight letters for this machine: processes of others have the same numbers."""
    return f"{zlib.crc32(platform.node().encode()):08x}"
