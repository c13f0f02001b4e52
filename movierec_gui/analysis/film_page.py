"""What is known of one film: its figures, who rated it how and when, where it leads, and what a run predicts of it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.people import KnownUser, Person
from movierec_gui.analysis.predictions import new_user_predictions, surer_than, user_predictions
from movierec_gui.analysis.projections import MovieMap
from movierec_gui.data.dataset import NO_YEAR, Dataset, Ratings
from movierec_gui.data.overview import Histogram, value_histogram
from movierec_gui.data.people.catalogue_index import CatalogueIndex
from movierec_gui.data.people.person import MOVIELENS
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.intervals import IntervalCheck, Intervals
from movierec_gui.training.trained import TrainedRun

MEAN_WEIGHT = 5.0
"""A user's mean counts as if this many more ratings at the mean of all had been given."""
_FEWEST_YEARS = 3
"""Calendar years with ratings from which they are counted by year, not by month."""
_MOST_TAGS = 30


@dataclass(frozen=True)
class Period:
    """A film's ratings of one year or month."""

    label: str
    """As in ``1999`` or ``1999-03``."""
    count: int
    mean: float
    """NaN in a period without ratings."""


@dataclass(frozen=True)
class Link:
    """Where more can be read about a film."""

    site: str
    url: str


@dataclass(frozen=True)
class Fan:
    """A user who liked a film more than they like most."""

    user: int
    """Index in the dataset."""
    label: str
    """As the data name the user."""
    rating: float
    usual: float
    """The user's mean, drawn to the mean of all as by ``MEAN_WEIGHT`` more ratings."""
    count: int
    """Ratings of the user."""

    @property
    def residual(self) -> float:
        """Stars above what the user usually gives."""
        return self.rating - self.usual


@dataclass(frozen=True, eq=False)
class FilmFacts:
    """What a dataset knows of a film."""

    movie: int
    title: str
    year: int
    """``NO_YEAR`` where unknown."""
    genres: tuple[str, ...]
    count: int
    mean: float
    """NaN without ratings."""
    rank: int
    """1 for the movie with the most ratings; as many share a rank as have the same number."""
    ranked: int
    """Movies in the catalogue."""
    tags: tuple[tuple[str, int], ...]
    """Tags in lower case, each with the number of people who gave it, the commonest first."""
    histogram: Histogram
    periods: tuple[Period, ...]
    """By year, of a short span by month, without gaps; empty where the data have no times."""
    fans: tuple[Fan, ...]
    links: tuple[Link, ...]

    @property
    def label(self) -> str:
        """The title with its year."""
        return f"{self.title} ({self.year})" if self.year != NO_YEAR else self.title


@dataclass(frozen=True, eq=False)
class FilmPrediction:
    """What a run predicts of one film for one person."""

    movie: int
    predicted: float
    low: float
    """Of the 80 % interval; NaN where the run has none."""
    high: float
    rated: float
    """The rating that the person gave; NaN for none."""
    part: str
    """The part of the split that it is in, ``own`` for a new person's, empty for none."""
    support: int
    """Training ratings of the film."""
    surer_than: float
    """Share of the movies whose interval is wider, 0 to 1."""
    intervals: Intervals | None
    check: IntervalCheck | None


@dataclass(frozen=True)
class MapPlace:
    """Where a film lies on a map."""

    row: int
    """Its row of the map."""
    near: tuple[int, ...]
    """Movie indices, the nearest on the map first."""


def film_facts(dataset: Dataset, movie: int, n_fans: int = 20) -> Generator[Progress, None, FilmFacts]:
    """Collect what a dataset knows of a film. Raises UserError where there is no such movie."""
    check_movie(dataset, movie)
    yield Progress("Looking for the film's ratings", 0, 4)
    rows = rows_of_movie(dataset, movie)
    ratings = dataset.ratings.take(rows)
    yield Progress("Counting its ratings", 1, 4)
    histogram, periods = value_histogram(ratings.values, dataset.rating_levels), rating_periods(ratings)
    yield Progress("Looking for those who like it", 2, 4)
    fans = _fans(dataset, ratings)[:n_fans]
    yield Progress("Looking for its tags and links", 3, 4)
    movies, counts = dataset.movies, dataset.movie_counts
    return FilmFacts(
        movie=movie,
        title=movies.titles[movie],
        year=int(movies.years[movie]),
        genres=movies.genres_of(movie),
        count=int(counts[movie]),
        mean=float(dataset.movie_means[movie]),
        rank=int((counts > counts[movie]).sum()) + 1,
        ranked=dataset.n_movies,
        tags=film_tags(dataset, movie),
        histogram=histogram,
        periods=periods,
        fans=fans,
        links=film_links(dataset, movie),
    )


