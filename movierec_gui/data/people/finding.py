"""Which movie of a dataset a film is: by ids and titles, with a doubt rather than a wrong film.

The order: a known IMDb id decides, unless the title names another movie of the dataset; an unknown one ends the
search, since the film is not here. Then an id of the dataset's own family, if the title agrees; then a TMDB number, if
the title does not speak against it; then title and year. A year that is off by one is taken where the catalogue has
only one film of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from movierec_gui.data.dataset import NO_YEAR, Dataset
from movierec_gui.data.people.catalogue_index import CatalogueIndex, Places
from movierec_gui.data.people.person import MOVIELENS, STARS, Film, Scale
from movierec_gui.data.people.titles import bag_key, exact_key, head_key, loose_key, part_keys, spellings

_ASKED_WITHIN_YEARS = 3
"""Years of difference up to which a film of the same name is worth a question."""
_MOST_CANDIDATES = 8
_SHORT_SCALE = 10
"""Scales up to which begin with 1 at the latest; longer ones (percents) begin with 0."""

NO_SUCH_FILM = "no film of that name and year"
BY_IMDB, BY_ID, BY_TMDB, BY_TITLE, BY_NEAR_YEAR = (
    "IMDb id", "movie id", "TMDB id", "title and year", "title, a year off",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The answer: a movie for sure, or candidates to choose from (best first), or neither."""

    movie: int | None = None
    candidates: tuple[int, ...] = ()
    why: str = NO_SUCH_FILM


