"""Everything about one run, gathered in one piece of work."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import pandas as pd

from movierec_gui.analysis.run_depth.groups import GROUPINGS, error_table, grouping
from movierec_gui.analysis.run_depth.judged import JudgedRatings, judge_run
from movierec_gui.analysis.run_depth.served import served_films, served_people
from movierec_gui.analysis.run_depth.spread import coverage_table, density_table
from movierec_gui.progress import Progress
from movierec_gui.training.list_names import LIST_NAMES
from movierec_gui.training.list_tests import of_split
from movierec_gui.training.ranking import ListFigures, judge_lists, scorer_of
from movierec_gui.training.trained import TrainedRun

LIST_LENGTH = 10


@dataclass(frozen=True, eq=False)
class RunDepth:
    """Figures of one run, all of them on ``judged``."""

    judged: JudgedRatings
    groups: dict[str, pd.DataFrame]
    """Tables of ``error_table`` by the name of the grouping."""
    density: pd.DataFrame
    """As from ``density_table``."""
    coverage: pd.DataFrame
    """As from ``coverage_table``."""
    people: pd.DataFrame
    """As from ``served_people``."""
    films: pd.DataFrame
    """As from ``served_films``."""

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by the name of its file."""
        found = {f"errors-by-{name}": table for name, table in self.groups.items() if len(table)}
        found |= {"predicted-against-actual": self.density}
        if len(self.coverage):
            found["coverage"] = self.coverage
        return found | {"people": self.people, "films": self.films}


def look_into(run: TrainedRun, part: str = "", by: Sequence[str] = ()) -> Generator[Progress, None, RunDepth]:
    """Look into one run: errors by group, predictions against ratings, intervals, people and films.

    ``by`` names the groupings, all by default. Raises UserError at an unknown part or grouping and where the part holds
    no rating.
    """
    names = tuple(dict.fromkeys(by)) or tuple(entry.name for entry in GROUPINGS)
    for name in names:
        grouping(name)
    judged = yield from judge_run(run, part)
    groups = {}
    for place, name in enumerate(names):
        yield Progress("Errors by group", place, len(names))
        groups[name] = error_table(judged, name)
    yield Progress("Intervals")
    density, coverage = density_table(judged), coverage_table(run, judged)
    yield Progress("People and films")
    return RunDepth(judged, groups, density, coverage, served_people(judged), served_films(judged))


def look_at_lists(
    run: TrainedRun, part: str, length: int = LIST_LENGTH
) -> Generator[Progress, None, tuple[ListFigures, str]]:
    """Figures of the lists that the run's predictions make, and on what they were judged, in words.

    It takes longer than all the rest: everybody's every unrated movie is predicted. Raises UserError where nobody likes
    a rating of the part.
    """
    test = of_split(run.dataset, run.split, part)
    yield Progress("Predicting everybody's every movie")
    judged = yield from judge_lists(scorer_of(run.model, test), test, length)
    where = f"Top {length} of {judged.figures.users:,} people's unrated movies, {part} ratings"
    return judged.figures, where if test.liked_at is None else f"{where}; liked is {test.liked_at:g} or more"


def lists_table(figures: ListFigures) -> pd.DataFrame:
    """The figures of lists as rows of name and value."""
    return pd.DataFrame({"figure": list(LIST_NAMES), "value": [getattr(figures, name) for name in LIST_NAMES]})
