"""A file of ratings, read in blocks: quickly where rows are beyond doubt, row by row where they are not."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.careful_rows import Row, RowReader, SeveralScalesFound, TextIdFound
from movierec_gui.data.column_names import OTHER_TIMES, plain_name
from movierec_gui.data.fast_rows import Columns, RowPattern
from movierec_gui.data.growing_column import GrowingColumn
from movierec_gui.data.heading_scale import may_be_marks
from movierec_gui.data.identifiers import IdArray, shortened_numbers
from movierec_gui.data.line_blocks import line_blocks
from movierec_gui.data.raw_ratings import RawRatings
from movierec_gui.data.scales import LevelTally, find_scale, levels_of, scale_out_of
from movierec_gui.data.sniffing import ColumnChoice, TableShape
from movierec_gui.data.table_reading import TableReading, highest_is_best, only_one
from movierec_gui.data.times import NOT_SHOWN, Moment, OpenDate, settle_times
from movierec_gui.data.two_threads import WORTH_A_THREAD, Helper, second_thread
from movierec_gui.data.validation import (
    BAD_TIMESTAMP,
    EMPTY,
    MALFORMED,
    NOT_A_NUMBER,
    NOT_RATED,
    OUT_OF_SCALE,
    SHORTENED,
    IssueLog,
)
from movierec_gui.data.worded_ratings import Vocabulary
from movierec_gui.data.written_ratings import account, commonest
from movierec_gui.progress import Progress

_FEWEST_BYTES = len("1,1,1\n")
_MOST_EXPECTED = 1 << 26
"""Rows that memory is taken for before they are read; it is used as they are."""
_AT_ONCE = 8
"""Parts of columns that go to their place together."""
_FEWEST_ALIKE = 20
"""Ratings that are the same by no chance."""
_DECIMALS = 3
"""Of a rating that was put on another scale: 85 % of five is 4.25."""
_CAREFUL = 1 << 11
"""A refused block is halved until it is this small; only then are its rows read one by one."""


@dataclass(frozen=True)
class Instructions:
    """Choices for a table by a person or a format's documentation; those left open are found from its content."""

    scale: tuple[float, float] | None = None
    not_rated: tuple[float, ...] | None = None
    """Values that mean "not rated"; empty where all are ratings."""
    time_unit: str = ""
    """One of ``times.UNITS``."""
    trusted_times: bool = False
    """Whether a column of times without a heading is known to be one."""
    sure_columns: bool = False
    """Whether it is beyond doubt which column is which, also without a heading."""
    unread_times: str = ""
    """A column that looks like times, which nothing calls so."""
    twins: str = ""
    """What is said of columns that are called alike and hold other values."""
    maybe_marks: str = ""
    """The heading of the ratings where it may mean school marks, of which 1 is the best."""
    words: Vocabulary | None = None
    """The words in which the ratings are written; None where they are numbers."""


def read_ratings(
    tree: FileTree,
    file: str,
    shape: TableShape,
    columns: ColumnChoice,
    instructions: Instructions,
    log: IssueLog,
) -> Generator[Progress, None, RawRatings]:
    """Every usable rating of a file; the others are noted in the log, and how the values were understood as well.

    Identifiers stay text as soon as one of the column is no plain number, and ratings that say what they are out of may
    be on several scales; reading starts again where that shows late. Reports bytes. Raises UserError where the file
    cannot be read or holds a line longer than 1 MiB.
    """
    several = False
    while True:
        own = IssueLog()
        try:
            raw = yield from _read_all(tree, file, shape, columns, own, instructions, several_scales=several)
        except SeveralScalesFound:
            several = True
            continue
        except TextIdFound as found:
            columns = replace(
                columns,
                text_users=columns.text_users or found.role == "user",
                text_movies=columns.text_movies or found.role == "movie",
            )
            continue
        log.absorb(own)
        return raw


