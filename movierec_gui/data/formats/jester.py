"""The layout of Jester: a row per user, with the number of ratings and one of -10 to 10 per joke; 99 is none."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.careful_rows import decimal_number
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.formats.layout import shape_of
from movierec_gui.data.raw_ratings import RawRatings
from movierec_gui.data.side_tables import read_records
from movierec_gui.data.sniffing import TableShape, first_rows
from movierec_gui.data.validation import MALFORMED, IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "Jester as CSV: a row per user, the number of ratings, then a column per joke with 99 for none"

SCALE = (-10.0, 10.0)
NONE = 99.0
_FEWEST_JOKES = 50
_MOST_SEARCHED = 20
_ENDINGS = (".csv", ".tsv", ".txt")


def matches(tree: FileTree) -> bool:
    """One table whose first column counts the other columns that are not 99."""
    return len(_matrices(tree)) == 1


def files(tree: FileTree) -> tuple[str, ...]:
    """That table."""
    return _matrices(tree)


def load(tree: FileTree, log: IssueLog, _choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings; users and jokes are numbered from 1."""
    (file,) = _matrices(tree)
    yield Progress(f"Reading {file}")
    shape, records = read_records(tree, file, log)
    users, jokes, values = [], [], []
    for user, record in enumerate(records, start=1):
        row = None if shape is None else _row(record.fields, shape)
        if row is None:
            log.add(file, record.line, MALFORMED, repr(record.text[:60]))
            continue
        rated = np.flatnonzero((row != NONE) & ~np.isnan(row))
        users.append(np.full(len(rated), user, np.int64))
        jokes.append(rated.astype(np.int64) + 1)
        values.append(row[rated].astype(np.float32))
    log.note(f"{file}: a row per user and a column per joke; 99 and empty cells are no ratings")
    nothing = np.empty(0, np.int64)
    flat = np.concatenate([nothing, *values]).astype(np.float32)
    ratings = RawRatings(
        file,
        np.concatenate([nothing, *users]),
        np.concatenate([nothing, *jokes]),
        flat,
        np.zeros(len(flat), np.int64),
        1,
        np.empty((0, 2), np.int64),
        len(flat),
        scale=SCALE,
    )
    return Parts(ratings)


def _matrices(tree: FileTree) -> tuple[str, ...]:
    searched = [tree.chosen] if tree.chosen else [file for file in tree.sizes if file.lower().endswith(_ENDINGS)]
    return tuple(file for file in searched[:_MOST_SEARCHED] if _is_matrix(tree, file))


def _is_matrix(tree: FileTree, file: str) -> bool:
    shape = shape_of(tree, file)
    if shape is None or shape.header or shape.width <= _FEWEST_JOKES:
        return False
    rows = first_rows(tree.head(file), shape, most=20)
    counted = [_row(row, shape) for row in rows]
    return bool(rows) and all(
        row is not None and float(fields[0].replace(",", ".")) == ((row != NONE) & ~np.isnan(row)).sum()
        for row, fields in zip(counted, rows, strict=True)
    )


def _row(fields: list[str] | None, shape: TableShape) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """The ratings of a row without its count, NaN for empty cells; None where a cell is no number on the scale."""
    if fields is None or len(fields) != shape.width or decimal_number(fields[0], comma=True) is None:
        return None
    comma = shape.delimiter != ","
    cells = [np.nan if not cell.strip() else decimal_number(cell, comma=comma) for cell in fields[1:]]
    if any(cell is None for cell in cells):
        return None
    row = np.array(cells, np.float64)
    known = row[~np.isnan(row) & (row != NONE)]
    return row if len(known) == 0 or (known.min() >= SCALE[0] and known.max() <= SCALE[1]) else None
