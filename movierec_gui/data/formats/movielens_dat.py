"""The layout of 1M and 10M: ``::`` between the columns, no header; 1M is Latin-1, 10M UTF-8.

10M's official folds are made by a script of the release and are not read.
"""

from __future__ import annotations

from collections.abc import Generator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.catalogue import Catalogue, read_movie_list
from movierec_gui.data.formats.layout import present, read_movielens_ratings, read_tags, shape_of
from movierec_gui.data.sniffing import guess_columns
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "MovieLens 1M and 10M: ratings.dat with '::' between the columns, with movies.dat and tags.dat"

_RATINGS, _MOVIES, _TAGS = "ratings.dat", "movies.dat", "tags.dat"


def matches(tree: FileTree) -> bool:
    """A ``ratings.dat`` with ``::``."""
    shape = shape_of(tree, tree.find(_RATINGS))
    return shape is not None and shape.delimiter == "::" and guess_columns(shape) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings, movies and tags, as far as they are there."""
    return present(tree, _RATINGS, _MOVIES, _TAGS)


def load(tree: FileTree, log: IssueLog) -> Generator[Progress, None, Parts]:
    """Everything in the folder."""
    file = tree.find(_RATINGS) or _RATINGS
    ratings = yield from read_movielens_ratings(tree, file, log)
    movies, tags = tree.find(_MOVIES), tree.find(_TAGS)
    yield Progress("Reading the movie list")
    catalogue = Catalogue(movies, read_movie_list(tree, movies, log)) if movies else Catalogue()
    yield Progress("Reading tags")
    return Parts(ratings, catalogue, read_tags(tree, tags, log), tags or "")
