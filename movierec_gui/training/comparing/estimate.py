"""The cost of a comparison, before it starts."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.comparing.contestants import AnySpec, Contestant
from movierec_gui.training.estimate import estimate
from movierec_gui.training.list_estimate import fit_seconds
from movierec_gui.training.list_runs import ListSpec


@dataclass(frozen=True)
class ComparisonCost:
    """How much there is to do; ``seconds`` is None where a contestant was not timed."""

    fits: int
    """Contestants times splits."""
    trainings: int
    """A fit takes two where there is an epoch to choose."""
    seconds: float | None


def time_runs(
    dataset: Dataset, specs: Sequence[AnySpec], split: SplitConfig
) -> Generator[Progress, None, dict[AnySpec, float]]:
    """Seconds that each of the runs would take on a split, if no early stop shortens it.

    A run that this data or machine does not allow takes none: the comparison fails it at once, says why, and goes on.
    Raises UserError where the split does not fit.
    """
    split_ratings(dataset, split)
    seconds: dict[AnySpec, float] = {}
    for number, spec in enumerate(specs):
        if isinstance(spec, ListSpec):
            yield Progress("Estimating the comparison", number, len(specs))
            learned = split_ratings(dataset, replace(split, refit=True))
            seconds[spec] = fit_seconds(spec, training_data(dataset, learned))
            continue
        work = estimate(dataset, replace(spec, split=split))
        while True:
            try:
                next(work)
            except StopIteration as end:
                seconds[spec] = float(end.value.seconds)
                break
            except UserError:
                seconds[spec] = 0.0
                break
            yield Progress("Estimating the comparison", number, len(specs))
    return seconds


def comparison_cost(contestants: Sequence[Contestant], splits: int, seconds: Mapping[AnySpec, float]) -> ComparisonCost:
    """The cost on so many splits, from what ``time_runs`` found.

    The rankings come on top of the time; they take as long as a few epochs.
    """
    known = all(contestant.spec in seconds for contestant in contestants)
    return ComparisonCost(
        fits=splits * len(contestants),
        trainings=splits * sum(contestant.runs for contestant in contestants),
        seconds=splits * sum(one.runs * seconds[one.spec] for one in contestants) if known else None,
    )
