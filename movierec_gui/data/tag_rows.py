"""A file of tags: user, movie, text, time. Numbers are parsed a block at a time, as those of ratings are."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.careful_rows import read_time, whole_number
from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.fast_rows import NEWLINE, RETURN, Block, line_starts
from movierec_gui.data.rating_rows import line_blocks
from movierec_gui.data.sniffing import TableShape, sniff, split_fields
from movierec_gui.data.validation import BAD_TIMESTAMP, MALFORMED, NO_TABLE, IssueLog
from movierec_gui.progress import Progress


@dataclass(frozen=True, eq=False)
class RawTags:
    """Tags as parallel columns with the file's identifiers and line numbers."""

    file: str
    lines: Int64Array
    users: Int64Array
    movies: Int64Array
    timestamps: Int64Array
    texts: tuple[str, ...]


class _Numbers(NamedTuple):
    """What is no text in some tags."""

    lines: Int64Array
    users: Int64Array
    movies: Int64Array
    timestamps: Int64Array


def read_tags(tree: FileTree, file: str, log: IssueLog) -> Generator[Progress, None, RawTags | None]:
    """Every usable tag of a file; the other rows are noted in the log. None where the file is no table.

    Reports bytes. Raises UserError where the file cannot be read.
    """
    shape = sniff(tree.head(file))
    if shape is None:
        if tree.head(file).strip():
            log.add(file, 0, NO_TABLE)
        return None
    reader = _TagReader(file, shape, log)
    with tree.open(file) as stream:
        done = len(stream.read(shape.start))
        for block in line_blocks(stream, file, shape):
            yield Progress(f"Reading {file}", done, tree.sizes[file])
            reader.read(block)
            done += len(block)
    return reader.tags()


class _TagReader:
    """Gathers the tags of one block after the other."""

    def __init__(self, file: str, shape: TableShape, log: IssueLog) -> None:
        self._file = file
        self._delimiter = shape.delimiter
        self._return = len(shape.newline) - 1
        self._line = shape.first_line
        self._log = log
        self._numbers: list[_Numbers] = []
        self._texts: list[str] = []
        # The same words come again and again: each is decoded once and kept once.
        self._known: dict[bytes, str | None] = {}

    def read(self, lines: bytes) -> None:
        """Add the tags of a block of whole lines."""
        if not self._read_quickly(lines):
            self._read_carefully(lines)
        self._line += lines.count(b"\n")

    def tags(self) -> RawTags:
        """All tags so far."""
        nothing = _Numbers(*(np.empty(0, np.int64) for _ in _Numbers._fields))
        numbers = _Numbers(*(np.concatenate(column) for column in zip(nothing, *self._numbers, strict=True)))
        return RawTags(self._file, *numbers, texts=tuple(self._texts))

    def _read_quickly(self, lines: bytes) -> bool:
        """Add the tags of lines that are beyond doubt; says whether they were."""
        if len(self._delimiter) > 1:
            return False
        block = Block(lines)
        newlines = np.flatnonzero(block.text == NEWLINE)
        starts, ends = line_starts(newlines), newlines - self._return
        marks = np.flatnonzero(block.text == ord(self._delimiter))
        first, last = np.searchsorted(marks, starts), np.searchsorted(marks, newlines) - 1
        if (last - first < 2).any() or (self._return and not (block.text[ends] == RETURN).all()):
            return False
        users = block.whole(starts, marks[first])
        movies = block.whole(marks[first] + 1, marks[first + 1])
        timestamps = block.whole(marks[last] + 1, ends)
        if users is None or movies is None or timestamps is None:
            return False
        spans = zip((marks[first + 1] + 1).tolist(), marks[last].tolist(), strict=True)
        texts = [self._text(lines[start:end]) for start, end in spans]
        sure = [text for text in texts if text is not None]
        if len(sure) < len(texts):
            return False
        self._texts += sure
        self._numbers.append(_Numbers(self._line + np.arange(len(texts)), users, movies, timestamps))
        return True

    def _text(self, raw: bytes) -> str | None:
        """The tag that stands between two delimiters, perhaps in quotes; None where the quotes do not close."""
        if raw not in self._known:
            fields = split_fields(_decoded(raw), self._delimiter)
            self._known[raw] = None if fields is None else self._delimiter.join(fields).strip()
        return self._known[raw]

    def _read_carefully(self, lines: bytes) -> None:
        rows: list[tuple[int, int, int, int]] = []
        for number, line in enumerate(lines[:-1].split(b"\n"), start=self._line):
            text = _decoded(line).rstrip("\r")
            if not text.strip():
                continue
            fields = split_fields(text, self._delimiter)
            users_movie = _user_and_movie(fields)
            if fields is None or users_movie is None:
                self._log.add(self._file, number, MALFORMED, repr(text[:60]))
                continue
            timestamp = read_time(fields[-1].strip())
            if timestamp is None:
                self._log.add(self._file, number, BAD_TIMESTAMP, "taken as unknown (0)", kept=True)
            rows.append((number, *users_movie, timestamp or 0))
            # A tag may hold the delimiter where the file knows no quotes.
            self._texts.append(self._delimiter.join(fields[2:-1]).strip())
        if rows:
            self._numbers.append(_Numbers(*(np.array(column, np.int64) for column in zip(*rows, strict=True))))


def _user_and_movie(fields: list[str] | None) -> tuple[int, int] | None:
    """The identifiers on a row of at least four fields, or None."""
    if fields is None or len(fields) < 4:
        return None
    user, movie = whole_number(fields[0]), whole_number(fields[1])
    return None if user is None or movie is None else (user, movie)


def _decoded(raw: bytes) -> str:
    """Text as UTF-8, or as Latin-1 where it is not: the first accent may come long after a file's beginning."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
