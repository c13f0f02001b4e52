"""A file of ratings, read in blocks: quickly where rows are beyond doubt, row by row where they are not."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from movierec_gui.data.archives import FileTree
from movierec_gui.data.careful_rows import Row, RowReader
from movierec_gui.data.dataset import Float32Array, Int64Array
from movierec_gui.data.fast_rows import Columns, RowPattern
from movierec_gui.data.sniffing import ColumnChoice, TableShape
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

MOVIELENS_SCALE = (0.5, 5.0)

_BLOCK = 1 << 19
"""Bytes parsed at once; larger blocks fall out of the processor's caches."""
_BLOCKS_PER_REPORT = 8
_CAREFUL = 1 << 11
"""A refused block is halved until it is this small; only then are its rows read one by one."""
_LONGEST_LINE = 1 << 20

IdArray = npt.NDArray[np.int32] | npt.NDArray[np.int64]
ArrayT = TypeVar("ArrayT", bound=npt.NDArray[Any])


@dataclass(frozen=True, eq=False)
class RawRatings:
    """Usable ratings of one file, in its order, with the file's own identifiers; columns of length n."""

    file: str
    users: IdArray
    movies: IdArray
    values: Float32Array
    timestamps: Int64Array
    first_line: int
    skipped_lines: Int64Array
    """Line numbers, ascending, without a usable rating; blank ones included."""
    rows_read: int
    """Lines that are not blank."""
    user_names: Mapping[int, str] = field(default_factory=dict)
    """The users' names, where the file's identifiers are text."""
    movie_names: Mapping[int, str] = field(default_factory=dict)
    """The movies' titles, or their identifiers where those are text."""

    def __len__(self) -> int:
        return len(self.values)

    def line_numbers(self, rows: npt.NDArray[np.integer]) -> Int64Array:
        """The line numbers in the file of some rows."""
        before = self.skipped_lines - self.first_line - np.arange(len(self.skipped_lines))
        return np.asarray(rows + self.first_line + np.searchsorted(before, rows, side="right"), np.int64)


def read_ratings(
    tree: FileTree,
    file: str,
    shape: TableShape,
    columns: ColumnChoice,
    scale: tuple[float, float] | None,
    log: IssueLog,
) -> Generator[Progress, None, RawRatings]:
    """Every usable rating of a file; the others are noted in the log. ``scale`` None accepts any finite rating.

    Reports bytes. Raises UserError where the file cannot be read or holds a line longer than 1 MiB.
    """
    reader = _BlockReader(
        RowPattern(shape, columns, scale), RowReader(file, shape, columns, scale, log), shape.first_line
    )
    total = tree.sizes[file]
    stage = f"Reading {file}"
    yield Progress(stage, 0, total)
    with tree.open(file) as stream:
        done = len(stream.read(shape.start))
        for number, block in enumerate(_blocks(stream, file, shape), start=1):
            reader.read(block)
            done += len(block)
            if number % _BLOCKS_PER_REPORT == 0:
                yield Progress(stage, done, total)
    yield Progress(stage, total, total)
    return reader.ratings(file)


class _BlockReader:
    """Gathers the columns of one block after the other."""

    def __init__(self, pattern: RowPattern, careful: RowReader, first_line: int) -> None:
        self._pattern = pattern
        self._careful = careful
        self._first_line = self._line = first_line
        self._users: list[IdArray] = [np.empty(0, np.int32)]
        self._movies: list[IdArray] = [np.empty(0, np.int32)]
        self._values: list[Float32Array] = [np.empty(0, np.float32)]
        self._timestamps: list[Int64Array] = [np.empty(0, np.int64)]
        self._skipped: list[int] = []
        self._blank = 0

    def read(self, block: bytes) -> None:
        """Add the rows of a block of whole lines."""
        columns = None if self._careful.names_matter else self._pattern.parse(block)
        if columns is not None:
            self._add(columns)
            self._line += len(columns.values)
            return
        # One bad row must not make its whole block slow.
        middle = block.find(b"\n", len(block) // 2) + 1
        if len(block) > _CAREFUL and 0 < middle < len(block) and not self._careful.names_matter:
            self.read(block[:middle])
            self.read(block[middle:])
        else:
            self._read_carefully(block)

    def _read_carefully(self, block: bytes) -> None:
        rows: list[Row] = []
        for line in block[:-1].split(b"\n"):
            row = self._careful.read(line, self._line) if line.strip() else None
            if row is not None:
                rows.append(row)
            else:
                self._skipped.append(self._line)
                self._blank += not line.strip()
            self._line += 1
        self._add(
            Columns(
                np.array([row.user for row in rows], np.int64),
                np.array([row.movie for row in rows], np.int64),
                np.array([row.value for row in rows], np.float32),
                np.array([row.timestamp for row in rows], np.int64),
            )
        )

    def _add(self, columns: Columns) -> None:
        self._users.append(_narrow(columns.users))
        self._movies.append(_narrow(columns.movies))
        self._values.append(columns.values)
        self._timestamps.append(columns.timestamps)

    def ratings(self, file: str) -> RawRatings:
        """All rows so far. The reader is empty afterwards."""
        return RawRatings(
            file,
            _join(self._users),
            _join(self._movies),
            _join(self._values),
            _join(self._timestamps),
            self._first_line,
            np.array(self._skipped, np.int64),
            self._line - self._first_line - self._blank,
            self._careful.user_names,
            self._careful.movie_names,
        )


def _blocks(stream: IO[bytes], file: str, shape: TableShape) -> Iterator[bytes]:
    """The rest of a stream in blocks of whole lines, the last of which ends with a newline as well."""
    rest = b""
    while piece := stream.read(_BLOCK):
        data = rest + (piece.replace(b"\r", b"\n") if shape.newline == b"\r" else piece)
        end = data.rfind(b"\n") + 1
        rest = data[end:]
        if len(rest) > _LONGEST_LINE:
            raise UserError(
                f"{file} is not a table of ratings", "It holds a line of more than 1 MiB", "Choose another file"
            )
        if end:
            yield data[:end]
    if rest:
        yield rest + (b"\r\n" if shape.newline == b"\r\n" else b"\n")


def _narrow(ids: Int64Array) -> IdArray:
    """Identifiers as 32 bits where they fit: half the memory."""
    return ids.astype(np.int32) if len(ids) == 0 or ids.max() < 2**31 else ids


def _join(parts: list[ArrayT]) -> ArrayT:
    """One array of all parts, which are given up: four columns twice over would be too much."""
    joined = np.concatenate(parts)
    parts.clear()
    return cast(ArrayT, joined)
