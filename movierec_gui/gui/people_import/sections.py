"""The rows of a review in sections, and each row in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movierec_gui.data.people.review import Review, ReviewRow

_LISTS = {
    "ratings": "Rating",
    "watchlist": "Watchlist",
    "not_for_me": "Not for me",
    "seen": "Seen",
    "liked": "Liked",
}


@dataclass(frozen=True)
class Section:
    """Rows of one kind."""

    title: str
    explanation: str
    rows: Callable[[Review], tuple[ReviewRow, ...]]


def _status(name: str) -> Callable[[Review], tuple[ReviewRow, ...]]:
    def rows(review: Review) -> tuple[ReviewRow, ...]:
        from movierec_gui.data.people.review import Status

        return review.having(Status[name])

    return rows


def _conflicts(review: Review) -> tuple[ReviewRow, ...]:
    return review.conflicts


UNSURE, CONFLICTS, MATCHED = "Unsure", "Rated otherwise", "Matched"
SECTIONS = (
    Section(
        UNSURE,
        "Which film is meant? Press its number, or 0 for none of them. Rows left open are kept, unmatched.",
        _status("UNSURE"),
    ),
    Section(
        CONFLICTS,
        "You have rated these films otherwise. Your rating stays unless you press 2.",
        _conflicts,
    ),
    Section(MATCHED, "Found in this dataset. Search by hand where a film is the wrong one.", _status("MATCHED")),
    Section(
        "Not in this dataset",
        "Kept with the person for larger data, unless you press 0. Search by hand if you know better.",
        _status("NOT_HERE"),
    ),
    Section("Not a film", "Series, episodes and games; they are left out.", _status("NOT_A_FILM")),
    Section("Rated again", "The file has a later rating of the same film, which counts.", _status("REPEATED")),
    Section("Problems", "These rows cannot be used.", _status("PROBLEM")),
    Section("Rejected", "Left out, now and in later imports. Search by hand to take one back.", _status("REJECTED")),
)


def rating_text(row: ReviewRow) -> str:
    """As in ``8 (1 to 10)``, or the list that the film is on."""
    if row.entry.what != "ratings" or row.entry.value is None:
        return _LISTS[row.entry.what] if row.entry.what != "ratings" else ""
    return f"{row.entry.value:g} ({row.entry.scale})" if row.entry.scale is not None else f"{row.entry.value:g}"


def outcome_text(review: Review, row: ReviewRow, section: str) -> str:
    """What becomes of a row, or why nothing does."""
    movies = review.finder.dataset.movies
    if section == CONFLICTS and row.conflict is not None:
        return "the file's replaces yours" if row.replaces else f"yours stays: {row.conflict.value:g}"
    if row.movie is not None:
        return movies.label(row.movie)
    if row.candidates:
        return " or ".join(movies.label(movie) for movie in row.candidates)
    return row.reason


def facts_text(row: ReviewRow) -> str:
    """The rating, where it stands in the file, and by what the film was found or why it was not."""
    from movierec_gui.data.people.review import Status

    reason = f"found by {row.reason}" if row.status == Status.MATCHED and not row.decided else row.reason
    return " · ".join(text for text in (rating_text(row), row.entry.where, reason) if text)


def keep_text(ratings: int, films: int) -> str:
    """The words of the button that keeps a review."""
    parts = []
    if ratings or not films:
        parts.append(f"{ratings:,} rating" + ("" if ratings == 1 else "s"))
    if films:
        parts.append(f"{films:,} film" + ("" if films == 1 else "s") + " on lists")
    return f"Keep {' and '.join(parts)}"