def _read_all(
    tree: FileTree,
    file: str,
    shape: TableShape,
    columns: ColumnChoice,
    log: IssueLog,
    instructions: Instructions,
    *,
    several_scales: bool,
) -> Generator[Progress, None, RawRatings]:
    careful = RowReader(file, shape, columns, log, instructions.words, several_scales=several_scales)
    total = tree.sizes[file]
    pattern, expected = RowPattern(shape, columns), _rows_in(total, tree.head(file), shape)
    stage = f"Reading {file}"
    yield Progress(stage, 0, total)
    with tree.open(file) as stream, second_thread(worth=total >= WORTH_A_THREAD) as helper:
        reader = _BlockReader(pattern, careful, shape, helper, expected)
        done = len(stream.read(shape.start))
        for block in line_blocks(stream, file, shape, helper):
            reader.read(block)
            done += len(block)
            yield Progress(stage, done, total)
        raw, tally = reader.ratings(file), reader.tally
    yield Progress(stage, total, total)
    if several_scales:
        raw, tally, instructions = _on_commonest(raw, careful, instructions, log)
    elif careful.out_of and not instructions.scale:
        instructions = replace(instructions, scale=scale_out_of(careful.out_of, tally))
    if instructions.words is not None and careful.words and not several_scales:
        log.note(f"{file}: the ratings are words, read as numbers: {instructions.words.account(careful.words)}")
        scale = instructions.scale or instructions.words.scale
        instructions = replace(instructions, scale=scale, not_rated=instructions.not_rated or ())
    reading = TableReading(
        file,
        shape.called(columns),
        sure_columns=bool(shape.header) or instructions.sure_columns,
        rows_read=raw.rows_read,
        unreadable=log.counted(MALFORMED, NOT_A_NUMBER, EMPTY),
        unread_times=instructions.unread_times,
        twins=instructions.twins,
    )
    if instructions.unread_times:
        name = instructions.unread_times
        log.note(f"{file}: {name} looks like times, but is not called so; --columns time={name} reads it")
    raw, reading = _with_times(raw, reading, reader, shape, columns, instructions, log)
    raw, reading = _on_scale(raw, reading, tally, instructions, log)
    if instructions.maybe_marks and len(raw) and may_be_marks(float(raw.values.min()), float(raw.values.max())):
        reading = replace(reading, maybe_marks=instructions.maybe_marks)
        log.note(f"{file}: {highest_is_best(instructions.maybe_marks)}")
    for role, ids in (("users", raw.text_users), ("movies", raw.text_movies)):
        if short := shortened_numbers(ids.names().values() if ids else ()):
            words = f"{role} such as {short} are long numbers that a spreadsheet has shortened: several may be one now"
            log.add(file, 0, SHORTENED, words, kept=True)
    log.read_as(reading)
    return raw


def _on_commonest(
    raw: RawRatings, careful: RowReader, instructions: Instructions, log: IssueLog
) -> tuple[RawRatings, LevelTally, Instructions]:
    """Ratings that are shares of the highest on the scale that most have, or on the one that a person says."""
    highest = instructions.scale[1] if instructions.scale else float(commonest(careful.scales))
    values = np.round(raw.values.astype(np.float64) * highest, _DECIMALS).astype(np.float32)
    tally = LevelTally()
    tally.add(values)
    words = f"ratings on several scales, each read by its own and put on the one out of {highest:g}"
    log.note(f"{raw.file}: {words}: {account(careful.scales, highest)}")
    if careful.without_scale:
        log.note(
            f"{raw.file}: plain numbers beside ratings on several scales say nothing of theirs and are left out "
            f"(rows: {careful.without_scale:,}); write what they are out of, as in 4/5"
        )
    scale = instructions.scale or scale_out_of(int(highest), tally)
    return replace(raw, values=values), tally, replace(instructions, scale=scale, not_rated=())


