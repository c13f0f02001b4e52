"""A person and their films: ratings, watchlist, seen, liked, not for me. Tied to no dataset.

Every entry carries all that is known of its film, so that the person follows into any dataset and back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from movierec_gui.data.dataset import NO_YEAR
from movierec_gui.data.people.titles import exact_key
from movierec_gui.errors import UserError

MOVIELENS = "movielens"
"""The family of datasets whose movie ids are those of movielens.org."""

FilmKey = tuple[str, str]


@dataclass(frozen=True)
class Scale:
    """The lowest and the highest rating that can be given. Raises UserError where there is no room between them."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (abs(self.low) < 1e6 and abs(self.high) < 1e6 and self.low < self.high):
            raise UserError(f"{self} is no scale", "", "Give the lowest and the highest rating, such as 1-10")

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"

    def holds(self, value: float) -> bool:
        """Whether a rating lies on the scale; 0 and what is below the lowest rating do not."""
        return self.low <= value <= self.high


STARS = Scale(0.5, 5)
OF_TEN = Scale(1, 10)
OF_HUNDRED = Scale(0, 100)


@dataclass(frozen=True)
class Film:
    """Facts about a film; unknown ones are empty, 0 or None."""

    title: str = ""
    year: int = NO_YEAR
    imdb_id: str = ""
    """As IMDb writes it, such as ``tt0114709``."""
    tmdb_id: str = ""
    """The number among TMDB's films, such as ``862``; shows have numbers of their own."""
    movie_id: int | None = None
    """The id in the datasets of ``family``."""
    family: str = ""
    other_titles: tuple[str, ...] = ()
    """Original and alternative titles."""
    doubt: str = ""
    """The type that its source gives it, where that may be no film's; empty for a film."""

    @property
    def label(self) -> str:
        """The title with its year, or the best id where there is no title."""
        name = self.title or self.imdb_id or (f"TMDB {self.tmdb_id}" if self.tmdb_id else f"movie {self.movie_id}")
        return f"{name} ({self.year})" if self.year else name

    @property
    def names(self) -> tuple[str, ...]:
        """All titles, the first one first."""
        return tuple(name for name in dict.fromkeys((self.title, *self.other_titles)) if name)

    @property
    def keys(self) -> tuple[FilmKey, ...]:
        """Returns the film's identifiers, the surest first."""
        keys: list[FilmKey] = []
        if self.imdb_id:
            keys.append(("imdb", self.imdb_id))
        if self.movie_id is not None:
            keys.append((f"family {self.family}", str(self.movie_id)))
        if self.tmdb_id:
            keys.append(("tmdb", self.tmdb_id))
        if self.title:
            keys.append(("title", f"{exact_key(self.title)} {self.year}"))
        return tuple(keys)

    def completed(self, other: Film) -> Film:
        """The same film with what the other knows beyond it."""
        movie_id, family = (self.movie_id, self.family) if self.movie_id is not None else (other.movie_id, other.family)
        names = dict.fromkeys((*self.names, *other.names))
        title = self.title or other.title
        names.pop(title, None)
        return Film(
            title=title,
            year=self.year or other.year,
            imdb_id=self.imdb_id or other.imdb_id,
            tmdb_id=self.tmdb_id or other.tmdb_id,
            movie_id=movie_id,
            family=family,
            other_titles=tuple(names),
            doubt=self.doubt if other.doubt else "",
        )


@dataclass(frozen=True)
class Rated:
    """A rating on the scale that it was given on."""

    film: Film
    value: float
    scale: Scale
    time: int = 0
    """Seconds since 1970 (UTC); 0 where the source has no time."""
    source: str = ""
    """Where it came from, such as ``Letterboxd``; empty for a rating given in the program."""


@dataclass(frozen=True)
class Marked:
    """A film on one of the lists without a rating."""

    film: Film
    time: int = 0
    source: str = ""


@dataclass(frozen=True)
class Decision:
    """A decision on an entry of an import, to be applied again the next time."""

    key: str
    """The entry's, from ``decision_key``."""
    film: Film | None
    """The film that it is; None where the entry was rejected."""


RATINGS, WATCHLIST, NOT_FOR_ME, SEEN, LIKED = "ratings", "watchlist", "not_for_me", "seen", "liked"
MARK_LISTS = (WATCHLIST, NOT_FOR_ME, SEEN, LIKED)
"""The fields of a person that hold films without a rating."""


@dataclass(frozen=True)
class Person:
    """Somebody with a history. Changed by the functions of ``changes``, kept by ``PeopleStore``."""

    id: str
    name: str
    ratings: tuple[Rated, ...] = ()
    """In the order given; at most one of each film."""
    watchlist: tuple[Marked, ...] = ()
    not_for_me: tuple[Marked, ...] = ()
    seen: tuple[Marked, ...] = ()
    """Seen without a rating."""
    liked: tuple[Marked, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def marks(self, which: str) -> tuple[Marked, ...]:
        """One of the lists in ``MARK_LISTS``."""
        lists = {
            WATCHLIST: self.watchlist,
            NOT_FOR_ME: self.not_for_me,
            SEEN: self.seen,
            LIKED: self.liked,
        }
        return lists[which]

    def with_marks(self, which: str, marks: tuple[Marked, ...]) -> Person:
        """The person with another list in place of one in ``MARK_LISTS``."""
        self.marks(which)
        return replace(self, **{which: marks})  # type: ignore[arg-type]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is kept."""
        return not (self.ratings or any(self.marks(which) for which in MARK_LISTS))


def decision_key(film: Film) -> str:
    """The text by which a decision on an entry is found again in the next import of the same file."""
    if film.imdb_id:
        return film.imdb_id
    title = f"{exact_key(film.title)} {film.year}" if film.title else ""
    if film.tmdb_id:
        return f"tmdb {film.tmdb_id} {title}".strip()
    if title:
        return title
    return f"{film.family} {film.movie_id}"


@dataclass
class FilmIndex:
    """Finds a film among others by its surest key; a later film does not take an earlier one's place."""

    _places: dict[FilmKey, int] = field(default_factory=dict)
    _films: dict[int, Film] = field(default_factory=dict)

    @staticmethod
    def of(films: Iterable[Film]) -> FilmIndex:
        """The index of films by their place in the order given."""
        index = FilmIndex()
        for place, film in enumerate(films):
            index.add(place, film)
        return index

    def add(self, place: int, film: Film) -> None:
        """Note where a film is."""
        self._films[place] = film
        for key in film.keys:
            self._places.setdefault(key, place)

    def find(self, film: Film) -> int | None:
        """The place of the same film, or None."""
        for key in film.keys:
            place = self._places.get(key)
            if place is not None and _agree(film, self._films[place]):
                return place
        return None


def _agree(one: Film, other: Film) -> bool:
    """Whether the surest kind of key that both films have is the same in both."""
    theirs = dict(other.keys)
    for kind, value in one.keys:
        if kind in theirs:
            return theirs[kind] == value
    return False
