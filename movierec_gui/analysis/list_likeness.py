"""How alike the lists are that a run makes for different people: a network may predict well and list the same for all.

Measured once for a run and kept in its record, by pairs of people's ten-lists.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np

from movierec_gui.analysis.movie_lists import LENGTH, list_for_user
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.runs import RunRecord, RunStore
from movierec_gui.training.trained import TrainedRun

PEOPLE = 100
"""Users whose lists are compared, at most, evenly spread."""
TOO_ALIKE = 3.0
"""Films that two lists of ten have in common, on the average, from which on they hardly differ."""


@dataclass(frozen=True)
class Likeness:
    """Means over all pairs of people."""

    jaccard: float
    """Films in both lists as a share of those in either."""
    same: float
    """Films in both lists of ten."""


def measure_likeness(run: TrainedRun) -> Generator[Progress, None, Likeness]:
    """Make a list for each of ``PEOPLE`` users and compare each two. Raises UserError where there is no pair."""
    trained = run.trained_users
    users = trained[:: -(-len(trained) // PEOPLE)]
    lists = []
    for number, user in enumerate(users):
        yield Progress("Comparing people's lists", number, len(users))
        lists.append({listed.movie for listed in list_for_user(run, int(user))})
    pairs = [(len(one & other), len(one | other)) for one, other in combinations(lists, 2)]
    if not pairs:
        raise UserError("There is only one user whose list could be compared", "", "")
    same, either = np.array(pairs, np.float64).T
    return Likeness(jaccard=float((same / np.maximum(either, 1)).mean()), same=float(same.mean()))


def keep_likeness(store: RunStore, run: TrainedRun) -> Generator[Progress, None, RunRecord]:
    """Measure, and keep the figures with the run; its new record."""
    likeness = yield from measure_likeness(run)
    return store.change(run.record.id, lists=asdict(likeness))


def sentence(record: RunRecord) -> str:
    """That the run's lists hardly differ, where they do; empty where they differ, or nobody has measured it yet."""
    same = record.lists.get("same", 0.0)
    if same < TOO_ALIKE:
        return ""
    return f"Its lists hardly differ between people: {same:.1f} of {LENGTH} films are the same"
