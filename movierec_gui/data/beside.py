"""The tables beside a table of ratings: which list names its movies, which files hold links and tags."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from movierec_gui.data.archives import FileTree
from movierec_gui.data.catalogue import Catalogue, Links, ListColumns, list_columns, read_links, read_list
from movierec_gui.data.column_names import LISTED_IDS, NAMES, column_of, first_named
from movierec_gui.data.flagged_list import FLAGGED, read_flagged
from movierec_gui.data.identifiers import Identify, plain_number
from movierec_gui.data.raw_ratings import RawRatings
from movierec_gui.data.sniffing import TableShape, sniff
from movierec_gui.data.tag_rows import tag_columns
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

_ENDINGS = (".csv", ".dat", ".tsv", ".txt", ".item", ".json", ".jsonl")
_MOST_LOOKED_INTO = 50
_SAMPLE = 100_000
"""Ratings, spread over the file, whose movies a list is compared with."""
_RATINGS = ("ratings", "rating")
_LISTS = ("movies", "movie", "items", "item", "films", "film", "titles", "books", "bx-books", "anime", FLAGGED)
_OF_OTHERS = frozenset({
    "user", "users", "people", "person", "persons", "names", "actor", "actors", "actress", "cast", "casts", "crew",
    "director", "directors", "writers", "author", "authors", "tag", "tags", "genre", "genres", "category", "categories",
    "keyword", "keywords", "occupation", "occupations", "country", "countries", "city", "cities", "language",
    "languages", "company", "companies", "studio", "studios", "review", "reviews", "comment", "comments",
})  # fmt: skip
"""Words in the names of files that list something else, by ids of their own or by those of movies."""
_TITLES = tuple(name for name in NAMES["title"] if name != "name")
_LINKS = ("links", "link")
_TAGS = ("tags", "tag")
_OWN_IDS = "its ids"
_ENOUGH = 0.5
"""Share of the rated movies that a list must know to be theirs beyond doubt."""


@dataclass(frozen=True)
class Beside:
    """Files that may belong to a table of ratings, the likeliest first."""

    lists: tuple[str, ...] = ()
    links: str | None = None
    tags: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.lists, *(file for file in (self.links, self.tags) if file))


def find_beside(tree: FileTree, ratings: str) -> Beside:
    """The tables beside a ratings file, found by the names in their headers, or by their own names."""
    lists, links, tags = [], [], []
    for file, shape in _tables(tree, ratings):
        if _is_tags(file, shape):
            tags.append(file)
        elif _is_links(file, shape):
            links.append(file)
        elif _is_list(file, shape):
            lists.append(file)
    return Beside(
        tuple(_likeliest(lists, _LISTS, ratings)),
        next(iter(_likeliest(links, _LINKS, ratings)), None),
        next(iter(_likeliest(tags, _TAGS, ratings)), None),
    )


def read_catalogue(
    tree: FileTree, beside: Beside, raw: RawRatings, log: IssueLog
) -> Generator[Progress, None, Catalogue | None]:
    """The list that fits the rated movies, with the links; an empty one where there is none.

    None where lists or links lie beside the ratings, but of other movies: the tags do not belong to them either.
    """
    yield Progress("Reading links")
    noted = IssueLog()
    links = read_links(tree, beside.links, noted, raw.movie_number)
    rated = set(raw.movies[:: max(1, len(raw) // _SAMPLE)].tolist())
    best: _Found | None = None
    for file in beside.lists:
        yield Progress(f"Reading {file}")
        found = _fitting(tree, file, raw, links, rated)
        if best is None or found.share > best.share:
            best = found
        if found.share >= _ENOUGH:
            break
    if best is None and (_says_ratings(raw.file) or not links or _share(links, rated) >= _ENOUGH):
        log.absorb(noted)
        return Catalogue(links=links)
    if best is None or not _belongs(best, tree, raw.file):
        if best is not None:
            log.note(f"{best.catalogue.file}: not the movie list, since it knows {best.share:.0%} of the rated movies")
        return None
    log.absorb(best.log)
    log.note(
        f"{best.catalogue.file}: the movie list, joined by {best.way}; it knows {best.share:.0%} of the rated movies"
    )
    log.absorb(noted)
    return replace(best.catalogue, links=links)


@dataclass(frozen=True)
class _Found:
    """A list that may be the one."""

    share: float
    """Of the rated movies that it knows."""
    catalogue: Catalogue
    way: str
    """By which ids it was joined."""
    log: IssueLog


def _is_release_list(ratings: str, file: str) -> bool:
    return _stem(ratings) in _RATINGS and _stem(file) == _LISTS[0]


def _says_ratings(file: str) -> bool:
    return _RATINGS[1] in _stem(file)


def _belongs(found: _Found, tree: FileTree, ratings: str) -> bool:
    """Whether a list is taken: it knows most of the movies, or it lies where it can be meant for no others.

    Beside a single file that a person chose anywhere, lists of something else may lie, with the same small numbers.
    """
    if found.share >= _ENOUGH or _is_release_list(ratings, found.catalogue.file):
        return True
    meant = tree.chosen is None or _says_ratings(ratings)
    return meant and (found.share > 0 or (found.way != _OWN_IDS and bool(found.catalogue.movies)))


def _fitting(tree: FileTree, file: str, raw: RawRatings, links: Links, rated: set[int]) -> _Found:
    """A list joined by whichever of its identifiers knows most of the rated movies."""
    if file.lower() == FLAGGED:
        log = IssueLog()
        listed = read_flagged(tree, log, raw.movie_number)
        return _Found(_share([entry.id for entry in listed.movies], rated), listed, _OWN_IDS, log)
    tried = []
    for columns, identify, way in _ways(tree, file, raw, links):
        log = IssueLog()
        movies = read_list(tree, file, log, identify, columns)
        tried.append(_Found(_share([entry.id for entry in movies], rated), Catalogue(file, movies), way, log))
    # Of equal shares the first counts: links were made for this purpose, while numbers may agree by chance.
    return max(tried, key=lambda found: found.share)


def _ways(
    tree: FileTree, file: str, raw: RawRatings, links: Links
) -> Iterator[tuple[ListColumns | None, Identify, str]]:
    """How a list may be joined: by links where its ids are another site's, by its own ids."""
    shape = sniff(tree.head(file))
    columns = list_columns(shape) if shape else None
    if shape is not None and columns is not None and shape.header and links:
        # A column that is only called id may be another site's: The Movies Dataset's is TMDB's.
        own_id = first_named(shape.header, NAMES["movie"]) is None
        if own_id and columns.imdb is not None:
            known = _reverse(links, 0)
            yield (
                replace(columns, id=columns.imdb, foreign=True),
                lambda text: known.get(bare_id(text)),
                "links, IMDb id",
            )
        if own_id:
            by_tmdb = _reverse(links, 1)
            yield replace(columns, foreign=True), lambda text: by_tmdb.get(bare_id(text)), "links, TMDB id"
    yield columns, raw.movie_number, _OWN_IDS


