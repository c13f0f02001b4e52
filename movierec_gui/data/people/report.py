"""A file of ratings used at once for a dataset, kept nowhere, with a report line by line."""

from __future__ import annotations

from pathlib import Path

from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.follow import Followed, follow
from movierec_gui.data.people.keeping import keep
from movierec_gui.data.people.person import RATINGS, Person, Scale
from movierec_gui.data.people.reading import read_history
from movierec_gui.data.people.review import Review, ReviewRow, Status, make_review
from movierec_gui.data.validation import DUPLICATE, UNKNOWN_MOVIE, IssueLog, ValidationReport
from movierec_gui.errors import UserError

NOT_A_FILM = "not a film"
IN_DOUBT = "may be one of several movies"
CHANGED = "ratings on another scale"
NOTED = "noted"
_REASONS = {
    Status.REPEATED: DUPLICATE,
    Status.NOT_A_FILM: NOT_A_FILM,
    Status.UNSURE: IN_DOUBT,
    Status.NOT_HERE: UNKNOWN_MOVIE,
}


def ratings_of_file(
    path: Path, finder: MovieFinder, scale: Scale | None = None, who: str = ""
) -> tuple[Followed, ValidationReport]:
    """The ratings of a history as movies of the dataset, and what could not be used.

    Raises UserError where none can be used, NeedsScaleError or NeedsWhoError where something has to be asked.
    """
    review = make_review(read_history(path), finder, scale=scale, who=who)
    followed = follow(keep(review, Person("", path.stem)), finder)
    report = _report(review, followed)
    if not followed.ratings:
        where = str(report.issues[0]) if report.issues else "The file rates nothing"
        raise UserError(
            f"{path.name} holds no rating of a movie in {finder.dataset.name}", where, "Check its columns and titles"
        )
    return followed, report


def _report(review: Review, followed: Followed) -> ValidationReport:
    log = IssueLog()
    rated = [row for row in review.rows if row.entry.what == RATINGS]
    for row in rated:
        if row.status != Status.MATCHED:
            log.add(row.entry.where, 0, _REASONS.get(row.status, row.reason), _detail(review, row))
    for note in (*review.notes, *followed.notes):
        log.add(review.history.origin.name, 0, CHANGED if note in followed.notes else NOTED, note, kept=True)
    return log.report(len(rated), len(followed.ratings))


def _detail(review: Review, row: ReviewRow) -> str:
    label = row.entry.film.label
    if row.candidates:
        movies = review.finder.dataset.movies
        return f"{label}; perhaps {' or '.join(movies.label(movie) for movie in row.candidates[:3])}"
    return f"{label}: {row.reason}" if row.status == Status.NOT_A_FILM else label
