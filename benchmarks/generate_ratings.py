"""Writes a dataset of any size in MovieLens' CSV layout and shape, for measuring.

Users' activity and movies' popularity are long-tailed as in the 32M release (159 ratings per user, the most rated movie
has 0.3 % of all ratings, a third of the movies at most five), ratings are half stars with whole ones preferred, times
are sessions of each user, rows are ordered by user and movie. The same seed gives the same files.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

RATINGS_PER_USER = 159
FEWEST = 20
MOVIES_AT_32M = 87_585
LARGEST_MOVIE_ID = 292_757
USERS_AT_ONCE = 2_000
HEAVY = 400
"""Ratings of a user above which movies are drawn without replacement at once, instead of drawn again."""
FIRST_TIME, LAST_TIME = 822_873_600, 1_697_000_000
GENRES = (
    "Action",
    "Adventure",
    "Animation",
    "Children",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Horror",
)


@dataclass(frozen=True)
class Catalogue:
    """Movies by ascending id: what they draw and how good they are, columns of length m."""

    ids: IntArray
    popularity: npt.NDArray[np.float64]
    """Sums to 1."""
    quality: npt.NDArray[np.float64]


def make_catalogue(ratings: int, rng: np.random.Generator) -> Catalogue:
    """As many movies as a release of that many ratings has, roughly."""
    count = max(200, round(MOVIES_AT_32M * (ratings / 32e6) ** 0.6))
    ids = np.sort(rng.choice(np.arange(1, max(LARGEST_MOVIE_ID, count) + 1), count, replace=False))
    # Fitted by eye to the 32M release: ranks 1, 1,000, 10,000 and 40,000 have 100,000, 7,500, 300 and 6 ratings.
    popularity = 10 ** (-5.4 * (np.arange(count) / count) ** 0.35)
    # Old ids are rated more often, but not in order.
    order = np.argsort(np.arange(count) / count + rng.normal(0, 0.3, count))
    shuffled = np.empty(count)
    shuffled[order] = popularity / popularity.sum()
    return Catalogue(ids, shuffled, rng.normal(0, 0.45, count))


def batches(ratings: int, movies: Catalogue, rng: np.random.Generator) -> Iterator[tuple[IntArray, ...]]:
    """Columns user, movie position, half stars, time for a few thousand users at a time, ``ratings`` rows in all."""
    left, first_user = ratings, 1
    while left > 0:
        counts = activity(USERS_AT_ONCE, len(movies.ids), rng)
        users, positions = draw_movies(counts, movies, rng)
        columns = (users + first_user, positions, draw_ratings(users, positions, movies, rng), draw_times(users, rng))
        columns = tuple(column[:left] for column in columns)
        yield columns
        left -= len(columns[0])
        first_user += USERS_AT_ONCE


def activity(users: int, most: int, rng: np.random.Generator) -> IntArray:
    """Ratings per user: at least 20, half of the users below 70, a few in the thousands."""
    spread = 1.35
    middle = np.log(RATINGS_PER_USER - FEWEST) - spread**2 / 2
    return np.minimum(FEWEST + rng.lognormal(middle, spread, users), most // 2).astype(np.int64)


def draw_movies(counts: IntArray, movies: Catalogue, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """User number and movie position of each rating, by user and position; nobody rates a movie twice."""
    cumulative = np.cumsum(movies.popularity)
    log_popularity = np.log(movies.popularity)
    light = np.flatnonzero(counts <= HEAVY)
    tries = np.repeat(light, counts[light] * 2)
    drawn = np.minimum(np.searchsorted(cumulative, rng.random(len(tries))), len(cumulative) - 1)
    keys = [thin(np.unique(tries * len(cumulative) + drawn), len(cumulative), counts, rng)]
    for user in np.flatnonzero(counts > HEAVY):
        # The largest of weights with Gumbel noise are a weighted draw without replacement.
        noisy = log_popularity + rng.gumbel(size=len(log_popularity))
        keys.append(user * len(cumulative) + np.argpartition(noisy, -counts[user])[-counts[user] :])
    ordered = np.sort(np.concatenate(keys))
    return ordered // len(cumulative), ordered % len(cumulative)


def thin(keys: IntArray, movies: int, counts: IntArray, rng: np.random.Generator) -> IntArray:
    """At most as many of each user's distinct draws as the user is to have, at random."""
    users = keys // movies
    order = np.lexsort((rng.random(len(keys)), users))
    first = np.searchsorted(users, np.arange(len(counts)))
    rank = np.arange(len(keys)) - first[users]
    return keys[order[rank < counts[users]]]


