"""The layout of ml-latest, ml-latest-small, 20M, 25M and 32M: CSV files with a header line."""

from __future__ import annotations

from collections.abc import Generator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.careful_rows import whole_number
from movierec_gui.data.catalogue import Catalogue, read_movie_list, text_lines
from movierec_gui.data.formats.layout import present, read_movielens_ratings, read_tags, shape_of
from movierec_gui.data.sniffing import guess_columns, split_fields
from movierec_gui.data.validation import MALFORMED, IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "MovieLens latest, 20M, 25M, 32M: ratings.csv, with movies.csv, tags.csv and links.csv"

_RATINGS, _MOVIES, _TAGS, _LINKS = "ratings.csv", "movies.csv", "tags.csv", "links.csv"


def matches(tree: FileTree) -> bool:
    """A ``ratings.csv`` whose header names users, movies and ratings."""
    shape = shape_of(tree, tree.find(_RATINGS))
    return shape is not None and bool(shape.header) and guess_columns(shape) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings, movies, tags and links, as far as they are there."""
    return present(tree, _RATINGS, _MOVIES, _TAGS, _LINKS)


def load(tree: FileTree, log: IssueLog) -> Generator[Progress, None, Parts]:
    """Everything in the folder."""
    file = tree.find(_RATINGS) or _RATINGS
    ratings = yield from read_movielens_ratings(tree, file, log)
    movies, tags = tree.find(_MOVIES), tree.find(_TAGS)
    yield Progress("Reading the movie list")
    catalogue = Catalogue()
    if movies:
        catalogue = Catalogue(movies, read_movie_list(tree, movies, log), links=_read_links(tree, log))
    yield Progress("Reading tags")
    return Parts(ratings, catalogue, read_tags(tree, tags, log), tags or "")


def _read_links(tree: FileTree, log: IssueLog) -> dict[int, tuple[str, str]]:
    """Movie id to IMDb and TMDB id; either may be empty."""
    file = tree.find(_LINKS)
    if file is None:
        return {}
    shape, lines = text_lines(tree, file)
    links: dict[int, tuple[str, str]] = {}
    for number, line in lines:
        fields = split_fields(line, shape.delimiter if shape else ",")
        movie = whole_number(fields[0]) if fields and len(fields) >= 3 else None
        if fields is None or movie is None:
            log.add(file, number, MALFORMED, repr(line[:60]))
        else:
            links[movie] = (fields[1].strip(), fields[2].strip())
    return links
