"""Parquet tables seen as CSV, so that every reader understands them. Needs the optional package pyarrow."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from datetime import date
from typing import IO, Any, cast

from movierec_gui.errors import UserError

ENDING = ".parquet"
_ROWS = 50_000
"""Rows taken from the file at once."""


def as_csv(name: str, stream: IO[bytes]) -> IO[bytes]:
    """The table of a Parquet file as CSV text in UTF-8; the stream is closed with it.

    Lists of texts stand as ``Comedy|Drama``, times as ISO 8601, what is missing is empty. A single column gets its row
    numbers beside it, since text without a delimiter is no table. Raises UserError where pyarrow is not installed, or
    the file is damaged.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        stream.close()
        raise UserError(
            f"{name} is a Parquet file",
            "To read it, the package pyarrow is needed, which is not installed",
            _remedy(),
        ) from error
    return cast(IO[bytes], _CsvStream(name, stream, ParquetFile, ArrowException))


def _remedy() -> str:
    """What helps where pyarrow is missing: a package that brings its own Python has no pip to install it with."""
    if getattr(sys, "frozen", False):
        return "The installed MovieRec cannot be extended: save the table as CSV, or run MovieRec from its sources"
    return 'Install it with: pip install "movierec-gui[parquet]". Or save the table as CSV'


class _CsvStream:
    """Bytes of CSV, made from the file's rows as they are read."""

    def __init__(self, name: str, stream: IO[bytes], opened: Any, failure: type[Exception]) -> None:
        self._name, self._stream, self._failure = name, stream, failure
        self._pieces = self._written(opened)
        self._ready = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end; all that are left for -1. Raises UserError where the file is damaged."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            try:
                self._ready += next(self._pieces)
            except StopIteration:
                self._ended = True
            except (self._failure, ValueError, OSError) as error:
                raise UserError(f"{self._name} is damaged, or no Parquet file", str(error), "Copy it again") from error
        end = len(self._ready) if size < 0 else size
        taken, self._ready = self._ready[:end], self._ready[end:]
        return taken

    def _written(self, opened: Any) -> Iterator[bytes]:
        file = opened(self._stream)
        names = [str(name) for name in file.schema_arrow.names]
        alone = len(names) == 1
        yield _lines([["", *names] if alone else names])
        first = 0
        for batch in file.iter_batches(_ROWS):
            found = batch.to_pydict()
            columns = [[_text(value) for value in found[name]] for name in names]
            if alone:
                columns.insert(0, [str(row) for row in range(first, first + len(columns[0]))])
            yield _lines(zip(*columns, strict=True))
            first += len(columns[0]) if columns else 0

    def __enter__(self) -> _CsvStream:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()


def _lines(rows: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "|".join(value) if all(isinstance(part, str) for part in value) else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