def draw_ratings(users: IntArray, positions: IntArray, movies: Catalogue, rng: np.random.Generator) -> IntArray:
    """Half stars from 1 to 10: the user's leaning, the movie's quality and noise."""
    leaning = rng.normal(0, 0.45, int(users.max()) + 1)
    stars = 3.6 + leaning[users] + movies.quality[positions] + rng.normal(0, 0.8, len(users))
    whole = rng.random(len(users)) < 0.5
    return np.clip(np.where(whole, np.round(stars) * 2, np.round(stars * 2)), 1, 10).astype(np.int64)


def draw_times(users: IntArray, rng: np.random.Generator) -> IntArray:
    """Seconds since 1970: a user rates within some minutes, at some time between 1996 and 2023."""
    start = rng.integers(FIRST_TIME, LAST_TIME, int(users.max()) + 1)
    return start[users] + rng.integers(0, 3600, len(users))


def as_csv(users: IntArray, ids: IntArray, halves: IntArray, times: IntArray) -> bytes:
    """Rows as text, all digits at once: a formatted print of each row would take minutes."""
    n = len(users)
    comma, dot, newline = (np.full((n, 1), ord(mark), np.uint8) for mark in ",.\n")
    rating = (digits(halves // 2, 1), dot, digits(halves % 2 * 5, 1))
    rows = np.hstack([digits(users, 8), comma, digits(ids, 8), comma, *rating, comma, digits(times, 10), newline])
    return rows[rows != 0].tobytes()


def digits(values: IntArray, width: int) -> npt.NDArray[np.uint8]:
    """Decimal digits as characters [n, width]; 0 (no character) before the first."""
    powers = 10 ** np.arange(width - 1, -1, -1)
    characters = (values[:, None] // powers % 10 + ord("0")).astype(np.uint8)
    leading = values[:, None] < powers
    leading[:, -1] = False
    characters[leading] = 0
    return characters


def write_catalogue(folder: Path, movies: Catalogue, rng: np.random.Generator) -> None:
    """``movies.csv`` and ``links.csv``."""
    years = rng.integers(1930, 2024, len(movies.ids))
    genres = rng.choice(GENRES, (len(movies.ids), 2))
    with (
        (folder / "movies.csv").open("w", newline="", encoding="utf-8") as listed,
        (folder / "links.csv").open("w", newline="", encoding="utf-8") as links,
    ):
        movie_rows, link_rows = csv.writer(listed, lineterminator="\n"), csv.writer(links, lineterminator="\n")
        movie_rows.writerow(("movieId", "title", "genres"))
        link_rows.writerow(("movieId", "imdbId", "tmdbId"))
        for movie, year, pair in zip(movies.ids.tolist(), years.tolist(), genres.tolist(), strict=True):
            movie_rows.writerow((movie, f"Invented, The: Part {movie} ({year})", "|".join(sorted(set(pair)))))
            link_rows.writerow((movie, f"{movie:07d}", movie))


def write_tags(folder: Path, ratings: int, movies: Catalogue, rng: np.random.Generator) -> None:
    """``tags.csv``: one tag per sixteen ratings, as in 32M."""
    count = ratings // 16
    tagged = movies.ids[rng.choice(len(movies.ids), count, p=movies.popularity)]
    taggers = np.sort(rng.integers(1, max(2, ratings // RATINGS_PER_USER), count))
    words = rng.zipf(1.3, count) % 50_000
    times = rng.integers(FIRST_TIME, LAST_TIME, count)
    with (folder / "tags.csv").open("w", encoding="utf-8") as file:
        file.write("userId,movieId,tag,timestamp\n")
        columns = zip(taggers.tolist(), tagged.tolist(), words.tolist(), times.tolist(), strict=True)
        file.writelines(f"{user},{movie},tag {word},{time}\n" for user, movie, word, time in columns)


def generate(folder: Path, ratings: int, seed: int, catalogue_of: int = 0) -> None:
    """Write ``ratings.csv``, ``movies.csv``, ``links.csv`` and ``tags.csv`` into a folder.

    ``catalogue_of`` gives the catalogue of a release with so many ratings, however few are written.
    """
    rng = np.random.default_rng(seed)
    movies = make_catalogue(catalogue_of or ratings, rng)
    folder.mkdir(parents=True, exist_ok=True)
    write_catalogue(folder, movies, rng)
    with (folder / "ratings.csv").open("wb") as file:
        file.write(b"userId,movieId,rating,timestamp\n")
        for users, positions, halves, times in batches(ratings, movies, rng):
            file.write(as_csv(users, movies.ids[positions], halves, times))
    write_tags(folder, ratings, movies, rng)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go; made if missing")
    parser.add_argument("--ratings", type=int, default=1_000_000, help="rows of ratings.csv (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the random numbers (default: %(default)s)")
    arguments = parser.parse_args()
    generate(arguments.folder, arguments.ratings, arguments.seed)
    print(f"{arguments.ratings:,} ratings in {arguments.folder}")


if __name__ == "__main__":
    main()
