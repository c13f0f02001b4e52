"""Tables of an SQLite database seen as CSV, so that every reader understands them. It is opened for reading alone."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, cast

from movierec_gui.data.inner_tables import FileNames
from movierec_gui.data.made_stream import MadeStream
from movierec_gui.errors import UserError

_FIRST_BYTES = b"SQLite format 3\0"
_AT_ONCE = 5_000
_MOST_TABLES = 200
_NAMES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
_BYTES_A_ROW = 32
"""About what a row of ratings takes as text; how many there are is counted."""


def is_database(path: Path) -> bool:
    """Whether a file is an SQLite database, by its first bytes."""
    with path.open("rb") as stream:
        return stream.read(len(_FIRST_BYTES)) == _FIRST_BYTES


def tables_of(path: Path) -> dict[str, int]:
    """The tables as files, with about their bytes as text.

    Raises UserError where the database is damaged or encrypted.
    """
    try:
        with closing(_opened(path)) as database:
            return {file: _BYTES_A_ROW * (1 + _count(database, name)) for file, name in _names(database).items()}
    except sqlite3.Error as error:
        raise _damaged(path, error) from error


def table_as_csv(path: Path, table: str) -> IO[bytes]:
    """One of ``tables_of`` as CSV text in UTF-8 with its columns as the heading; NULL is empty.

    Raises UserError, also while reading, where the database is damaged.
    """
    database = _opened(path)
    return cast(IO[bytes], MadeStream(_lines(path, database, table), database.close))


def _opened(path: Path) -> sqlite3.Connection:
    # Nothing is written beside it, unless there are changes that only stand in its log so far.
    log = path.with_name(f"{path.name}-wal")
    alone = not log.exists() or log.stat().st_size == 0
    address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    # Opened in one thread, it may be read in another that does so ahead of it; never by both at once.
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _names(database: sqlite3.Connection) -> dict[str, str]:
    """The tables' names by those of their files."""
    files = FileNames()
    return {files.of(str(name)): str(name) for (name,) in database.execute(_NAMES).fetchmany(_MOST_TABLES)}


def _count(database: sqlite3.Connection, table: str) -> int:
    (rows,) = database.execute(f"SELECT COUNT(*) FROM {_quoted(table)}").fetchone()  # noqa: S608 - a quoted name
    return int(rows)


def _lines(path: Path, database: sqlite3.Connection, table: str) -> Iterator[bytes]:
    try:
        found = database.execute(f"SELECT * FROM {_quoted(_names(database)[table])}")  # noqa: S608 - a quoted name
        yield _csv([[column[0] for column in found.description]])
        while rows := found.fetchmany(_AT_ONCE):
            yield _csv(rows)
    except sqlite3.Error as error:
        raise _damaged(path, error) from error


def _csv(rows: list[tuple[object, ...]] | list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([_text(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _text(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _damaged(path: Path, error: sqlite3.Error) -> UserError:
    return UserError(f"{path.name} is a damaged database", str(error), "Copy it again, or write its table as CSV")
