"""A file of ratings, read in blocks: quickly where rows are beyond doubt, row by row where they are not."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

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
_CAREFUL = 1 << 11
"""A refused block is halved until it is this small; only then are its rows read one by one."""
_LONGEST_LINE = 1 << 20

IdArray = npt.NDArray[np.int32] | npt.NDArray[np.int64]


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
        for block in line_blocks(stream, file, shape):
            reader.read(block)
            done += len(block)
            yield Progress(stage, done, total)
    yield Progress(stage, total, total)
    return reader.ratings(file)


class _BlockReader:
    """Gathers the columns of one block after the other."""

    def __init__(self, pattern: RowPattern, careful: RowReader, first_line: int) -> None:
        self._pattern = pattern
        self._careful = careful
        self._first_line = self._line = first_line
        # Identifiers get 64 bits only where they need them.
        self._users, self._movies = _Column(np.int32), _Column(np.int32)
        self._values, self._timestamps = _Column(np.float32), _Column(np.int64)
        self._skipped: list[int] = []
        self._blank = 0

    def read(self, block: bytes) -> None:
        """Add the rows of a block of whole lines."""
        if self._careful.names_matter or self._mostly_odd(block):
            self._read_carefully(block)
        else:
            self._read_quickly(block)

    def _mostly_odd(self, block: bytes) -> bool:
        """Whether samples from the beginning, the middle and the end are all refused."""
        return all(
            self._pattern.parse(_whole_lines(block, start)) is None
            for start in (0, len(block) // 2, len(block) - _CAREFUL)
        )

    def _read_quickly(self, block: bytes) -> None:
        columns = self._pattern.parse(block)
        if columns is not None:
            self._add(columns)
            self._line += len(columns.values)
            return
        # One bad row must not make its whole block slow.
        middle = block.find(b"\n", len(block) // 2) + 1
        if len(block) > _CAREFUL and 0 < middle < len(block):
            self._read_quickly(block[:middle])
            self._read_quickly(block[middle:])
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
        self._users.extend(columns.users)
        self._movies.extend(columns.movies)
        self._values.extend(columns.values)
        self._timestamps.extend(columns.timestamps)

    def ratings(self, file: str) -> RawRatings:
        """All rows so far."""
        return RawRatings(
            file,
            self._users.rows(),
            self._movies.rows(),
            self._values.rows(),
            self._timestamps.rows(),
            self._first_line,
            np.array(self._skipped, np.int64),
            self._line - self._first_line - self._blank,
            self._careful.user_names,
            self._careful.movie_names,
        )


def _whole_lines(block: bytes, start: int) -> bytes:
    """The lines of about ``_CAREFUL`` bytes that begin after a position (the first for 0 or less)."""
    first = block.find(b"\n", start) + 1 if start > 0 else 0
    last = block.rfind(b"\n", first, first + _CAREFUL) + 1
    return block[first:last]


def line_blocks(stream: IO[bytes], file: str, shape: TableShape) -> Iterator[bytes]:
    """The rest of a stream in blocks of whole lines, the last of which ends with a newline as well."""
    rest = b""
    while piece := stream.read(_BLOCK):
        data = rest + (piece.replace(b"\r", b"\n") if shape.newline == b"\r" else piece)
        end = data.rfind(b"\n") + 1
        rest = data[end:]
        if len(rest) > _LONGEST_LINE:
            raise UserError(f"{file} is no table", "It holds a line of more than 1 MiB", "Choose another file")
        if end:
            yield data[:end]
    if rest:
        yield rest + (b"\r\n" if shape.newline == b"\r\n" else b"\n")


class _Column:
    """An array that grows in place: the parts of 32 million rows side by side with their sum would be too much."""

    def __init__(self, kind: type[np.generic]) -> None:
        self._array: npt.NDArray[Any] = np.empty(1 << 12, kind)
        self._length = 0

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Add values at the end."""
        if self._array.dtype == np.int32 and len(values) and values.max() >= 2**31:
            self._array = self._array.astype(np.int64)
        end = self._length + len(values)
        if end > len(self._array):
            self._array.resize(max(end, len(self._array) * 5 // 4), refcheck=False)
        self._array[self._length : end] = values
        self._length = end

    def rows(self) -> npt.NDArray[Any]:
        """Everything added. Nothing can be added afterwards."""
        self._array.resize(self._length, refcheck=False)
        return self._array
