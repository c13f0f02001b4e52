"""Ratings as one or more files hold them, with the files' own identifiers, before they become a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from movierec_gui.data.careful_rows import whole_number
from movierec_gui.data.dataset import Float32Array, Int64Array
from movierec_gui.data.identifiers import IdArray, Identify, TextIds, renumbered
from movierec_gui.errors import UserError


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
    """Lines without a usable rating, blank ones included, as runs: first line and the one after the last, [runs, 2]."""
    rows_read: int
    """Rows that are not blank."""
    text_users: TextIds | None = None
    """The users' names, where the file's identifiers are text."""
    text_movies: TextIds | None = None
    titles: Mapping[int, str] = field(default_factory=dict)
    """The movies' titles, where they stand on the rating rows."""
    scale: tuple[float, float] | None = None
    """Lowest and highest rating that can be given; None where neither the values nor anybody says."""
    ascending: bool = False
    """Whether the rows are known to stand by user and movie without repetition."""

    def __len__(self) -> int:
        return len(self.values)

    def line_numbers(self, rows: npt.NDArray[np.integer]) -> Int64Array:
        """The line numbers in the file of some rows."""
        first, end = self.skipped_lines[:, 0], self.skipped_lines[:, 1]
        skipped = np.concatenate([[0], np.cumsum(end - first)])
        before = first - self.first_line - skipped[:-1]
        return np.asarray(rows + self.first_line + skipped[np.searchsorted(before, rows, side="right")], np.int64)

    def without(self, rows: Int64Array) -> RawRatings:
        """The others of these ratings; the lines of ``rows`` are skipped ones then."""
        lines = self.line_numbers(rows)
        runs = np.concatenate([self.skipped_lines, np.stack([lines, lines + 1], axis=1)])
        runs = runs[np.argsort(runs[:, 0])]
        kept = np.ones(len(self), np.bool_)
        kept[rows] = False
        columns = (self.users[kept], self.movies[kept], self.values[kept], self.timestamps[kept])
        users, movies, values, timestamps = columns
        return replace(self, users=users, movies=movies, values=values, timestamps=timestamps, skipped_lines=runs)

    def numbered_as(self, other: RawRatings) -> RawRatings:
        """The same ratings with the numbers that stand for their users and movies in other ratings."""
        return replace(
            self,
            users=renumbered(self.users, self.text_users, other.text_users),
            movies=renumbered(self.movies, self.text_movies, other.text_movies),
            text_users=other.text_users,
            text_movies=other.text_movies,
            ascending=False,
        )

    @property
    def user_number(self) -> Identify:
        """Returns a function from a user of another file to the number here; it gives None for unknown ones."""
        return whole_number if self.text_users is None else self.text_users.number

    @property
    def movie_number(self) -> Identify:
        """Returns a function from a movie of another file to the number here; it gives None for unknown ones."""
        return whole_number if self.text_movies is None else self.text_movies.number


def joined(tables: Sequence[RawRatings]) -> RawRatings:
    """The ratings of several tables whose identifiers are numbers, one after the other, with lines counted through."""
    if len(tables) == 1:
        return tables[0]
    if any(table.text_users is not None or table.text_movies is not None for table in tables):
        names = ", ".join(table.file for table in tables)
        raise UserError("Tables whose identifiers are text cannot be joined", names, "Open one of them")
    scales = [table.scale for table in tables if table.scale]
    return RawRatings(
        " + ".join(table.file for table in tables),
        np.concatenate([table.users for table in tables]),
        np.concatenate([table.movies for table in tables]),
        np.concatenate([table.values for table in tables]),
        np.concatenate([table.timestamps for table in tables]),
        1,
        np.empty((0, 2), np.int64),
        sum(table.rows_read for table in tables),
        scale=(min(low for low, _ in scales), max(high for _, high in scales)) if scales else None,
    )
