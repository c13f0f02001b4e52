"""The program's one log, and what of it may be shown to others.

Window and command line write to the same file in the program's home; at a megabyte it is put aside, and the one put
aside before goes. ``diagnostics`` is for a report of a fault: versions, machine, times, kinds of errors and the lines
of the program where they happened; no message, since those hold titles, names, ids and paths.
"""

from __future__ import annotations

import builtins
import contextlib
import logging
import os
import platform
import re
import sys
from collections import deque
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

from movierec_gui import __version__
from movierec_gui.atomic_files import make_own_folder
from movierec_gui.errors import UserError

LOG_FILE = "movierec.log"
_BYTES, _OLD = 1_000_000, 1
_LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn", "torch", "PySide6-Essentials", "matplotlib")
_MOST_LINES = 200
_ENTRY = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ ([A-Z]+) (movierec_gui[\w.]*):")
_FRAME = re.compile(
    r'  File "[^"]*?(?P<place>(movierec_gui|site-packages|lib[/\\]python3\.\d+)[/\\][^"<>]+)", '
    r"line (?P<line>\d+), in (?P<function>[\w<>]+)"
)
_ERROR = re.compile(r"((?:[A-Za-z_]\w*\.)*[A-Z]\w*)(?=:|$)", re.ASCII)
_PACKAGES = frozenset(sys.stdlib_module_names) | {
    "movierec_gui", "numpy", "pandas", "scipy", "sklearn", "torch", "PySide6", "shiboken6", "matplotlib", "msgspec",
    "safetensors", "click", "filelock", "openTSNE", "psutil", "pyarrow", "rich",
}  # fmt: skip


class _Quiet(RotatingFileHandler):
    """Loses entries that a full disk refuses: the trouble itself is told elsewhere, and a traceback helps nobody."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging has given it
        """Go on without the entry."""

    def close(self) -> None:
        """Close the file, with what could still be written."""
        with contextlib.suppress(OSError):
            super().close()


def log_handler(folder: Path) -> RotatingFileHandler:
    """Writes entries to the log in a folder. Raises UserError where that cannot be written."""
    make_own_folder(folder)
    path = folder / LOG_FILE
    try:
        handler = _Quiet(path, maxBytes=_BYTES, backupCount=_OLD, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written", error.strerror or "", "Check its rights") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def diagnostics(folder: Path, **facts: str) -> str:
    """Facts for a report of a fault, and the last errors in the log of a folder without what they said."""
    import psutil

    lines = [
        f"MovieRec {__version__}, Python {platform.python_version()}",
        f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} processors, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB of memory",
        ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES),
        *(f"{name}: {value}" for name, value in facts.items()),
        "",
    ]
    try:
        text = (folder / LOG_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return "\n".join([*lines, f"There is no log: {type(error).__name__}"])
    return "\n".join([*lines, "The log, without what its entries said:", *deque(_plain(text), _MOST_LINES)])


def _plain(text: str) -> Iterator[str]:
    """Times, levels, modules, kinds of errors and lines of code; nothing that the user or their data have named."""
    for line in text.splitlines():
        if entry := _ENTRY.match(line):
            yield " ".join(entry.groups())
        elif frame := _FRAME.match(line):
            yield f"  {frame['place']}:{frame['line']} {frame['function']}"
        elif (error := _ERROR.match(line)) and _is_kind_of_error(error[1]):
            yield f"  {error[1]}"


def _is_kind_of_error(name: str) -> bool:
    """Whether Python or a library has such a kind: a line of a message may begin with a word that looks like one."""
    package, dot, _ = name.partition(".")
    return package in _PACKAGES if dot else isinstance(getattr(builtins, name, None), type)


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # the window comes before what these import

    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
