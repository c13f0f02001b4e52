"""Writes rows of a table as CSV."""

from __future__ import annotations

import csv
from collections.abc import Generator
from pathlib import Path

from movierec_gui.atomic_files import replacing
from movierec_gui.data.tables import RowArray, Table
from movierec_gui.progress import Progress

_ROWS_PER_STEP = 20_000


def write_csv(table: Table, rows: RowArray, path: Path) -> Generator[Progress, None, Path]:
    """The rows in the order given, all columns, UTF-8; the file appears when it is complete.

    Raises UserError where it cannot be written.
    """
    with replacing(path) as partial, partial.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        columns = tuple(table.columns.values())
        for start in range(0, len(rows), _ROWS_PER_STEP):
            yield Progress(f"Writing {path.name}", start, len(rows))
            part = rows[start : start + _ROWS_PER_STEP]
            writer.writerows([column.at(row) for column in columns] for row in part)
    return path
