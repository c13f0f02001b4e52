"""An import looked over before anything is kept: what was matched, what is in doubt, what is not here, what is no film.

Nothing in here changes a person; ``keeping.keep`` does, when the review is as it should be.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from movierec_gui.data.people.entries import Entry
from movierec_gui.data.people.finding import BY_ID, BY_TMDB, Found, MovieFinder
from movierec_gui.data.people.kinds import Kind
from movierec_gui.data.people.person import (
    RATINGS,
    Decision,
    Film,
    FilmIndex,
    Person,
    Rated,
    Scale,
    decision_key,
)
from movierec_gui.data.people.reading import History, entries_of_one, scale_of
from movierec_gui.data.people.scales import converted
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish
from movierec_gui.wording import counted


class Status(StrEnum):
    """The outcome of an entry."""

    MATCHED = "matched"
    UNSURE = "unsure"
    NOT_HERE = "not in this dataset"
    NOT_A_FILM = "not a film"
    REPEATED = "rated again"
    """Another entry rates the same film later and counts."""
    PROBLEM = "problem"
    REJECTED = "rejected"


_AT_ONCE = 100
"""Entries looked up between two events."""
_NO_MOVIES = (Status.NOT_A_FILM, Status.PROBLEM)


@dataclass(frozen=True)
class ReviewRow:
    """One entry of a review."""

    number: int
    """From 1, in the order of the files; what decisions refer to."""
    entry: Entry
    status: Status
    movie: int | None = None
    """The movie's index in the dataset, where matched."""
    candidates: tuple[int, ...] = ()
    """Movies to choose from, the best first, where unsure."""
    reason: str = ""
    conflict: Rated | None = None
    """The person's own rating of the film, where it differs; it stays unless ``replaces``."""
    replaces: bool = False
    """Whether the new rating takes the place of ``conflict``."""
    decided: bool = False
    """Whether the person decided it, now or in an earlier import."""

    @property
    def can_be_movie(self) -> bool:
        """Whether it can be decided that the row is a movie."""
        return self.status not in _NO_MOVIES

    @property
    def key(self) -> str:
        """Returns the key under which a decision on the entry is kept."""
        return decision_key(self.entry.film)


