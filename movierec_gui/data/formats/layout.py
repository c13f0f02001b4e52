"""What every layout offers, and what several of them share."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts, RawTag
from movierec_gui.data.careful_rows import read_time, whole_number
from movierec_gui.data.catalogue import text_lines
from movierec_gui.data.rating_rows import MOVIELENS_SCALE, RawRatings, read_ratings
from movierec_gui.data.sniffing import TableShape, guess_columns, sniff, split_fields
from movierec_gui.data.validation import BAD_TIMESTAMP, MALFORMED, IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress


class Layout(Protocol):
    """One way in which ratings come; each module of this package is one."""

    DESCRIPTION: str
    """Which files make it up, for the message that lists the known layouts."""

    def matches(self, tree: FileTree) -> bool:
        """Whether the folder's content has this layout."""
        ...

    def files(self, tree: FileTree) -> tuple[str, ...]:
        """The files that ``load`` reads: the dataset's identity."""
        ...

    def load(self, tree: FileTree, log: IssueLog) -> Generator[Progress, None, Parts]:
        """Everything in those files. Rows that cannot be used are noted in the log."""
        ...


def shape_of(tree: FileTree, file: str | None) -> TableShape | None:
    """The layout of one file of the folder; None where it is missing, empty or no table."""
    return sniff(tree.head(file)) if file else None


def read_movielens_ratings(tree: FileTree, file: str, log: IssueLog) -> Generator[Progress, None, RawRatings]:
    """The ratings of one file on MovieLens' scale. Raises UserError where its columns cannot be told."""
    shape = shape_of(tree, file)
    columns = guess_columns(shape) if shape else None
    if shape is None or columns is None:
        raise UserError(f"{file} holds no user, movie and rating", str(tree.origin), "Choose its columns yourself")
    return (yield from read_ratings(tree, file, shape, columns, MOVIELENS_SCALE, log))


def present(tree: FileTree, *files: str) -> tuple[str, ...]:
    """Those of the files that are there, as they are spelled there."""
    found = (tree.find(file) for file in files)
    return tuple(file for file in found if file)


def read_tags(tree: FileTree, file: str | None, log: IssueLog) -> tuple[RawTag, ...]:
    """A file of user, movie, tag, timestamp, with commas and quotes or ``::``; none where there is no such file."""
    if not file:
        return ()
    shape, lines = text_lines(tree, file)
    if shape is None:
        return ()
    return tuple(tag for number, line in lines if (tag := _tag(file, number, line, shape.delimiter, log)))


def _tag(file: str, number: int, line: str, delimiter: str, log: IssueLog) -> RawTag | None:
    fields = split_fields(line, delimiter)
    user, movie = (whole_number(fields[0]), whole_number(fields[1])) if fields and len(fields) >= 4 else (None, None)
    if fields is None or user is None or movie is None:
        log.add(file, number, MALFORMED, repr(line[:60]))
        return None
    timestamp = read_time(fields[-1].strip())
    if timestamp is None:
        log.add(file, number, BAD_TIMESTAMP, f"{fields[-1][:60]!r}, taken as unknown (0)", kept=True)
    return RawTag(number, user, movie, delimiter.join(fields[2:-1]).strip(), timestamp or 0)
