"""The immutable dataset that every other part of the program works on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from movierec_gui.data.scales import usual_scale
from movierec_gui.data.tag_relevance import TagRelevance
from movierec_gui.errors import UserError, unknown_name

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.data.preparation import Preparation
    from movierec_gui.data.validation import ValidationReport

Int32Array = npt.NDArray[np.int32]
Int64Array = npt.NDArray[np.int64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

NO_YEAR = 0
"""The value of ``Movies.years`` where a title names no year."""
FIRST_YEAR, LAST_YEAR = 1870, 2100
"""Of a film; other numbers are no years."""
_AT_ONCE = 500_000
"""Rows or texts in one call of what keeps other threads from the interpreter."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """Ratings as parallel columns of length n, in the order of the file.

    ``users`` and ``movies`` are contiguous indices into ``Dataset.user_ids`` and ``Dataset.movies``; ``values`` are on
    the dataset's scale; ``timestamps`` are seconds since 1970 (UTC), or 0 throughout where the source has none.
    """

    users: Int32Array
    movies: Int32Array
    values: Float32Array
    timestamps: Int64Array

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: npt.NDArray[np.integer] | slice) -> Ratings:
        """The ratings at the given row numbers."""
        return Ratings(self.users[rows], self.movies[rows], self.values[rows], self.timestamps[rows])


@dataclass(frozen=True, eq=False)
class Movies:
    """The catalogue, one entry per movie index: every rated movie and those that were never rated."""

    ids: Int64Array
    titles: tuple[str, ...]
    """Titles as users know them, without the year."""
    years: Int32Array
    """Year of release, ``NO_YEAR`` (0) where the title has none."""
    genre_names: tuple[str, ...]
    genres: BoolArray
    """Shape [movies, genres]."""
    imdb_ids: tuple[str, ...] = ()
    tmdb_ids: tuple[str, ...] = ()
    text_ids: tuple[str, ...] = ()
    """Names of the movies in the source, where their identifiers are text; ``ids`` then number them from 1."""

    def __len__(self) -> int:
        return len(self.ids)

    def label(self, movie: int) -> str:
        """The title with its year, as in ``Toy Story (1995)``."""
        year = int(self.years[movie])
        return f"{self.titles[movie]} ({year})" if year else self.titles[movie]

    @cached_property
    def genre_labels(self) -> npt.NDArray[np.object_]:
        """Each movie's genres as ``Comedy|Drama``, shape [movies]; built once per combination, since those are few."""
        labels: dict[bytes, str] = {}
        keys = [row.tobytes() for row in np.packbits(self.genres, axis=1)]
        for movie, key in enumerate(keys):
            if key not in labels:
                labels[key] = "|".join(self.genres_of(movie))
        return np.array([labels[key] for key in keys], dtype=object)

    def genres_of(self, movie: int) -> tuple[str, ...]:
        """The names of one movie's genres."""
        return tuple(self.genre_names[g] for g in np.flatnonzero(self.genres[movie]))


