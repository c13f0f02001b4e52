"""Sentences and names of the window about a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movierec_gui.analysis.run_depth.duel import Duel
    from movierec_gui.analysis.run_depth.judged import JudgedRatings
    from movierec_gui.training.run_differences import Difference

PARTS = (
    ("", "Test ratings, else validation"),
    ("test", "Test ratings"),
    ("validation", "Validation ratings"),
)
GROUPINGS = (
    ("genre", "Genre", "Genre of the movie; a movie with several counts in each"),
    ("year", "Decade", "Decade in which the movie came out"),
    ("support", "Ratings of the movie", "Training ratings of the movie"),
    ("activity", "Ratings of the user", "Training ratings of the user"),
    ("rating", "Rating given", "The rating that was really given"),
    ("time", "When it was given", "Year, quarter or month of the rating, in UTC"),
)
"""As in ``analysis.run_depth.groups``, which the window does not load before it needs it."""
DENSITY_NOTE = (
    "A column for each rating that was given: the darker, the more often the run predicted so. Where columns look "
    "alike, the run cannot tell these ratings apart; that means lie nearer to the middle than the marks is usual."
)
TIME_NOTE = "Mean of prediction less rating with its 95 % interval: above 0 the run predicts too much."
NO_TIMES = "These data do not say when ratings were given."
NO_INTERVALS = "The run has no intervals: its network knows no variance, and there were no validation ratings."
LISTS_NOTE = "How good the lists are that its predictions make: the movies predicted highest for everybody."
CHOOSE_OTHER = "Choose another run to see who is better served by which, on ratings that both held out."


def coverage_note(part: str) -> str:
    """What the picture of coverage shows."""
    of = "from validation ratings" if part == "test" else "of one half of these ratings from the other half"
    return f"Intervals {of}: on the dashed line they hold as many ratings as they promise, below it too few."


def error_facts(judged: JudgedRatings) -> str:
    """The errors over all ratings beside those of the biases, a line each."""
    names = {"rmse": "RMSE", "mae": "MAE", "mse": "MSE"}
    own, biases = judged.figures, judged.baseline_figures
    return "\n".join(f"{title} {own[name]:.4f} (biases {biases[name]:.4f})" for name, title in names.items())


def differences_text(differences: Sequence[Difference]) -> str:
    """The settings that differ, this run's value first; versions of libraries are left out."""
    told = [entry for entry in differences if entry.part != "Versions"]
    if not told:
        return "Their settings are the same."
    return "Settings that differ: " + "; ".join(
        f"{entry.name} {_value(entry.first)} here, {_value(entry.second)} there" for entry in told
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None or value == "" else str(value)


def duel_summary(duel: Duel) -> str:
    """Who is better served by which, in a few sentences."""
    low, high = duel.interval
    one, other = duel.leaning
    verdict = "not beyond noise" if low <= 0 <= high else "beyond noise"
    people_low, people_high = duel.per_person_interval
    return (
        f"On {duel.where}: MSE {duel.mse[0]:.4f} here, {duel.mse[1]:.4f} with {duel.second}; difference "
        f"{duel.difference:+.4f}, 95 % interval {low:+.4f} to {high:+.4f} ({verdict}). Mean over people "
        f"{duel.per_person:+.4f} ({people_low:+.4f} to {people_high:+.4f}, bootstrap). "
        f"Of {len(duel.people):,} people {one:,} are served better here ({duel.count('first'):,} surely), "
        f"{other:,} by the other ({duel.count('second'):,} surely)."
    )
