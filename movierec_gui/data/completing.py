"""Tables beside the ratings are read; meanwhile a second thread numbers the ratings and keeps a copy of their columns.

Lists and tags are texts, objects of Python, which one thread makes; numbering and writing let others run Python.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import NamedTuple

from movierec_gui.data.assemble import Parts, TablesRead
from movierec_gui.data.catalogue import Catalogue
from movierec_gui.data.identifiers import Int64Array, Numbered, numbering
from movierec_gui.data.kept_columns import Column, Keep
from movierec_gui.data.raw_ratings import RawRatings
from movierec_gui.data.two_threads import WORTH_A_THREAD, alongside
from movierec_gui.progress import Progress


def completed(parts: Parts, keep: Keep | None = None) -> Generator[Progress, None, Parts]:
    """The parts with the tables that lie beside the ratings, whose identifiers may be numbered then.

    ``keep`` gets columns of the dataset that are final by now. Raises UserError where a table cannot be read.
    """
    if parts.tables is None:
        return parts
    meanwhile = _Meanwhile(parts.ratings, keep)
    tables = parts.tables(meanwhile.on_catalogue)
    if parts.ratings.users.nbytes < WORTH_A_THREAD:
        catalogue, tags = yield from tables
        return replace(parts, catalogue=catalogue, tags=tags, tables=None)
    reading = meanwhile.until_they_end(tables)
    (catalogue, tags), numbered = yield from alongside(reading, meanwhile.numbered())
    return replace(parts, catalogue=catalogue, tags=tags, tables=None, users=numbered.users, movies=numbered.movies)


class _Numbers(NamedTuple):
    users: Numbered
    movies: Numbered


class _Meanwhile:
    """What can be done with the ratings while their tables are read."""

    def __init__(self, ratings: RawRatings, keep: Keep | None) -> None:
        self._ratings = ratings
        # Where rows are out of order, some may be left out later on: nothing is final.
        self._keep = keep if ratings.ascending else None
        self._listed: Int64Array | None = None
        self._ended = False

    def on_catalogue(self, catalogue: Catalogue) -> None:
        """The list is there: from now on movies can be numbered."""
        self._listed = catalogue.ids

    def until_they_end(self, tables: TablesRead) -> TablesRead:
        """The same work, whose end lets nothing more be kept ahead: two threads are quicker then."""
        found = yield from tables
        self._ended = True
        return found

    def numbered(self) -> Generator[Progress, None, _Numbers]:
        """Numbers of users and movies. What is final is kept as soon as that is so."""
        raw = self._ratings
        users = yield from numbering(raw.users, used_up=True)
        for name, column in (("timestamps", raw.timestamps), ("values", raw.values), ("users", users[1])):
            yield from self._kept(name, column)
        while self._listed is None:
            yield Progress("Waiting for the movie list")
        movies = yield from numbering(raw.movies, self._listed, used_up=True)
        yield from self._kept("movies", movies[1])
        return _Numbers(users, movies)

    def _kept(self, name: str, column: Column) -> Generator[Progress, None, None]:
        if self._keep is not None and not self._ended:
            yield from self._keep(name, column)