class MovieFinder:
    """Finds films among the movies of one dataset. Building it takes a moment for large catalogues: keep it."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._index = CatalogueIndex(dataset.movies)
        self._found: dict[Film, Found] = {}

    @property
    def family(self) -> str:
        """The family of datasets in which the dataset's movie ids mean the same."""
        return self._index.family

    @cached_property
    def scale(self) -> Scale:
        """The scale of the dataset's ratings: MovieLens' half stars, else from 1 (or what is lower) to the highest."""
        low, high = self.dataset.scale
        if self.family == MOVIELENS and STARS.low <= low and high <= STARS.high and not _whole_stars(self.dataset):
            return STARS
        # Somebody may well give what nobody gave in a small dataset.
        low = min(low, 1.0 if high <= _SHORT_SCALE else 0.0)
        return Scale(low, high) if low < high else Scale(high - 1, high)

    def film(self, movie: int) -> Film:
        """All that the dataset knows of a movie, for a person to keep."""
        movies = self.dataset.movies
        names = self._index.names(movie)
        return Film(
            title=movies.titles[movie],
            year=int(movies.years[movie]),
            imdb_id=self._index.imdb_id(movie),
            tmdb_id=self._index.tmdb_id(movie),
            movie_id=int(movies.ids[movie]),
            family=self.family,
            other_titles=tuple(name for name in names[2:] if name != movies.titles[movie]),
        )

    def find(self, film: Film) -> Found:
        """The movie that the film is, or what it may be; looked up once for each film."""
        found = self._found.get(film)
        if found is None:
            found = self._found[film] = _doubted(film, self._look_up(film))
        return found

    def _look_up(self, film: Film) -> Found:
        if film.imdb_id:
            return self._by_imdb(film)
        if (found := self._by_movie_id(film)) is not None:
            return found
        if (found := self._by_tmdb(film)) is not None:
            return found
        return self._by_title(film)

    def believed(self, film: Film, found: Found) -> Film:
        """The film without ids that the dataset knows as other movies', such as a show's TMDB number."""
        if film.family == self.family and film.movie_id is not None:
            known = self._index.by_id.get(film.movie_id)
            if known is not None and known != found.movie:
                film = replace(film, movie_id=None, family="")
        known = self._index.by_tmdb.get(int(film.tmdb_id)) if film.tmdb_id else None
        return replace(film, tmdb_id="") if known is not None and known != found.movie else film

    def _by_imdb(self, film: Film) -> Found:
        movie = self._index.by_imdb.get(int(film.imdb_id.removeprefix("tt")))
        if movie is None:
            return self._without_imdb(film, self._by_title(film))
        if self._agrees(film, movie) or not film.names:
            return Found(movie, why=BY_IMDB)
        titled = self._by_title(film)
        if titled.movie is not None and titled.movie != movie:
            return Found(candidates=(movie, titled.movie), why="the IMDb id is one film, title and year are another")
        if film.year and self._years_apart(film, movie) > 1:
            return Found(candidates=(movie,), why="the IMDb id is a film of another title and year")
        return Found(movie, why=BY_IMDB)

    def _without_imdb(self, film: Film, titled: Found) -> Found:
        """The film's IMDb id is not in the dataset: only a movie whose own id is not known can be the film."""
        near = tuple(movie for movie in (titled.movie, *titled.candidates) if movie is not None)
        if titled.movie is not None and not self._index.imdb_id(titled.movie):
            return self._by_movie_id(film) or titled
        if not self._index.by_imdb:
            return self._by_movie_id(film) or self._by_tmdb(film) or titled
        return Found(candidates=near, why="its IMDb id is not in the dataset")

    def _by_movie_id(self, film: Film) -> Found | None:
        """The movie of an id that is this dataset's; None where there is none, or the title says otherwise."""
        if film.movie_id is None or film.family != self.family:
            return None
        movie = self._index.by_id.get(film.movie_id)
        if movie is None or not (not film.names or self._agrees(film, movie)):
            return None
        return Found(movie, why=BY_ID)

    def _by_tmdb(self, film: Film) -> Found | None:
        """The movie of a TMDB number; None where the title rather is another film's, or a show has that number."""
        movie = self._index.by_tmdb.get(int(film.tmdb_id)) if film.tmdb_id else None
        if movie is None:
            return None
        if not film.names or self._agrees(film, movie):
            return Found(movie, why=BY_TMDB)
        titled = self._by_title(film)
        if titled.movie is None and film.year and self._years_apart(film, movie) <= 1:
            candidates = tuple(dict.fromkeys((movie, *titled.candidates)))
            return Found(candidates=candidates, why="the TMDB id is a film of another title")
        return titled

    def _by_title(self, film: Film) -> Found:
        for named in self._readings(film):
            fitting = [movie for movie in named if film.year in (NO_YEAR, self._index.years[movie])]
            if len(fitting) == 1:
                return Found(fitting[0], why=BY_TITLE)
            if fitting:
                return Found(candidates=tuple(fitting[:_MOST_CANDIDATES]), why="several films fit")
        alone = list(dict.fromkeys(chain(self._exact(film), self._loose(film))))
        if len(alone) == 1 and self._years_apart(film, alone[0]) == 1:
            return Found(alone[0], why=BY_NEAR_YEAR)
        return self._doubtful(film, self._exact(film) or alone)

    def _readings(self, film: Film) -> Iterator[list[int]]:
        """Movies under the keys of the film's titles, the strictest first; the freest only where the year decides."""
        yield self._exact(film)
        yield self._loose(film)
        if film.year:
            whole, own_parts = _keys(film.names, lambda name: (loose_key(name),)), _keys(film.names, part_keys)
            yield [*_look_up(whole, self._index.parts), *_look_up(own_parts, self._index.loose)]
            yield _look_up(_keys(film.names, lambda name: (bag_key(name),)), self._index.bags)

    def _exact(self, film: Film) -> list[int]:
        return _look_up(_keys(film.names, lambda name: (exact_key(name),)), self._index.exact)

    def _loose(self, film: Film) -> list[int]:
        return _look_up(_keys(film.names, lambda name: (loose_key(name),)), self._index.loose)

    def _doubtful(self, film: Film, named: Sequence[int]) -> Found:
        """Candidates for a question: the same name some years off, part of a title, most of its words."""
        near = sorted(named, key=lambda movie: self._years_apart(film, movie))
        near = [movie for movie in near if self._years_apart(film, movie) <= _ASKED_WITHIN_YEARS]
        if film.year:
            heads = [*self._headed(film), *self._index.similar(film.names, film.year)]
            near += [movie for movie in heads if self._years_apart(film, movie) <= 1]
        candidates = tuple(dict.fromkeys(near))[:_MOST_CANDIDATES]
        return Found(candidates=candidates, why="no sure film; some are near" if candidates else NO_SUCH_FILM)

    def _headed(self, film: Film) -> list[int]:
        """Movies whose title begins with the film's before a colon, or the other way round."""
        whole, own_heads = _keys(film.names, lambda name: (loose_key(name),)), _keys(film.names, _head_keys)
        return [*_look_up(whole, self._index.heads), *_look_up(own_heads, self._index.loose)]

    def _agrees(self, film: Film, movie: int) -> bool:
        """Whether a title of the film is one of the movie's, or a part of one, with a year at most three off."""
        if film.year and self._years_apart(film, movie) > _ASKED_WITHIN_YEARS:
            return False
        ours, theirs = film.names, self._index.names(movie)
        whole, their_whole = (_keys(names, lambda name: (loose_key(name), bag_key(name))) for names in (ours, theirs))
        parts, their_parts = (_keys(names, _part_and_head_keys) for names in (ours, theirs))
        return bool(whole & their_whole or whole & their_parts or parts & their_whole)

    def _years_apart(self, film: Film, movie: int) -> int:
        """Years between the film's year and the movie's; the movie's year not known counts as near, not as the same."""
        year = self._index.years[movie]
        if year == NO_YEAR:
            return _ASKED_WITHIN_YEARS
        return abs(film.year - year)


def _doubted(film: Film, found: Found) -> Found:
    """What was found, as a question where the film may be none."""
    if not film.doubt or found.movie is None:
        return found
    return Found(candidates=(found.movie,), why=f"it may be no film: its type is {film.doubt!r}")


def _keys(names: Iterable[str], keys: Callable[[str], Iterable[str]]) -> set[str]:
    """The keys of all names in all their forms, without the empty one."""
    return {key for name in names for form in spellings(name) for key in keys(form) if key}


def _head_keys(name: str) -> tuple[str, ...]:
    return (head_key(name),)


def _part_and_head_keys(name: str) -> tuple[str, ...]:
    return (*part_keys(name), head_key(name))


def _look_up(keys: Iterable[str], places: Places) -> list[int]:
    """The movies under any of the keys, each once, in the order of the catalogue."""
    return sorted({movie for key in keys for movie in places.get(key, ())})


def _whole_stars(dataset: Dataset) -> bool:
    """Whether the dataset knows whole stars only, as MovieLens did until 2003."""
    return all(float(level).is_integer() for level in dataset.rating_levels)
