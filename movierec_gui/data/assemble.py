"""Raw ratings and a movie list become one dataset: contiguous indices, duplicates and unknown movies reported."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

import numpy as np
import numpy.typing as npt

from movierec_gui.data.catalogue import Catalogue, MovieEntry, split_title
from movierec_gui.data.dataset import (
    BoolArray,
    Dataset,
    Int32Array,
    Int64Array,
    Movies,
    OfficialFold,
    Ratings,
    Tags,
)
from movierec_gui.data.identifiers import IdArray, Numbered, TextIds, number_ids
from movierec_gui.data.raw_ratings import RawRatings
from movierec_gui.data.relevance_rows import RawRelevance
from movierec_gui.data.tag_relevance import MOST_CELLS, TagRelevance
from movierec_gui.data.tag_rows import RawTags
from movierec_gui.data.validation import (
    DUPLICATE,
    FOLD_MISMATCH,
    NO_MOVIE_LIST,
    NOT_A_NUMBER,
    TAG_WITHOUT_MOVIE,
    TOO_MUCH,
    UNKNOWN_MOVIE,
    IssueLog,
)
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

_PIECE = 1 << 17
_LOOKUP_PER_ROW = 16
"""Places are looked up in a table as long as this allows."""
_OF_THE_SAME = 0.5
"""Share of the movies with scores (or of all movies, if those are fewer) that both have, if it is not by chance."""


@dataclass(frozen=True)
class RawFold:
    """The test part of a fold as the release lists it."""

    name: str
    ratings: RawRatings


TablesRead = Generator[Progress, None, tuple[Catalogue, RawTags | None]]
Tables = Callable[[Callable[[Catalogue], None]], TablesRead]
"""Begins to read the tables beside the ratings; calls what it gets with the catalogue, before the tags are read."""


@dataclass(frozen=True)
class Parts:
    """Everything that a layout found."""

    ratings: RawRatings
    catalogue: Catalogue = field(default_factory=Catalogue)
    tags: RawTags | None = None
    folds: tuple[RawFold, ...] = ()
    relevance: RawRelevance | None = None
    tables: Tables | None = None
    """Reads the catalogue and the tags, where they are not read yet; ``completed`` does."""
    users: Numbered | None = None
    movies: Numbered | None = None
    """The users and movies, where they are numbered already; those of ``ratings`` are used up then."""


def build_dataset(name: str, parts: Parts, log: IssueLog) -> Generator[Progress, None, Dataset]:
    """The dataset of these parts, which are complete. Users and movies are numbered by ascending identifier.

    Of a user's several ratings of a movie the latest stays. The identifiers of ``parts.ratings`` are used up: the
    dataset's take their memory. Raises UserError where no usable rating is left.
    """
    raw = parts.ratings
    if len(raw) == 0:
        raise _nothing_usable(raw, log)
    stage = "Numbering users and movies"
    yield Progress(stage, 0, 4)
    user_ids, users = parts.users or number_ids(raw.users, used_up=True)
    yield Progress(stage, 1, 4)
    listed = parts.catalogue.ids
    movie_ids, movies = parts.movies or number_ids(raw.movies, also=listed, used_up=True)
    yield Progress(stage, 2, 4)
    catalogue = _with_names(parts.catalogue, raw, movie_ids)
    ratings = Ratings(users, movies, raw.values, raw.timestamps)
    kept = _latest(ratings, len(movie_ids), raw, user_ids, movie_ids, log)
    if kept is not None:
        ratings = ratings.take(kept)
    yield Progress(stage, 3, 4)
    _note_unknown_movies(parts, movies, movie_ids, listed, log)
    folds = tuple(_fold(fold, ratings, user_ids, movie_ids, log) for fold in parts.folds)
    tags = _tags(parts, user_ids, movie_ids, log)
    relevance = _relevance(parts.relevance, movie_ids, log)
    yield Progress(stage, 4, 4)
    return Dataset(
        name=name,
        ratings=ratings,
        movies=_movies(movie_ids, catalogue, raw),
        user_ids=user_ids,
        user_names=_texts(raw.text_users, user_ids),
        tags=tags,
        folds=folds,
        report=log.report(raw.rows_read, len(ratings)),
        rating_scale=raw.scale,
        relevance=relevance,
    )


def _latest(
    ratings: Ratings, n_movies: int, raw: RawRatings, user_ids: Int64Array, movie_ids: Int64Array, log: IssueLog
) -> Int64Array | None:
    """The rows that stay where a user rated a movie more than once, ascending; None where nobody did."""
    if raw.ascending or _ascending(ratings.users, ratings.movies):
        return None
    keys = pair_keys(ratings.users, ratings.movies, n_movies)
    ordered = np.sort(keys)
    if not (ordered[1:] == ordered[:-1]).any():
        return None
    del ordered
    order = np.lexsort((ratings.timestamps, keys))
    superseded = np.zeros(len(keys), np.bool_)
    superseded[order[:-1]] = keys[order[1:]] == keys[order[:-1]]
    rows = np.flatnonzero(superseded)
    named = rows[: log.room(DUPLICATE)]
    users, movies = _shown(raw.text_users), _shown(raw.text_movies)
    for row, line in zip(named, raw.line_numbers(named), strict=True):
        user, movie = users(user_ids[ratings.users[row]]), movies(movie_ids[ratings.movies[row]])
        log.add(raw.file, int(line), DUPLICATE, f"user {user} rated movie {movie} again; the latest rating stays")
    log.count(DUPLICATE, len(rows) - len(named))
    return np.flatnonzero(~superseded)


def _ascending(users: Int32Array, movies: Int32Array) -> bool:
    """Whether rows stand by user and movie without repetition, as in most releases; in pieces, to save memory."""
    for start in range(0, len(users), _PIECE):
        user, movie = users[start : start + _PIECE + 1], movies[start : start + _PIECE + 1]
        later = (user[1:] > user[:-1]) | ((user[1:] == user[:-1]) & (movie[1:] > movie[:-1]))
        if not later.all():
            return False
    return True


def pair_keys(users: npt.NDArray[np.integer], movies: npt.NDArray[np.integer], n_movies: int) -> Int64Array:
    """One number per (user, movie) pair of indices."""
    keys = users.astype(np.int64)
    keys *= n_movies
    keys += movies
    return keys


def _note_unknown_movies(
    parts: Parts, movies: Int32Array, movie_ids: Int64Array, listed: Int64Array, log: IssueLog
) -> None:
    if not parts.catalogue.movies:
        log.add(
            parts.ratings.file, 0, NO_MOVIE_LIST, "titles are made of the movies' ids, genres are unknown", kept=True
        )
        return
    unknown = np.flatnonzero(~np.isin(movie_ids, listed))
    if len(unknown) == 0:
        return
    rows = np.flatnonzero(_mask(len(movie_ids), unknown)[movies])
    named, first, counts = np.unique(movies[rows], return_index=True, return_counts=True)
    room = log.room(UNKNOWN_MOVIE)
    lines = parts.ratings.line_numbers(rows[first[:room]])
    shown = _shown(parts.ratings.text_movies)
    for number, line, count in zip(movie_ids[named[:room]], lines, counts[:room], strict=True):
        movie = shown(number)
        title = _own_title(int(number), movie, parts.ratings)
        detail = f"movie {movie}, ratings: {count:,}; its title becomes {title!r}"
        log.add(parts.ratings.file, int(line), UNKNOWN_MOVIE, detail, kept=True)
    log.count(UNKNOWN_MOVIE, len(named) - len(lines))


def _mask(length: int, positions: npt.NDArray[np.integer]) -> BoolArray:
    mask = np.zeros(length, np.bool_)
    mask[positions] = True
    return mask


def _shown(texts: TextIds | None) -> Callable[[int], str]:
    """How to write an identifier: as the file does."""
    names = texts.names() if texts is not None else {}
    return lambda number: names.get(int(number), str(number))


def _texts(texts: TextIds | None, ids: Int64Array) -> tuple[str, ...]:
    """Names of the identifiers in the file; none where they are numbers."""
    if texts is None:
        return ()
    names = texts.names()
    return tuple(names[number] for number in ids.tolist())


def _own_title(movie: int, shown: str, raw: RawRatings) -> str:
    """The title of a movie without an entry in a list: from the rating rows, or its identifier."""
    return raw.titles.get(movie) or (shown if raw.text_movies is not None else f"Movie {movie}")


def _with_names(catalogue: Catalogue, raw: RawRatings, movie_ids: Int64Array) -> Catalogue:
    """The movie list, and for movies that it lacks what the rating rows themselves say."""
    listed = {entry.id for entry in catalogue.movies}
    missing = [movie for movie in movie_ids.tolist() if movie not in listed]
    if raw.text_movies is None and not raw.titles:
        added = tuple(MovieEntry(movie, f"Movie {movie}") for movie in missing)
    else:
        shown = _shown(raw.text_movies)
        added = tuple(MovieEntry(movie, *split_title(_own_title(movie, shown(movie), raw))) for movie in missing)
    return replace(catalogue, movies=(*catalogue.movies, *added))


def _movies(movie_ids: Int64Array, catalogue: Catalogue, raw: RawRatings) -> Movies:
    entries = {entry.id: entry for entry in catalogue.movies}
    ids, titles, years, kinds, imdb, tmdb = zip(*map(entries.__getitem__, movie_ids.tolist()), strict=True)
    # The same genres stand together again and again.
    number = {some: place for place, some in enumerate(dict.fromkeys(kinds))}
    names = catalogue.genre_names or tuple(sorted({genre for some in number for genre in some}))
    columns = {genre: column for column, genre in enumerate(names)}
    together = np.zeros((len(number), len(names)), np.bool_)
    for some, place in number.items():
        together[place, [columns[genre] for genre in some]] = True
    if catalogue.links:
        own = zip(imdb, tmdb, strict=True)
        imdb, tmdb = zip(*map(catalogue.links.get, ids, own), strict=True)
    has_links = bool(catalogue.links) or any(imdb) or any(tmdb)
    return Movies(
        ids=movie_ids,
        titles=titles,
        years=np.array(years, np.int32),
        genre_names=names,
        genres=together[np.fromiter(map(number.__getitem__, kinds), np.intp, len(kinds))],
        imdb_ids=imdb if has_links else (),
        tmdb_ids=tmdb if has_links else (),
        text_ids=_texts(raw.text_movies, movie_ids),
    )


def _tags(parts: Parts, user_ids: Int64Array, movie_ids: Int64Array, log: IssueLog) -> Tags:
    """Tags of movies in the catalogue; a tagger who rated nothing is user -1."""
    raw = parts.tags
    if raw is None:
        return Tags.empty()
    movies = find_ids(movie_ids, raw.movies)
    known = movies >= 0
    skipped = np.flatnonzero(~known)
    named = skipped[: log.room(TAG_WITHOUT_MOVIE)]
    for line, movie in zip(raw.lines[named], raw.movies[named], strict=True):
        log.add(raw.file, int(line), TAG_WITHOUT_MOVIE, f"movie {movie}")
    log.count(TAG_WITHOUT_MOVIE, len(skipped) - len(named))
    return Tags(
        users=find_ids(user_ids, raw.users)[known].astype(np.int32),
        movies=movies[known].astype(np.int32),
        texts=tuple(raw.texts if len(skipped) == 0 else compress(raw.texts, known)),
        timestamps=raw.timestamps[known],
    )


def _relevance(raw: RawRelevance | None, movie_ids: Int64Array, log: IssueLog) -> TagRelevance | None:
    """The scores of movies in the catalogue; None where they are of other movies, or too many to keep."""
    if raw is None:
        return None
    scored, rows = number_ids(raw.movies)
    places = find_ids(movie_ids, scored)
    movies = places[places >= 0].astype(np.int32)
    if len(movies) < _OF_THE_SAME * min(len(scored), len(movie_ids)):
        log.note(f"{raw.file}: not read, since {len(movies):,} of its {len(scored):,} movies are among the rated ones")
        return None
    if len(movies) * len(raw.tags) > MOST_CELLS:
        log.add(raw.file, 0, TOO_MUCH, f"{len(raw.tags):,} tags for {len(movies):,} movies; none is read")
        return None
    row_of = np.where(places >= 0, np.cumsum(places >= 0) - 1, -1)
    shape = (len(movies), len(raw.tags))
    scores, counts = np.full(shape, np.nan, np.float32), np.zeros(shape if raw.averaged else (0, 0), np.int32)
    for start in range(0, len(rows), _PIECE):
        part = slice(start, start + _PIECE)
        at = row_of[rows[part]]
        cells = at[at >= 0], raw.tag_of[part][at >= 0]
        if raw.averaged:
            scores[cells] = np.where(counts[cells] > 0, scores[cells], 0)
            np.add.at(scores, cells, raw.scores[part][at >= 0])
            np.add.at(counts, cells, 1)
        else:
            scores[cells] = raw.scores[part][at >= 0]
    if raw.averaged:
        scores /= np.maximum(counts, 1)
    log.note(f"{raw.file}: the relevance of {len(raw.tags):,} tags for {len(movies):,} movies")
    return TagRelevance(raw.tags, movies, scores)


def _fold(fold: RawFold, ratings: Ratings, user_ids: Int64Array, movie_ids: Int64Array, log: IssueLog) -> OfficialFold:
    """The rows of the dataset that a fold tests on, found by user and movie."""
    keys = pair_keys(ratings.users, ratings.movies, len(movie_ids))
    order = np.argsort(keys)
    raw = fold.ratings
    users, movies = find_ids(user_ids, raw.users), find_ids(movie_ids, raw.movies)
    wanted = np.where((users < 0) | (movies < 0), -1, pair_keys(users, movies, len(movie_ids)))
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    found = keys[order[at]] == wanted
    for line in raw.line_numbers(np.flatnonzero(~found)):
        log.add(raw.file, int(line), FOLD_MISMATCH, "left out of the fold")
    return OfficialFold(fold.name, np.unique(order[at[found]]).astype(np.int64))


def find_ids(known: Int64Array, ids: IdArray) -> Int64Array:
    """Each identifier's index in ``known`` (ascending), -1 where it is not there."""
    if len(ids) > len(known) and known[0] >= 0 and known[-1] < _LOOKUP_PER_ROW * len(ids):
        places = np.full(known[-1] + 2, -1, np.int64)
        places[known] = np.arange(len(known))
        found = np.empty(len(ids), np.int64)
        # In pieces, which stay in the cache: new memory takes longer to come than to be used.
        for start in range(0, len(ids), _PIECE):
            part = slice(start, start + _PIECE)
            at = np.where((ids[part] >= 0) & (ids[part] <= known[-1]), ids[part], known[-1] + 1)
            np.take(places, at, out=found[part], mode="clip")
        return found
    at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    return np.where(known[at] == ids, at, -1).astype(np.int64)


def _nothing_usable(raw: RawRatings, log: IssueLog) -> UserError:
    issues: Sequence[object] = log.report(raw.rows_read, 0).issues
    first = f"the first problem: {issues[0]}" if issues else "the file has no rows"
    remedy = "Choose a file with user, movie and rating on each row, or name its columns"
    if issues and log.counted(NOT_A_NUMBER) == raw.rows_read:
        remedy = "Write a number for each of its words and signs, or name the column that holds the ratings"
    return UserError(f"{raw.file} holds no usable rating", f"{raw.rows_read:,} rows read; {first}", remedy)
