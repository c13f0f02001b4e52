"""The cost of a comparison, before it starts."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.recommenders import recommender
from movierec_gui.training.comparing.contestants import AnySpec, Contestant
from movierec_gui.training.config import RunSpec
from movierec_gui.training.devices import choose_device, use_threads
from movierec_gui.training.estimate import evaluation_seconds, own_seconds, pass_seconds
from movierec_gui.training.fitting import GradientFit, new_model
from movierec_gui.training.list_estimate import judging_seconds, timed_fit
from movierec_gui.training.list_runs import ListSpec
from movierec_gui.training.list_tests import of_split
from movierec_gui.training.ranking import can_rank, scorer_of

STAGE = "Estimating the comparison"


@dataclass(frozen=True)
class ComparisonCost:
    """How much there is to do; ``seconds`` is None where a contestant was not timed."""

    fits: int
    """Contestants times splits."""
    trainings: int
    """A fit takes two where there is an epoch to choose."""
    seconds: float | None


def time_cells(
    dataset: Dataset, specs: Sequence[AnySpec], split: SplitConfig, ranking: bool = True
) -> Generator[Progress, None, dict[AnySpec, float]]:
    """Seconds that each contestant would take on a split, if no early stop shortens it: fits, errors, and lists.

    One that this data or machine does not allow takes none: the comparison fails it at once, says why, and goes on.
    Raises UserError where the split does not fit.
    """
    split_ratings(dataset, split)
    seconds: dict[AnySpec, float] = {}
    for number, spec in enumerate(specs):
        yield Progress(STAGE, number, len(specs))
        try:
            if isinstance(spec, ListSpec):
                seconds[spec] = _of_recommender(dataset, spec, split)
            else:
                seconds[spec] = yield from _of_rating_model(dataset, spec, split, ranking, (number, len(specs)))
        except UserError:
            seconds[spec] = 0.0
    return seconds


def comparison_cost(contestants: Sequence[Contestant], splits: int, seconds: Mapping[AnySpec, float]) -> ComparisonCost:
    """The cost on so many splits, from what ``time_cells`` found."""
    known = all(contestant.spec in seconds for contestant in contestants)
    return ComparisonCost(
        fits=splits * len(contestants),
        trainings=splits * sum(contestant.runs for contestant in contestants),
        seconds=splits * sum(seconds[one.spec] for one in contestants) if known else None,
    )


def _of_rating_model(
    dataset: Dataset, spec: RunSpec, config: SplitConfig, ranking: bool, place: tuple[int, int]
) -> Generator[Progress, None, float]:
    """A run on the training part, judged by the validation part each epoch, and one on both, judged by the test part.

    Timed on the second run's ratings; the first has fewer of them.
    """
    clock = time.perf_counter()
    first, second = split_ratings(dataset, config), split_ratings(dataset, replace(config, refit=True))
    data = training_data(dataset, second)
    use_threads(spec.training.threads)
    model, generator = new_model(spec, data, choose_device(spec.training.device))
    fit = None if model.fits_itself else GradientFit(model, data, spec.training, generator)
    building = time.perf_counter() - clock
    yield Progress(STAGE, *place)
    fitting = own_seconds(model, data, generator) if fit is None else pass_seconds(fit, spec.training.batch_size)
    yield Progress(STAGE, *place)
    epochs = model.fit_epochs if fit is None else spec.training.epochs
    evaluation_seconds(model, data, len(second.test))  # pays for what later calls find ready
    each = evaluation_seconds(model, data, len(second.test)) / max(1, len(second.test))
    whole = building + epochs * (fitting + each * len(second.test))
    if spec.training.keep_best:
        share = len(first.train) / len(second.train)
        whole += building + epochs * (share * fitting + each * len(first.validation)) + each * len(first.validation)
    if ranking and can_rank(dataset, second.test):
        lists = of_split(dataset, second)
        whole += judging_seconds(scorer_of(model, lists), lists)
    return whole + each * len(second.test)  # the intervals


def _of_recommender(dataset: Dataset, spec: ListSpec, config: SplitConfig) -> float:
    """One fit, and its lists; where the fit is too long to wait for, those of the most rated movies are timed."""
    clock = time.perf_counter()
    split = split_ratings(dataset, replace(config, refit=True))
    test, data = of_split(dataset, split), training_data(dataset, split)
    building = time.perf_counter() - clock
    fitting, made = timed_fit(spec, data)
    if made is None:
        made = timed_fit(replace(spec, recommender="popularity", settings=recommender("popularity").config()), data)[1]
    judging = judging_seconds(made.scores, test) if made is not None else 0.0
    return building + fitting + judging