@dataclass(frozen=True)
class Review:
    """A whole import, ready to be decided on and kept. Every decision gives a new review."""

    history: History
    finder: MovieFinder
    person: Person | None
    """Whom it is for; None for a new person."""
    rows: tuple[ReviewRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[Status, int]:
        """Number of rows of each status, those that occur."""
        found = {status: sum(row.status == status for row in self.rows) for status in Status}
        return {status: count for status, count in found.items() if count}

    @property
    def conflicts(self) -> tuple[ReviewRow, ...]:
        """Rows whose film the person has rated otherwise."""
        return tuple(row for row in self.rows if row.conflict is not None)

    def having(self, *statuses: Status) -> tuple[ReviewRow, ...]:
        """The rows of these statuses, in order."""
        return tuple(row for row in self.rows if row.status in statuses)

    def row(self, number: int) -> ReviewRow:
        """The row of a number. Raises UserError where there is none."""
        if not 1 <= number <= len(self.rows):
            raise UserError(f"There is no row {number}", f"The rows are 1 to {len(self.rows)}", "Choose one of them")
        return self.rows[number - 1]

    def choose(self, number: int, movie: int) -> Review:
        """Decide by hand that a row is a movie of the dataset: a candidate, or any other.

        Raises UserError for a row that is no film, or a movie that does not exist.
        """
        row = self.row(number)
        if not row.can_be_movie:
            raise UserError(f"Row {number} cannot be a movie", row.reason, "Choose another row")
        if not 0 <= movie < self.finder.dataset.n_movies:
            raise UserError(f"There is no movie {movie}", "", "Choose one of the dataset's")
        return self._with(replace(row, status=Status.MATCHED, movie=movie, reason="chosen by hand", decided=True))

    def reject(self, number: int) -> Review:
        """Decide that a row is not to be kept, now and in later imports."""
        row = self.row(number)
        return self._with(replace(row, status=Status.REJECTED, movie=None, reason="rejected by hand", decided=True))

    def replace_rating(self, number: int, replaces: bool = True) -> Review:
        """Decide whether a row's rating takes the place of the person's own."""
        return self._with(replace(self.row(number), replaces=replaces))

    def replace_all_ratings(self) -> Review:
        """Let every differing rating take the place of the person's own."""
        return replace(self, rows=tuple(replace(row, replaces=row.conflict is not None) for row in self.rows))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Returns the decisions to keep for later imports."""
        made = [row for row in self.rows if row.decided and row.status in (Status.MATCHED, Status.REJECTED)]
        return tuple(Decision(row.key, None if row.movie is None else self.finder.film(row.movie)) for row in made)

    def summary(self) -> str:
        """One sentence, such as ``Letterboxd: 18 of 20 entries matched; 1 unsure, 1 not in this dataset``."""
        matched = self.counts.get(Status.MATCHED, 0)
        others = ", ".join(
            counted(count, status) if status == Status.PROBLEM else f"{count:,} {status}"
            for status, count in self.counts.items()
            if status != Status.MATCHED
        )
        source = self.history.source[:1].upper() + self.history.source[1:]
        entries = counted(len(self.rows), "entry").replace("entrys", "entries")
        text = f"{source}: {matched:,} of {entries} matched{'; ' + others if others else ''}"
        if open_conflicts := sum(not row.replaces for row in self.conflicts):
            verb = "stays" if open_conflicts == 1 else "stay"
            text += f"; {counted(open_conflicts, 'rating')} that you gave otherwise {verb}"
        return text

    def _with(self, changed: ReviewRow) -> Review:
        rows = (*self.rows[: changed.number - 1], changed, *self.rows[changed.number :])
        return replace(self, rows=_checked(rows, self.finder, self.person))


def make_review(
    history: History, finder: MovieFinder, person: Person | None = None, scale: Scale | None = None, who: str = ""
) -> Review:
    """The review of a history for a dataset and a person, at once; see ``reviewing``."""
    return finish(reviewing(history, finder, person, scale, who))


def reviewing(
    history: History, finder: MovieFinder, person: Person | None = None, scale: Scale | None = None, who: str = ""
) -> Generator[Progress, None, Review]:
    """Make the review of a history for a dataset and a person, with the person's earlier decisions applied.

    ``scale`` is that of ratings whose source does not say theirs, ``who`` the person to take out of a file of several.
    Raises NeedsScaleError or NeedsWhoError where one has to be asked for.
    """
    entries = entries_of_one(history, who)
    asked = scale_of(history, entries, scale, finder.scale if _uses_ids_of(finder, history, entries) else None)
    remembered = {} if person is None else {decision.key: decision for decision in person.decisions}
    rows = []
    for number, entry in enumerate(entries, start=1):
        if number % _AT_ONCE == 1:
            yield Progress("Looking the films up", number - 1, len(entries))
        placed = entry if history.is_exact else _placed(entry, asked, finder)
        row = _row(number, placed, finder, history.is_exact)
        rows.append(_decided(row, remembered, finder))
    notes = (*history.notes, *_by_number_alone(rows))
    if scale is not None and asked is None:
        notes = (*notes, f"{history.source} has a scale of its own; the one given is not used")
    return Review(history, finder, person, _checked(rows, finder, person), notes)


def _by_number_alone(rows: Sequence[ReviewRow]) -> tuple[str, ...]:
    """A warning where films were found by TMDB numbers that no title and no type confirms."""
    count = sum(row.reason == BY_TMDB and not row.entry.film.names and not row.entry.type_word for row in rows)
    if not count:
        return ()
    return (
        f"{counted(count, 'row')} found by the TMDB number alone: shows have the same numbers as films, so a row that "
        "is of a show is wrong",
    )


def _uses_ids_of(finder: MovieFinder, history: History, entries: Sequence[Entry]) -> bool:
    """Whether a table's movie ids are the dataset's: where it has titles, most are of movies of the same title."""
    if not history.uses_dataset_ids:
        return False
    titled = [entry.film for entry in entries if entry.film.names and entry.film.movie_id is not None][:_AT_ONCE]
    agreeing = sum(finder.find(replace(film, imdb_id="", family=finder.family)).why == BY_ID for film in titled)
    return 2 * agreeing >= len(titled)


def _placed(entry: Entry, asked: Scale | None, finder: MovieFinder) -> Entry:
    """The entry with the dataset's family to an id that is one of its own, and with the scale that was asked for."""
    film = entry.film
    if entry.kind == Kind.UNKNOWN:
        film = replace(film, doubt=entry.type_word)
    if film.movie_id is not None and not film.family:
        film = replace(film, family=finder.family)
    if entry.what != RATINGS or entry.scale is not None or asked is None or entry.value is None:
        return replace(entry, film=film)
    problem = entry.problem or ("" if asked.holds(entry.value) else f"{entry.value:g} is off the scale of {asked}")
    return replace(entry, film=film, scale=asked, problem=problem)


def _row(number: int, entry: Entry, finder: MovieFinder, exact: bool) -> ReviewRow:
    """One entry looked up; ``exact`` leaves its film as it is, even ids that the dataset knows as other movies'."""
    if entry.kind == Kind.NOT_FILM:
        return ReviewRow(number, entry, Status.NOT_A_FILM, reason=entry.type_word or "series")
    if entry.problem:
        return ReviewRow(number, entry, Status.PROBLEM, reason=entry.problem)
    if not entry.film.keys:
        return ReviewRow(number, entry, Status.PROBLEM, reason="no title and no id")
    found = finder.find(entry.film)
    believed = entry.film if exact else finder.believed(entry.film, found)
    return _matched(number, replace(entry, film=believed), found)


def _matched(number: int, entry: Entry, found: Found) -> ReviewRow:
    if found.movie is not None:
        return ReviewRow(number, entry, Status.MATCHED, movie=found.movie, reason=found.why)
    status = Status.UNSURE if found.candidates else Status.NOT_HERE
    return ReviewRow(number, entry, status, candidates=found.candidates, reason=found.why)


def _decided(row: ReviewRow, remembered: Mapping[str, Decision], finder: MovieFinder) -> ReviewRow:
    """The row with what was decided on such an entry before."""
    decision = remembered.get(row.key)
    if decision is None or row.status in _NO_MOVIES:
        return row
    if decision.film is None:
        return replace(row, status=Status.REJECTED, movie=None, reason="rejected before", decided=True)
    found = finder.find(decision.film)
    if found.movie is None:
        return row
    return replace(row, status=Status.MATCHED, movie=found.movie, reason="chosen before", decided=True)


def _checked(rows: Sequence[ReviewRow], finder: MovieFinder, person: Person | None) -> tuple[ReviewRow, ...]:
    """The rows with what they have against each other (two ratings of one film) and against the person's own."""
    own = () if person is None else person.ratings
    index = FilmIndex.of(rated.film for rated in own)
    last: dict[tuple[str, object], ReviewRow] = {}
    for row in rows:
        if row.status in (Status.MATCHED, Status.REPEATED):
            key = (row.entry.what, row.movie)
            known = last.get(key)
            if known is None or (row.entry.time, row.number) >= (known.entry.time, known.number):
                last[key] = row
    return tuple(_compared(row, last, own, index, finder) for row in rows)


def _compared(
    row: ReviewRow,
    last: Mapping[tuple[str, object], ReviewRow],
    own: Sequence[Rated],
    index: FilmIndex,
    finder: MovieFinder,
) -> ReviewRow:
    if row.status in (Status.MATCHED, Status.REPEATED):
        later = last[row.entry.what, row.movie].number
        if later != row.number:
            return replace(row, status=Status.REPEATED, reason=f"row {later} rates the same film later", conflict=None)
        row = replace(row, status=Status.MATCHED)
    if row.entry.what != RATINGS or row.status not in (Status.MATCHED, Status.UNSURE, Status.NOT_HERE):
        return replace(row, conflict=None) if row.conflict is not None else row
    place = index.find(film_of(row, finder))
    known = None if place is None else own[place]
    return replace(row, conflict=known if known is not None and _differs(known, row.entry) else None)


def _differs(known: Rated, entry: Entry) -> bool:
    """Whether the two ratings mean another thing: 4.5 of 5 and 9 of 10 do not."""
    if entry.value is None or entry.scale is None:
        return False
    return abs(converted(known.value, known.scale, entry.scale) - entry.value) > 1e-9


def film_of(row: ReviewRow, finder: MovieFinder) -> Film:
    """The row's film with all that the dataset knows of the movie that it is."""
    film = row.entry.film
    if row.movie is None:
        return film
    known = finder.film(row.movie)
    if row.decided:
        return known.completed(replace(film, imdb_id="", tmdb_id="", movie_id=None, family="", doubt=""))
    return film.completed(known)