def _reverse(links: Links, place: int) -> Mapping[str, int]:
    """Another site's id to the movie's."""
    return {bare_id(pair[place]): movie for movie, pair in links.items() if pair[place]}


def bare_id(text: str) -> str:
    """An id without ``tt``, leading zeros and a fraction: ``tt0114709`` and ``114709.0`` are ``114709``."""
    bare = text.strip().removeprefix("tt").lstrip("0")
    number = plain_number(bare)
    return bare if number is None else str(number)


def _share(listed: Iterable[int], rated: set[int]) -> float:
    """The share of the rated movies that are listed."""
    return sum(movie in rated for movie in listed) / max(1, len(rated))


def _tables(tree: FileTree, ratings: str) -> Iterator[tuple[str, TableShape]]:
    files = [file for file in tree.sizes if file != ratings and _looks_like_text(file)]
    usual = {*_LISTS, *_LINKS, *_TAGS}
    files.sort(key=lambda file: _stem(file) not in usual)
    for file in files[:_MOST_LOOKED_INTO]:
        of_release = _stem(file) in (_LISTS[0], _LINKS[0], _TAGS[0])
        try:
            shape = sniff(tree.head(file))
        except UserError:
            # What is damaged and perhaps of no concern does not keep the ratings from being read.
            if of_release:
                raise
            continue
        if shape is not None:
            yield file, shape
        elif of_release:
            # A release's table that is no table is noted when it is read.
            yield file, TableShape(",", (), 0, b"\n", 0, 1, "utf-8")


def _looks_like_text(file: str) -> bool:
    return file.lower().endswith(_ENDINGS)


def _stem(file: str) -> str:
    return FLAGGED if file.lower() == FLAGGED else PurePath(file).stem.lower()


def _is_tags(file: str, shape: TableShape) -> bool:
    if not shape.header:
        return _stem(file) in _TAGS
    return tag_columns(shape) is not None and column_of(shape.header, "rating") is None


def _is_links(file: str, shape: TableShape) -> bool:
    if not shape.header:
        return _stem(file) in _LINKS
    has_ids = any(column_of(shape.header, role) is not None for role in ("imdb", "tmdb"))
    is_list = column_of(shape.header, "title") is not None
    return has_ids and not is_list and first_named(shape.header, (*NAMES["movie"], *LISTED_IDS)) is not None


def _is_list(file: str, shape: TableShape) -> bool:
    if not shape.header:
        return _stem(file) in _LISTS
    columns = list_columns(shape)
    if columns is None or columns.title is None or column_of(shape.header, "user") is not None:
        return False
    if column_of(shape.header, "review") is not None:
        return False
    return _is_of_movies(file, shape)


def _is_of_movies(file: str, shape: TableShape) -> bool:
    """Whether a list with ids and names is one of movies, and not of people, genres or places with the same numbers.

    Its name may say so, or that it is something else; otherwise an id of movies does, or a column that only they have.
    """
    words, meant = set(re.split(r"[^a-z]+", _stem(file))), _stem(file) in _LISTS
    says_movies = bool(words & {*_LISTS}) or meant
    if words & _OF_OTHERS and not (says_movies and first_named(shape.header, _TITLES) is not None):
        return False
    if says_movies:
        return True
    if first_named(shape.header, NAMES["movie"]) is not None:
        return True
    return any(column_of(shape.header, role) is not None for role in ("year", "genres", "imdb", "tmdb"))


def _likeliest(files: list[str], usual: tuple[str, ...], ratings: str) -> list[str]:
    """Names that end as the ratings file's does first (``links_small`` beside ``ratings_small``), then usual ones."""
    behind = _stem(ratings).partition("_")[2]

    def rank(file: str) -> tuple[bool, int, str]:
        stem = _stem(file)
        same = bool(behind) and stem.endswith("_" + behind)
        place = usual.index(stem) if stem in usual else len(usual)
        return not same, place, file

    return sorted(files, key=rank)