@dataclass(frozen=True, eq=False)
class Tags:
    """Free-text tags as parallel columns: user index (-1 where the tagger rated nothing), movie index, text."""

    users: Int32Array
    movies: Int32Array
    texts: tuple[str, ...]
    timestamps: Int64Array

    def __len__(self) -> int:
        return len(self.texts)

    @staticmethod
    def empty() -> Tags:
        """No tags at all."""
        return Tags(np.empty(0, np.int32), np.empty(0, np.int32), (), np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class OfficialFold:
    """A split that a release ships itself (100K's u1 to u5, ua, ub): row numbers of its test part."""

    name: str
    test_rows: Int64Array


@dataclass(frozen=True, eq=False)
class Dataset:
    """Ratings, movies and tags with contiguous indices. Never changed; a changed dataset is a new one."""

    name: str
    ratings: Ratings
    movies: Movies
    user_ids: Int64Array
    tags: Tags = field(default_factory=Tags.empty)
    folds: tuple[OfficialFold, ...] = ()
    report: ValidationReport | None = None
    user_names: tuple[str, ...] = ()
    """Names of the users in the source, where their identifiers are text; ``user_ids`` then number them from 1."""
    rating_scale: tuple[float, float] | None = None
    """Lowest and highest rating that can be given, as stated or found from the values; None: those that occur."""
    preparation: Preparation | None = None
    """What was left out or joined after reading; None for the data as the files have them."""
    relevance: TagRelevance | None = None
    """How well tags describe movies, where the source says so."""

    def __post_init__(self) -> None:
        if len(self.ratings) == 0:
            raise UserError(
                f"{self.name} holds no usable rating", "", "Choose a file or folder with at least one valid rating row"
            )
        for column in (self.ratings.users, self.ratings.movies, self.ratings.values, self.ratings.timestamps):
            column.setflags(write=False)

    @property
    def n_users(self) -> int:
        return len(self.user_ids)

    @property
    def n_movies(self) -> int:
        """Movies in the catalogue, rated or not."""
        return len(self.movies)

    @cached_property
    def rating_levels(self) -> Float32Array:
        """The distinct rating values that occur, ascending (0.5 to 5.0 in halves for ml-latest-small)."""
        return np.unique(self.ratings.values)

    @property
    def scale(self) -> tuple[float, float]:
        """Lowest and highest rating that can be given, where that is known; otherwise those that occur."""
        return self.rating_scale or (float(self.rating_levels[0]), float(self.rating_levels[-1]))

    @property
    def nominal_scale(self) -> tuple[float, float]:
        """The scale as known, or the usual one that has all ratings: 1 to 5 where 1 to 3 occur."""
        return self.rating_scale or usual_scale(*self.scale) or self.scale

    @cached_property
    def movie_counts(self) -> Int64Array:
        """Ratings per movie, shape [movies]."""
        return count_each(self.ratings.movies, self.n_movies)

    @cached_property
    def user_counts(self) -> Int64Array:
        """Ratings per user, shape [users]."""
        return count_each(self.ratings.users, self.n_users)

    @cached_property
    def movie_means(self) -> npt.NDArray[np.float64]:
        """Mean rating per movie, shape [movies]; NaN for a movie without ratings."""
        totals = _totals(self.ratings.movies, self.ratings.values, self.n_movies)
        return _divide(totals, self.movie_counts)

    @cached_property
    def user_means(self) -> npt.NDArray[np.float64]:
        """Mean rating per user, shape [users]; NaN for a user without ratings."""
        totals = _totals(self.ratings.users, self.ratings.values, self.n_users)
        return _divide(totals, self.user_counts)

    @cached_property
    def rows_by_user(self) -> tuple[Int64Array, Int64Array]:
        """Row numbers grouped by user, order [n] and offsets [users + 1]: u has order[offsets[u]:offsets[u + 1]]."""
        order = np.argsort(self.ratings.users, kind="stable")
        offsets = np.concatenate([[0], np.cumsum(self.user_counts)])
        return order.astype(np.int64), offsets.astype(np.int64)

    def rows_of_user(self, user: int) -> Int64Array:
        """Row numbers of one user's ratings, in file order."""
        order, offsets = self.rows_by_user
        return order[offsets[user] : offsets[user + 1]]

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over users, movies, values, timestamps and the catalogue; the identity of the data in stored runs."""
        digest = hashlib.sha256()
        ratings = self.ratings
        for array in (
            self.user_ids,
            self.movies.ids,
            ratings.users,
            ratings.movies,
            ratings.values,
            ratings.timestamps,
        ):
            digest.update(np.ascontiguousarray(array).data)
        digest.update(np.packbits(self.movies.genres).tobytes())
        texts = (*self.movies.titles, *self.movies.genre_names, *self.tags.texts)
        for start in range(0, len(texts), _AT_ONCE):
            digest.update(("\0" * (start > 0) + "\0".join(texts[start : start + _AT_ONCE])).encode())
        if self.relevance is not None:
            self.relevance.update(digest)
        return digest.hexdigest()

    def user_index(self, user_id: int) -> int:
        """The index of a user by the identifier in the file. Raises UserError where there is none."""
        found = np.flatnonzero(self.user_ids == user_id)
        if len(found) == 0:
            low, high = int(self.user_ids.min()), int(self.user_ids.max())
            raise UserError(
                f"No user {user_id} in {self.name}", f"User ids run from {low} to {high}", "Choose one of those"
            )
        return int(found[0])

    def user_named(self, text: str) -> int:
        """The index of a user by the identifier as the file writes it. Raises UserError where there is none."""
        if self.user_names:
            if text.strip() in self.user_names:
                return self.user_names.index(text.strip())
            raise unknown_name("user", text, self.user_names)
        try:
            return self.user_index(int(text))
        except ValueError:
            raise UserError(
                f"No user {text!r} in {self.name}", "Its users have numbers", "Give the number of a user"
            ) from None

    def user_label(self, user: int) -> str:
        """Returns the name of a user (by index) in the source."""
        return self.user_names[user] if self.user_names else str(self.user_ids[user])

    def movie_index(self, movie_id: int) -> int:
        """The index of a movie by the identifier in the file. Raises UserError where there is none."""
        found = np.flatnonzero(self.movies.ids == movie_id)
        if len(found) == 0:
            raise UserError(f"No movie {movie_id} in {self.name}", "", "Search by title to find its id")
        return int(found[0])

    def movie_table(self) -> pd.DataFrame:
        """The catalogue as a table, the caller's own: movie, id, title, year (nullable), genres, count, mean."""
        return self._movie_table.copy(deep=False)

    @cached_property
    def _movie_table(self) -> pd.DataFrame:
        import pandas as pd

        years = pd.array(self.movies.years, dtype="Int32")
        years[self.movies.years == NO_YEAR] = pd.NA
        return pd.DataFrame(
            {
                "movie": np.arange(self.n_movies),
                "id": self.movies.ids,
                "title": list(self.movies.titles),
                "year": years,
                "genres": self.movies.genre_labels,
                "count": self.movie_counts,
                "mean": self.movie_means,
            }
        )


def count_each(index: Int32Array, n: int) -> Int64Array:
    """How often each of n indices occurs, shape [n]; in parts, since all at once takes much memory."""
    counts = np.zeros(n, np.int64)
    for start in range(0, len(index), _AT_ONCE):
        counts += np.bincount(index[start : start + _AT_ONCE], minlength=n)
    return counts


def number_each(counts: Int64Array) -> Int64Array:
    """Each number from 0 as often as its count says: [2, 0, 1] gives [0, 0, 2].

    ``np.repeat`` does the same, and lets no other thread run Python meanwhile: half a second for 32 million.
    """
    ends = np.cumsum(counts)
    numbers = np.zeros(int(ends[-1]) if len(ends) else 0, np.int64)
    steps = ends[:-1]
    np.add.at(numbers, steps[steps < len(numbers)], 1)
    return np.cumsum(numbers, out=numbers)


def _totals(index: Int32Array, values: Float32Array, n: int) -> npt.NDArray[np.float64]:
    """The sum of the values at each of n indices."""
    totals = np.zeros(n)
    for start in range(0, len(index), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        totals += np.bincount(index[part], weights=values[part], minlength=n)
    return totals


def _divide(totals: npt.NDArray[np.floating | np.integer], counts: Int64Array) -> npt.NDArray[np.float64]:
    means = np.full(len(counts), np.nan)
    np.divide(totals, counts, out=means, where=counts > 0)
    return means
