"""The layout of the Netflix prize: a movie's id with a colon on a line of its own, then its users, ratings and days."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import IO, cast

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.careful_rows import whole_number
from movierec_gui.data.catalogue import Catalogue, MovieEntry, unique_movies
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.dataset import NO_YEAR
from movierec_gui.data.delimited import Record
from movierec_gui.data.formats.layout import read_columns
from movierec_gui.data.rating_rows import Instructions
from movierec_gui.data.raw_ratings import joined
from movierec_gui.data.side_tables import side_blocks
from movierec_gui.data.sniffing import ColumnChoice, TableShape, sniff
from movierec_gui.data.validation import MALFORMED, IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

DESCRIPTION = "Netflix prize: combined_data_1.txt to combined_data_4.txt, with movie_titles.csv"

_TITLES = "movie_titles.csv"
_FILE = re.compile(r"(combined_data_\d+|mv_\d{7})\.txt")
_START = re.compile(rb"(?:\xef\xbb\xbf)?(\d+):\r?\n(\d+),([1-5])(,\d{4}-\d\d-\d\d)?(?:\r?\n|$)")
_SECTION = re.compile(rb"^(\d+):\r?\n", re.MULTILINE)
_PIECE = 1 << 19
_COLUMNS = ColumnChoice(user=1, movie=0, rating=2, timestamp=3)
_UNDATED = ColumnChoice(user=1, movie=0, rating=2)


def matches(tree: FileTree) -> bool:
    """Files of that name that begin with a movie and a rating of it."""
    return bool(files_of_ratings(tree))


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings and titles."""
    found = files_of_ratings(tree)
    titles = tree.find(_TITLES)
    return (*found, *((titles,) if found and titles else ()))


def files_of_ratings(tree: FileTree) -> tuple[str, ...]:
    """The files with ratings, in the order of their numbers; the chosen one alone where one is chosen.

    A chosen file, or the only one, may have any name.
    """
    named = [tree.chosen] if tree.chosen else sorted(tree.sizes)
    if len(named) > 1:
        named = [file for file in named if _FILE.fullmatch(file.lower())]
    return tuple(file for file in named if _START.match(tree.head(file, 200)))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings of all files with the titles beside them."""
    tables = []
    for file in files_of_ratings(tree):
        rows = replace(tree, opener=_Opener(tree))
        shape = sniff(rows.head(file))
        if shape is None:
            raise UserError(f"{file} holds no ratings", str(tree.origin), "Choose another file")
        # In a damaged file most rows may have other fields than they should.
        dated = _is_dated(tree, file)
        columns = _COLUMNS if dated else _UNDATED
        shape = replace(shape, delimiter=",", width=4 if dated else 3)
        documented = Instructions(scale=(1.0, 5.0), time_unit="digits" if dated else "", sure_columns=True)
        tables.append((yield from read_columns(rows, file, shape, columns, choice, log, documented=documented)))
    yield Progress("Reading titles")
    return Parts(joined(tables), _titles(tree, log))


def _is_dated(tree: FileTree, file: str) -> bool:
    """Whether the ratings of a file have days."""
    start = _START.match(tree.head(file, 200))
    return start is not None and start[4] is not None


def _titles(tree: FileTree, log: IssueLog) -> Catalogue:
    """Id, year or NULL, and a title that may hold commas, without quotes and without a head."""
    file = tree.find(_TITLES)
    if file is None:
        return Catalogue()
    return Catalogue(file, unique_movies(file, (_title(file, line, log) for line in _lines(tree, file, log)), log))


def _lines(tree: FileTree, file: str, log: IssueLog) -> Iterator[Record]:
    shape = TableShape(",", (), 3, b"\n", 0, 1, "utf-8", quoted=False)
    cutter = shape.cutter()
    for block in side_blocks(tree, file, shape, log):
        yield from cutter.cut(block)


def _title(file: str, record: Record, log: IssueLog) -> tuple[int, MovieEntry] | None:
    fields = record.text.split(",", 2)
    movie = whole_number(fields[0])
    if movie is None or len(fields) < 3:
        log.add(file, record.line, MALFORMED, repr(record.text[:60]))
        return None
    return record.line, MovieEntry(movie, fields[2].strip() or f"Movie {movie}", whole_number(fields[1]) or NO_YEAR)


class _Opener:
    """Opens a file with its sections as rows."""

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree

    def __call__(self, file: str) -> IO[bytes]:
        return cast(IO[bytes], _Rows(self._tree.opener(file)))


class _Rows:
    """The sections as rows of movie, user, rating and day: ``1,1488844,3,20050906``; line numbers move by sections."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._rest = self._ready = b""
        self._movie = b""
        self._ended = False

    def __enter__(self) -> _Rows:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end; all that are left for -1."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            piece = self._stream.read(_PIECE)
            self._ended = not piece
            whole, _, rest = (self._rest + piece).rpartition(b"\n")
            lines = self._rest + piece if self._ended else (whole + b"\n" if whole else b"")
            self._rest = b"" if self._ended else (rest if whole else self._rest + piece)
            self._ready += self._as_rows(lines)
        end = len(self._ready) if size < 0 else size
        taken, self._ready = self._ready[:end], self._ready[end:]
        return taken

    def _as_rows(self, lines: bytes) -> bytes:
        """Rows of whole lines; each section's heading becomes a blank line, so that line numbers stay."""
        if not lines:
            return b""
        parts = _SECTION.split(lines.replace(b"-", b"").removeprefix(b"\xef\xbb\xbf"))
        rows = [self._with_movie(parts[0])]
        for movie, section in zip(parts[1::2], parts[2::2], strict=True):
            self._movie = movie
            rows.append(b"\n" + self._with_movie(section))
        return b"".join(rows)

    def _with_movie(self, section: bytes) -> bytes:
        if not section:
            return b""
        ends = section.endswith(b"\n")
        body = section[:-1] if ends else section
        return self._movie + b"," + body.replace(b"\n", b"\n" + self._movie + b",") + b"\n"
