"""A file of tags: user, movie, text, time. Numbers are parsed a block at a time, as those of ratings are."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.careful_rows import whole_number
from movierec_gui.data.column_names import column_of
from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.delimited import Record, decoded, split_fields
from movierec_gui.data.fast_rows import NEWLINE, RETURN, Block, RowForm, line_starts
from movierec_gui.data.identifiers import Identify
from movierec_gui.data.quoted_lines import lines_apart
from movierec_gui.data.side_tables import side_blocks
from movierec_gui.data.sniffing import TableShape, sniff
from movierec_gui.data.times import Moment, OpenDate, read_moment, settle_times
from movierec_gui.data.validation import BAD_TIMESTAMP, MALFORMED, NO_TABLE, TOO_MUCH, IssueLog
from movierec_gui.progress import Progress

MOST_TAGS = 5_000_000
"""Tags that are read of one file; the largest release has 2.3 million."""
_MOST_KNOWN = 1 << 18
"""Different texts that are remembered while reading."""
_UNKNOWN = Moment(0)


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
    """Parts of tags that are no text."""

    lines: Int64Array
    users: Int64Array
    movies: Int64Array
    timestamps: Int64Array


class _Parsed(NamedTuple):
    """Tags of some lines, as columns."""

    users: Int64Array
    movies: Int64Array
    timestamps: Int64Array
    texts: list[str]


class TagColumns(NamedTuple):
    """Which column (from 0) holds what; None where there is none."""

    user: int
    movie: int
    tag: int
    timestamp: int | None

    @property
    def usual(self) -> bool:
        """Whether they stand as in MovieLens, so that a text may hold the delimiter."""
        return self == (0, 1, 2, 3)


class _Stripped(dict[str, str]):
    """Texts without blanks around them, by the texts as they stand in the file; each is made when it first comes."""

    def __missing__(self, raw: str) -> str:
        text = self[raw] = raw.strip()
        return text


def tag_columns(shape: TableShape) -> TagColumns | None:
    """The columns by the names in the head, or in MovieLens' order where there is none; None without users or tags."""
    if not shape.header:
        return TagColumns(0, 1, 2, 3) if shape.width >= 4 else None
    user, movie, tag = (column_of(shape.header, role) for role in ("user", "movie", "tag"))
    if user is None or movie is None or tag is None:
        return None
    return TagColumns(user, movie, tag, column_of(shape.header, "timestamp"))


def read_tags(
    tree: FileTree,
    file: str,
    log: IssueLog,
    identify: tuple[Identify | None, Identify | None] = (None, None),
) -> Generator[Progress, None, RawTags | None]:
    """Every usable tag of a file; the other rows are noted in the log. None where the file holds no people's tags.

    ``identify`` gives the numbers that stand for a user and for a movie, where those are text. Reports bytes. Raises
    UserError where the file cannot be read.
    """
    head = tree.head(file)
    shape = sniff(head)
    columns = tag_columns(shape) if shape else None
    if shape is None or columns is None:
        if shape is not None:
            log.note(f"{file}: not read, since it names no user, movie and tag of each row")
        elif head.strip():
            log.add(file, 0, NO_TABLE)
        return None
    reader = _TagReader(file, shape, columns, log, identify)
    done = shape.start
    for block in side_blocks(tree, file, shape, log):
        yield Progress(f"Reading {file}", done, tree.sizes[file])
        reader.read(block)
        done += len(block)
        if reader.full:
            log.add(file, 0, TOO_MUCH, f"only the first {MOST_TAGS:,} tags", kept=True)
            break
    return reader.tags()


