"""What a table's beginning becomes when it is read in a certain way, for a person who is about to choose one."""

from __future__ import annotations

import io
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from movierec_gui.data.archives import FileTree, open_trees
from movierec_gui.data.assemble import build_dataset
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.completing import completed
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import layout_for, with_others
from movierec_gui.data.table_reading import TableReading
from movierec_gui.data.validation import (
    BAD_TIMESTAMP,
    DUPLICATE,
    EMPTY,
    MALFORMED,
    NOT_A_NUMBER,
    NOT_RATED,
    NOT_SEEN,
    OUT_OF_SCALE,
    TOTAL,
    IssueLog,
)
from movierec_gui.progress import Progress

_MOST_BYTES = 2 << 20
"""Of each file: about a hundred thousand ratings, read while a person looks."""
_OF_ROWS = (NOT_RATED, OUT_OF_SCALE, MALFORMED, NOT_A_NUMBER, EMPTY, NOT_SEEN, TOTAL, DUPLICATE)
"""Why rating rows are left out."""


@dataclass(frozen=True)
class Trial:
    """The figures of a table that was read in one way."""

    whole: bool
    """Whether all of it was read, and not its beginning only."""
    rows: int
    ratings: int
    users: int
    movies: int
    """With a rating."""
    mean: float
    scale: tuple[float, float]
    years: tuple[int, int] | None
    """Years of the first and last rating; None without times."""
    left_out: tuple[tuple[str, int], ...]
    """Why rows are left out, and how many for each reason."""
    bad_times: int
    """Ratings that stay, with a time that cannot be read."""
    readings: tuple[TableReading, ...]


def try_reading(path: Path, choice: TableChoice) -> Generator[Progress, None, Trial]:
    """The figures of the table at a path, or of its first megabytes, read as ``choice`` says.

    Raises UserError where nothing can be read so.
    """
    yield Progress(f"Trying {path.name}")
    with open_trees(path, siblings=with_others) as trees:
        cut: set[str] = set()
        layout, tree = layout_for(
            path, [_beginning(replace(tree, encoding=choice.encoding), cut) for tree in trees], choice
        )
        log = IssueLog()
        parts = yield from completed((yield from layout.load(tree, log, choice)))
        dataset = yield from build_dataset(tree.name, parts, log)
    return _figures(dataset, cut)


def _figures(dataset: Dataset, cut: set[str]) -> Trial:
    report = dataset.report
    counts = {} if report is None else report.counts
    readings = () if report is None else report.readings
    times = dataset.ratings.timestamps[dataset.ratings.timestamps > 0]
    return Trial(
        whole=not cut & {reading.file for reading in readings},
        rows=len(dataset.ratings) if report is None else report.rows_read,
        ratings=len(dataset.ratings),
        users=dataset.n_users,
        movies=int((dataset.movie_counts > 0).sum()),
        mean=float(dataset.ratings.values.mean(dtype=np.float64)),
        scale=dataset.nominal_scale,
        years=(_year(int(times.min())), _year(int(times.max()))) if len(times) else None,
        left_out=tuple((reason, counts[reason]) for reason in _OF_ROWS if counts.get(reason)),
        bad_times=counts.get(BAD_TIMESTAMP, 0),
        readings=readings,
    )


def _beginning(tree: FileTree, cut: set[str]) -> FileTree:
    """The same folder with each file ending after so many megabytes; ``cut`` gathers the names of those that do."""

    def opener(name: str) -> io.BytesIO:
        head = tree.head(name, _MOST_BYTES)
        if len(head) == _MOST_BYTES:
            cut.add(name)
            head = head[: head.rfind(b"\n") + 1]
        return io.BytesIO(head)

    return replace(tree, opener=opener, sizes={name: min(size, _MOST_BYTES) for name, size in tree.sizes.items()})


def _year(seconds: int) -> int:
    return datetime.fromtimestamp(seconds, UTC).year