def predict_film(run: TrainedRun, person: Person, movie: int) -> Generator[Progress, None, FilmPrediction]:
    """Predict one film for a person; ``people.explain_person`` tells why. Raises UserError at unknown ones."""
    check_movie(run.dataset, movie)
    yield Progress("Predicting")
    if isinstance(person, KnownUser):
        table = user_predictions(run, person.user)
    else:
        table = new_user_predictions(run, person.movies, person.ratings)
    row = table.iloc[movie]
    return FilmPrediction(
        movie=movie,
        predicted=float(row["predicted"]),
        low=float(row["low"]),
        high=float(row["high"]),
        rated=float(row["rated"]),
        part=str(row["part"]),
        support=int(row["support"]),
        surer_than=surer_than(table, movie),
        intervals=run.intervals,
        check=run.interval_check,
    )


def map_place(movie_map: MovieMap, movie: int, k: int = 10) -> MapPlace | None:
    """Where a film lies on a map, and the k movies nearest to it there; None where it is not on the map."""
    found = np.flatnonzero(movie_map.movies == movie)
    if len(found) == 0:
        return None
    row = int(found[0])
    distances = np.square(movie_map.coordinates - movie_map.coordinates[row]).sum(axis=1)  # [n]
    order = np.argsort(distances, kind="stable")
    return MapPlace(row, tuple(movie_map.movies[order[order != row][:k]].tolist()))


def check_movie(dataset: Dataset, movie: int) -> None:
    """Raise UserError where a dataset has no such movie index."""
    if not 0 <= movie < dataset.n_movies:
        raise UserError(f"There is no movie number {movie}", f"The catalogue has {dataset.n_movies:,}", "")


def rows_of_movie(dataset: Dataset, movie: int) -> npt.NDArray[np.int64]:
    """Row numbers of one movie's ratings, in file order."""
    return np.flatnonzero(dataset.ratings.movies == movie).astype(np.int64)


def film_tags(dataset: Dataset, movie: int) -> tuple[tuple[str, int], ...]:
    """The tags of one movie in lower case, each with the number of people who gave it, the commonest first."""
    people: dict[str, set[int]] = {}
    for row in np.flatnonzero(dataset.tags.movies == movie).tolist():
        # Those who rated nothing have no number of their own: each of their tags counts.
        user = int(dataset.tags.users[row])
        people.setdefault(dataset.tags.texts[row].strip().lower(), set()).add(user if user >= 0 else -1 - row)
    counts = ((text, len(users)) for text, users in people.items())
    return tuple(sorted(counts, key=_most_first)[:_MOST_TAGS])


def film_links(dataset: Dataset, movie: int) -> tuple[Link, ...]:
    """Pages about a movie on other sites, of those whose number the data know."""
    index = CatalogueIndex(dataset.movies)
    links = []
    if imdb_id := index.imdb_id(movie):
        links.append(Link("IMDb", f"https://www.imdb.com/title/{imdb_id}/"))
    if tmdb_id := index.tmdb_id(movie):
        links.append(Link("TMDB", f"https://www.themoviedb.org/movie/{tmdb_id}"))
    if index.family == MOVIELENS:
        links.append(Link("MovieLens", f"https://movielens.org/movies/{dataset.movies.ids[movie]}"))
    return tuple(links)


def rating_periods(ratings: Ratings) -> tuple[Period, ...]:
    """Number and mean of ratings by the year in which they were given, UTC; by month where they span few years.

    Ratings without a time are left out.
    """
    known = ratings.timestamps > 0
    if not known.any():
        return ()
    moments = [datetime.fromtimestamp(time, UTC) for time in ratings.timestamps[known].tolist()]
    by_year = max(moments).year - min(moments).year + 1 >= _FEWEST_YEARS
    numbers = np.array([moment.year if by_year else 12 * moment.year + moment.month - 1 for moment in moments])
    first = int(numbers.min())
    counts = np.bincount(numbers - first)
    totals = np.bincount(numbers - first, weights=ratings.values[known])
    return tuple(
        Period(
            str(number) if by_year else f"{number // 12}-{number % 12 + 1:02d}",
            count,
            total / count if count else float("nan"),
        )
        for number, (count, total) in enumerate(zip(counts.tolist(), totals.tolist(), strict=True), start=first)
    )


def _fans(dataset: Dataset, ratings: Ratings) -> tuple[Fan, ...]:
    """Those who gave a film more than they usually give, the largest difference first."""
    counts = dataset.user_counts[ratings.users]
    overall = float(dataset.ratings.values.mean(dtype=np.float64))
    usual = (dataset.user_means[ratings.users] * counts + overall * MEAN_WEIGHT) / (counts + MEAN_WEIGHT)
    residuals = ratings.values - usual
    order = np.argsort(-residuals, kind="stable")
    return tuple(
        Fan(user, dataset.user_label(user), float(ratings.values[row]), float(usual[row]), int(counts[row]))
        for row in order[residuals[order] > 0].tolist()
        for user in (int(ratings.users[row]),)
    )


def _most_first(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]