def _rows_in(size: int, head: bytes, shape: TableShape) -> int:
    """About how many rows a file of so many bytes has, by those of its beginning that are not blank; never too many."""
    below = head[shape.start :]
    rows = sum(1 for line in below.split(shape.newline[-1:]) if line.strip())
    return min(_MOST_EXPECTED, size // _FEWEST_BYTES, size * (rows + 1) // max(1, len(below)))


def _with_times(
    raw: RawRatings,
    reading: TableReading,
    reader: _BlockReader,
    shape: TableShape,
    columns: ColumnChoice,
    instructions: Instructions,
    log: IssueLog,
) -> tuple[RawRatings, TableReading]:
    """The ratings with times in seconds, whatever unit the column has; what that is goes into the log."""
    if columns.timestamp is None and not columns.date_parts:
        return raw, reading
    trusted = instructions.trusted_times or bool(shape.header) or bool(instructions.time_unit)
    dated = np.array(reader.dated, np.int64)
    place = columns.date_parts[0] if columns.timestamp is None else columns.timestamp
    name = shape.name_of(place)
    small = not shape.header or instructions.trusted_times or plain_name(name) not in OTHER_TIMES
    times = settle_times(
        raw.timestamps, dated, reader.open_dates, trusted=trusted, unit=instructions.time_unit, small=small
    )
    if times.words:
        log.note(f"{raw.file}: times ({name}) are {times.words}")
    elif raw.timestamps.any():
        log.note(f"{raw.file}: {name} holds small numbers and no times")
    else:
        log.note(f"{raw.file}: no usable times")
    named = times.impossible[: log.room(BAD_TIMESTAMP)]
    for line in raw.line_numbers(named):
        log.add(raw.file, int(line), BAD_TIMESTAMP, f"impossible as {times.words}, taken as unknown", kept=True)
    log.count(BAD_TIMESTAMP, len(times.impossible) - len(named))
    reading = replace(reading, times=times.words.removesuffix(NOT_SHOWN), open_order=times.open_order)
    return replace(raw, timestamps=times.seconds), reading


def _on_scale(
    raw: RawRatings, reading: TableReading, tally: LevelTally, instructions: Instructions, log: IssueLog
) -> tuple[RawRatings, TableReading]:
    """The ratings without those that mean "not rated" or lie off the scale, each of which is noted by its line."""
    if not len(raw):
        return raw, reading
    levels = levels_of(tally, raw.values, instructions.scale, instructions.not_rated)
    found = find_scale(levels, tally.total, instructions.scale, instructions.not_rated, halves=tally.halves)
    removed = [np.empty(0, np.int64)]
    rows_of: dict[float, int] = {}
    for values, reason in ((found.marks, NOT_RATED), (found.outliers, OUT_OF_SCALE)):
        for value in values:
            rows = np.flatnonzero(raw.values == np.float32(value))
            named = rows[: log.room(reason)]
            for line in raw.line_numbers(named):
                log.add(raw.file, int(line), reason, f"{value:g}, the scale is {found.low:g} to {found.high:g}")
            log.count(reason, len(rows) - len(named))
            removed.append(rows)
            rows_of[value] = len(rows)
    whence = "as stated" if found.stated else "found from the values; --scale LOW-HIGH sets another"
    log.note(f"{raw.file}: ratings from {found.low:g} to {found.high:g} ({whence})")
    rows = np.concatenate(removed)
    if found.marks:
        marks, count = ", ".join(f"{value:g}" for value in found.marks), sum(rows_of[value] for value in found.marks)
        log.note(
            f"{raw.file}: {marks} taken for 'not rated' and left out (rows: {count:,}); "
            "--not-rated none keeps them as ratings"
        )
    kept = raw.without(np.sort(rows)) if len(rows) else raw
    scale = (found.low, found.high) if found.low < found.high else None
    only = float(kept.values[0]) if len(kept) >= _FEWEST_ALIKE and np.ptp(kept.values) == 0 else None
    if only is not None:
        log.note(f"{raw.file}: {only_one(only)}")
    reading = replace(
        reading,
        scale=scale,
        stated_scale=found.stated,
        marks=tuple((value, rows_of[value]) for value in found.marks),
        stated_marks=instructions.not_rated is not None,
        outliers=tuple((value, rows_of[value]) for value in found.outliers),
        only_rating=only,
    )
    return replace(kept, scale=scale), reading


class _BlockReader:
    """Gathers the columns of one block after the other."""

    def __init__(
        self, pattern: RowPattern, careful: RowReader, shape: TableShape, helper: Helper, expected: int = 0
    ) -> None:
        self._pattern = pattern
        self._helper = helper
        self._waiting: list[Columns] = []
        self._rows = 0
        self._ascending, self._last = True, cast(tuple[int, int] | None, None)
        self._careful = careful
        self._cutter = shape.cutter()
        self._first_line = shape.first_line
        # Identifiers get 64 bits only where they need them.
        self._users, self._movies = GrowingColumn(np.int32, expected), GrowingColumn(np.int32, expected)
        self._values, self._timestamps = GrowingColumn(np.float32, expected), GrowingColumn(np.int64, expected)
        self.tally = LevelTally()
        self.dated: list[int] = []
        """Rows whose time was a date."""
        self.open_dates: list[OpenDate] = []
        self._skipped: list[tuple[int, int]] = []
        self._not_rows = 0
        """Lines that are blank or go on with the row before."""

    def read(self, block: bytes) -> None:
        """Add the rows of a block of whole lines."""
        if not self._cutter.holds and block.isspace():
            line = self._cutter.line
            self._cutter.line += block.count(b"\n")
            self._skip(line, self._cutter.line, blank=True)
        elif self._careful.names_matter:
            self._read_carefully(block)
        else:
            self._read_quickly(block, whole=True)

    def _mostly_odd(self, block: bytes) -> bool:
        """Whether samples from the beginning, the middle and the end are all refused."""
        return all(
            self._pattern.parse(_whole_lines(block, start)) is None
            for start in (0, len(block) // 2, len(block) - _CAREFUL)
        )

    def _read_quickly(self, block: bytes, *, whole: bool = False) -> None:
        columns = None if self._cutter.holds else self._pattern.parse(block)
        if columns is not None:
            self._add(columns)
            self._cutter.line += len(columns.values)
            return
        # One bad row must not make its whole block slow, nor must a block of nothing else be halved again and again.
        middle = block.find(b"\n", len(block) // 2) + 1
        if whole and self._mostly_odd(block):
            self._read_carefully(block)
        elif len(block) > _CAREFUL and 0 < middle < len(block):
            self._read_quickly(block[:middle])
            self._read_quickly(block[middle:])
        else:
            self._read_carefully(block)

    def _read_carefully(self, block: bytes, *, last: bool = False) -> None:
        rows: list[Row] = []
        line = self._cutter.line
        for record in self._cutter.cut(block, last=last):
            self._skip(line, record.line, blank=True)
            row = self._careful.read(record)
            if row is None:
                self._skip(record.line, record.line + 1, blank=False)
            else:
                self._note_date(self._rows + len(rows), row.moment)
                rows.append(row)
            line = record.line + record.lines
            self._skip(record.line + 1, line, blank=True)
        self._skip(line, self._cutter.line, blank=True)
        self._add(
            Columns(
                np.array([row.user for row in rows], np.int64),
                np.array([row.movie for row in rows], np.int64),
                np.array([row.value for row in rows], np.float32),
                np.array([row.moment.value for row in rows], np.int64),
            )
        )

    def _skip(self, first: int, end: int, *, blank: bool) -> None:
        """Remember lines without a rating; those that are blank or go on with a row are no rows of their own."""
        if first == end:
            return
        self._not_rows += (end - first) * blank
        if self._skipped and self._skipped[-1][1] == first:
            first = self._skipped.pop()[0]
        self._skipped.append((first, end))

    def _note_date(self, row: int, moment: Moment) -> None:
        if moment.is_number or moment.value == 0:
            return
        self.dated.append(row)
        if moment.other is not None:
            self.open_dates.append(OpenDate(row, moment.other, moment.slash))

    def _add(self, columns: Columns) -> None:
        self.tally.add(columns.values)
        self._rows += len(columns.values)
        self._waiting.append(columns)
        if len(self._waiting) == _AT_ONCE:
            self._put_away()

    def _put_away(self) -> None:
        """Let what was parsed go to its place: memory that is new takes its time to come."""
        parts, self._waiting = self._waiting, []
        if parts:
            self._helper.do(partial(self._extend, parts))

    def _extend(self, parts: Sequence[Columns]) -> None:
        users = self._users.extend(*[part.users for part in parts])
        movies = self._movies.extend(*[part.movies for part in parts])
        self._ascending = self._ascending and self._go_on(users, movies)
        self._values.extend(*[part.values for part in parts])
        self._timestamps.extend(*[part.timestamps for part in parts])

    def _go_on(self, users: IdArray, movies: IdArray) -> bool:
        """Whether rows go on by user and movie without repetition."""
        if len(users) == 0:
            return True
        before, self._last = self._last, (int(users[-1]), int(movies[-1]))
        later = users[1:] == users[:-1]
        later &= movies[1:] > movies[:-1]
        later |= users[1:] > users[:-1]
        return bool(later.all()) and (before is None or before < (int(users[0]), int(movies[0])))

    def ratings(self, file: str) -> RawRatings:
        """All rows; call it once, at the end."""
        if self._cutter.holds:
            self._read_carefully(b"", last=True)
        self._put_away()
        self._helper.finish()
        return RawRatings(
            file,
            self._users.rows(),
            self._movies.rows(),
            self._values.rows(),
            self._timestamps.rows(),
            self._first_line,
            np.array(self._skipped, np.int64).reshape(-1, 2),
            self._cutter.line - self._first_line - self._not_rows,
            self._careful.users,
            self._careful.movies,
            self._careful.titles,
            ascending=self._ascending,
        )


def _whole_lines(block: bytes, start: int) -> bytes:
    """The lines of about ``_CAREFUL`` bytes that begin after a position (the first for 0 or less)."""
    first = block.find(b"\n", start) + 1 if start > 0 else 0
    last = block.rfind(b"\n", first, first + _CAREFUL) + 1
    return block[first:last]
