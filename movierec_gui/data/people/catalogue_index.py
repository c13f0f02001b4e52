"""A dataset's movies by their ids and by every spelling of their titles, ready to be looked up."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from movierec_gui.data.dataset import Movies
from movierec_gui.data.people.person import MOVIELENS
from movierec_gui.data.people.titles import (
    article_first,
    bag_key,
    exact_key,
    head_key,
    loose_key,
    part_keys,
    spellings,
    words_of,
)

_ID = re.compile(r"(?:tt)?(\d+)(?:\.0)?")
# Movies of the first MovieLens release whose numbers every later release of movielens.org kept.
_KNOWN_IDS = {
    1: "toystory", 2: "jumanji", 32: "twelvemonkeys", 50: "theusualsuspects", 110: "braveheart", 150: "apollo13",
    260: "starwars", 296: "pulpfiction", 318: "theshawshankredemption", 356: "forrestgump", 457: "thefugitive",
    480: "jurassicpark", 527: "schindlerslist", 589: "terminator2judgmentday", 593: "thesilenceofthelambs",
    608: "fargo", 780: "independenceday", 858: "thegodfather", 1196: "starwars", 1210: "starwars",
    2571: "thematrix", 2858: "americanbeauty",
}  # fmt: skip
_FEWEST_KNOWN = 3
_MOST_OF_THEM = 0.9
_TELLING_WORD = 3
"""Letters from which a word says something about a title."""

_SIMILAR = 0.6
"""Share of two titles' words that they have in common, from which they are worth a question."""

Places = dict[str, list[int]]


class CatalogueIndex:
    """The look-ups of one catalogue, each made when it is first used; movies are indices into it."""

    def __init__(self, movies: Movies) -> None:
        self.movies = movies
        self.years: list[int] = movies.years.tolist()
        self.by_id = {int(identifier): movie for movie, identifier in enumerate(movies.ids.tolist())}
        self.by_imdb = _numbered(movies.imdb_ids)
        self.by_tmdb = _numbered(movies.tmdb_ids)

    @cached_property
    def family(self) -> str:
        """The family of datasets in which the movies' ids mean the same."""
        return family_of(self.movies)

    @cached_property
    def exact(self) -> Places:
        """Movies by the exact keys of all their names."""
        return self._places(lambda name: (exact_key(name),))

    @cached_property
    def loose(self) -> Places:
        """Movies by the loose keys of all their names."""
        return self._places(lambda name: (loose_key(name),))

    @cached_property
    def parts(self) -> Places:
        """Movies by the loose keys of parts of their names that stand for the whole."""
        return self._places(part_keys)

    @cached_property
    def bags(self) -> Places:
        """Movies by the words of their names in any order."""
        return self._places(lambda name: (bag_key(name),))

    @cached_property
    def heads(self) -> Places:
        """Movies by what stands before a colon or dash in their names."""
        return self._places(lambda name: (head_key(name),))

    def imdb_id(self, movie: int) -> str:
        """The movie's IMDb id as IMDb writes it; empty where the dataset has none."""
        number = _number(self.movies.imdb_ids[movie]) if self.movies.imdb_ids else None
        return f"tt{number:07d}" if number else ""

    def tmdb_id(self, movie: int) -> str:
        """The movie's TMDB number; empty where the dataset has none."""
        number = _number(self.movies.tmdb_ids[movie]) if self.movies.tmdb_ids else None
        return str(number) if number else ""

    def names(self, movie: int) -> tuple[str, ...]:
        """The movie's title in the forms people write it."""
        return self._names[movie]

    def similar(self, names: Sequence[str], year: int) -> list[int]:
        """Movies of the same year, one more or less, that share most words of a title, the nearest first."""
        wanted = [_telling_words(name) for name in names]
        found: dict[int, float] = {}
        for near in (year - 1, year, year + 1):
            for movie, words in self._words_by_year.get(near, ()):
                shares = [len(words & other) / len(words | other) for other in wanted if words and other]
                if shares and max(shares) >= _SIMILAR:
                    found[movie] = max(found.get(movie, 0), *shares)
        return sorted(found, key=lambda movie: -found[movie])

    @cached_property
    def _names(self) -> list[tuple[str, ...]]:
        return [spellings(title) for title in self.movies.titles]

    @cached_property
    def _words_by_year(self) -> dict[int, list[tuple[int, frozenset[str]]]]:
        words: dict[int, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        for movie, names in enumerate(self._names):
            words[self.years[movie]] += [(movie, _telling_words(name)) for name in names]
        return words

    def _places(self, keys: Callable[[str], Iterable[str]]) -> Places:
        """Every key that is not empty of every name, with the movies that have it."""
        places: Places = {}
        for movie, names in enumerate(self._names):
            for name in names:
                for key in filter(None, keys(name)):
                    known = places.setdefault(key, [])
                    if not known or known[-1] != movie:
                        known.append(movie)
        return places


def family_of(movies: Movies) -> str:
    """The family that the ids belong to: MovieLens', or this very catalogue's alone."""
    ids = movies.ids.tolist()
    places = {int(identifier): movie for movie, identifier in enumerate(ids) if int(identifier) in _KNOWN_IDS}
    agreeing = sum(
        any(exact_key(name).startswith(_KNOWN_IDS[identifier]) for name in spellings(movies.titles[movie]))
        for identifier, movie in places.items()
    )
    if agreeing >= max(_FEWEST_KNOWN, _MOST_OF_THEM * len(places)):
        return MOVIELENS
    digest = hashlib.sha256()
    digest.update(repr(ids).encode())
    digest.update("\0".join(movies.titles).encode())
    return f"catalogue {digest.hexdigest()[:16]}"


def _numbered(ids: Sequence[str]) -> dict[int, int]:
    """IMDb or TMDB number to the first movie that has it."""
    found: dict[int, int] = {}
    for movie, text in enumerate(ids):
        number = _number(text)
        if number:
            found.setdefault(number, movie)
    return found


def _number(text: str) -> int | None:
    match = _ID.fullmatch(text.strip())
    return int(match[1]) if match else None


def _telling_words(title: str) -> frozenset[str]:
    return frozenset(word for word in words_of(article_first(title)) if len(word) >= _TELLING_WORD)