class _TagReader:
    """Gathers the tags of one block after the other."""

    def __init__(
        self,
        file: str,
        shape: TableShape,
        columns: TagColumns,
        log: IssueLog,
        identify: tuple[Identify | None, Identify | None],
    ) -> None:
        self._file = file
        self._delimiter = shape.delimiter
        self._quotes = shape.quotes
        self._return = len(shape.newline) - 1
        self._cutter = shape.cutter()
        self._columns = columns
        self._quick = columns.usual and shape.width == 4 and identify == (None, None)
        self._identify = (identify[0] or whole_number, identify[1] or whole_number)
        self._log = log
        self._numbers: list[_Numbers] = []
        self._texts: list[str] = []
        self._dated: list[int] = []
        self._open_dates: list[OpenDate] = []
        # The same words come again and again: each is decoded once and kept once.
        self._known: dict[bytes, str | None] = {}
        self._words = _Stripped()
        self._form = RowForm(shape)

    @property
    def full(self) -> bool:
        """Whether there are as many tags as are read."""
        return len(self._texts) >= MOST_TAGS

    def read(self, lines: bytes) -> None:
        """Add the tags of a block of whole lines."""
        whole = not self._cutter.holds
        if whole and lines.isspace():
            self._cutter.line += lines.count(b"\n")
        elif not (whole and self._quick and self._read_quickly(lines)):
            self._read_carefully(lines)

    def tags(self) -> RawTags:
        """All tags; call it once, at the end."""
        self._read_carefully(b"", last=True)
        nothing = _Numbers(*(np.empty(0, np.int64) for _ in _Numbers._fields))
        numbers = _Numbers(*(np.concatenate(column) for column in zip(nothing, *self._numbers, strict=True)))
        dated = np.array(self._dated, np.int64)
        times = settle_times(numbers.timestamps, dated, self._open_dates, trusted=True)
        named = times.impossible[: self._log.room(BAD_TIMESTAMP)]
        for line in numbers.lines[named].tolist():
            self._log.add(self._file, line, BAD_TIMESTAMP, f"impossible as {times.words}", kept=True)
        self._log.count(BAD_TIMESTAMP, len(times.impossible) - len(named))
        return RawTags(self._file, *numbers._replace(timestamps=times.seconds), texts=tuple(self._texts))

    def _read_quickly(self, lines: bytes) -> bool:
        """Add the tags of lines that are beyond doubt; says whether they were."""
        if len(self._delimiter) > 1:
            return False
        if len(self._known) + len(self._words) >= _MOST_KNOWN:
            self._known.clear()
            self._words.clear()
        found = self._by_columns(lines) or self._by_row(lines)
        if found is None:
            return False
        users, movies, timestamps, texts = found
        self._texts += texts
        self._numbers.append(_Numbers(self._cutter.line + np.arange(len(texts)), users, movies, timestamps))
        self._cutter.line += len(texts)
        return True

    def _by_columns(self, lines: bytes) -> _Parsed | None:
        """The columns of lines of which few hold quotes, by a reader of columns; None where any is in doubt."""
        if b'"' not in lines:
            return self._plain(lines)
        apart = lines_apart(lines)
        plain = self._plain(apart.plain) if apart else None
        quoted = self._by_row(apart.quoted) if apart and plain else None
        if apart is None or plain is None or quoted is None:
            return None
        texts = [*plain.texts, *quoted.texts]
        users, movies, timestamps = (
            np.concatenate(pair)[apart.order] for pair in zip(plain[:3], quoted[:3], strict=True)
        )
        return _Parsed(users, movies, timestamps, [texts[place] for place in apart.order.tolist()])

    def _plain(self, lines: bytes) -> _Parsed | None:
        # A carriage return inside a text may be the end of a line. Looking for one is far quicker than counting them.
        strange = b"\r" in lines and (not self._return or lines.count(b"\r") != lines.count(b"\n"))
        if strange or b"\0" in lines:
            return None
        block = Block(lines)
        ends = self._form.ends(block)
        if ends is None:
            return None
        starts = self._form.starts(ends)
        numbers = [block.whole(starts[column], ends[column]) for column in (0, 1, 3)]
        users, movies, timestamps = numbers
        if users is None or movies is None or timestamps is None:
            return None
        try:
            raws = block.cut_out(starts[2], ends[2] + 1).decode().split(self._delimiter)
        except UnicodeDecodeError:
            return None
        raws.pop()  # behind the last delimiter
        return _Parsed(users, movies, timestamps, list(map(self._words.__getitem__, raws)))

    def _by_row(self, lines: bytes) -> _Parsed | None:
        """The columns of lines that may hold quotes, and the delimiter in a text; None where any is in doubt."""
        block = Block(lines)
        newlines = np.flatnonzero(block.text == NEWLINE)
        starts, ends = line_starts(newlines), newlines - self._return
        marks = np.flatnonzero(block.text == ord(self._delimiter))
        first, last = np.searchsorted(marks, starts), np.searchsorted(marks, newlines) - 1
        if (last - first < 2).any() or (self._return and not (block.text[ends] == RETURN).all()):
            return None
        users = block.whole(starts, marks[first])
        movies = block.whole(marks[first] + 1, marks[first + 1])
        timestamps = block.whole(marks[last] + 1, ends)
        if users is None or movies is None or timestamps is None:
            return None
        spans = zip((marks[first + 1] + 1).tolist(), marks[last].tolist(), strict=True)
        raws = [lines[start:end] for start, end in spans]
        known = self._known
        known.update((raw, self._text(raw)) for raw in set(raws).difference(known))
        texts = [text for raw in raws if (text := known[raw]) is not None]
        return _Parsed(users, movies, timestamps, texts) if len(texts) == len(raws) else None

    def _text(self, raw: bytes) -> str | None:
        """The tag that stands between two delimiters, perhaps in quotes; None where the quotes do not close."""
        fields = split_fields(decoded(raw), self._delimiter, quoted=self._quotes)
        return None if fields is None else self._delimiter.join(fields).strip()

    def _read_carefully(self, lines: bytes, *, last: bool = False) -> None:
        rows: list[tuple[int, int, int, int]] = []
        for record in self._cutter.cut(lines, last=last):
            fields = self._fields(record)
            user_movie = self._user_and_movie(fields)
            if fields is None or user_movie is None:
                self._log.add(self._file, record.line, MALFORMED, repr(record.text[:60]))
                continue
            moment = self._moment(fields, record.line)
            if not moment.is_number and moment.value:
                self._dated.append(len(self._texts))
            if moment.other is not None:
                self._open_dates.append(OpenDate(len(self._texts), moment.other, moment.slash))
            rows.append((record.line, *user_movie, moment.value))
            self._texts.append(fields[self._columns.tag].strip())
        if rows:
            self._numbers.append(_Numbers(*(np.array(column, np.int64) for column in zip(*rows, strict=True))))

    def _fields(self, record: Record) -> list[str] | None:
        """The fields of a row; a tag may hold the delimiter where the file knows no quotes."""
        fields = record.fields
        if fields is None or not self._columns.usual or len(fields) < 4:
            return fields if fields and len(fields) > max(self._columns[:3]) and not self._columns.usual else None
        return [*fields[:2], self._delimiter.join(fields[2:-1]), fields[-1]]

    def _user_and_movie(self, fields: list[str] | None) -> tuple[int, int] | None:
        if fields is None:
            return None
        user = self._identify[0](fields[self._columns.user])
        movie = self._identify[1](fields[self._columns.movie])
        return None if user is None or movie is None else (user, movie)

    def _moment(self, fields: list[str], line: int) -> Moment:
        column = self._columns.timestamp
        if column is None:
            return _UNKNOWN
        moment = read_moment(fields[column].strip()) if column < len(fields) else None
        if moment is None:
            self._log.add(self._file, line, BAD_TIMESTAMP, "taken as unknown (0)", kept=True)
        return moment or _UNKNOWN
