"""The next trial's settings, by optuna's samplers: at random, or where earlier trials did well (TPE).

Optuna stays in memory and is asked afresh before each trial: it is told all earlier trials, and its generator is seeded
by the search's seed and the trial's number. So nothing of it is kept on disk (its own storages are databases, and its
samplers are kept as pickles), and a search that was interrupted proposes what an undisturbed one would have. Bergstra
et al., NeurIPS 2011; Akiba et al., KDD 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from movierec_gui.training.searching.record import FAILED, RANDOM, SearchRecord, Trial
from movierec_gui.training.searching.space import Dimension, Value, start_values

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

_ATTEMPTS = 50
"""Draws after which everything that there is counts as tried."""
_DIGITS = 4
"""A number of a trial has so many: more would tell nothing apart."""


def next_values(record: SearchRecord) -> dict[str, Value] | None:
    """The settings of the next trial; None where everything was tried. The first is what the search starts from."""
    tried = {_signature(trial.values) for trial in record.trials}
    if len(tried) >= np.prod([dimension.size for dimension in record.space]):
        return None
    start = start_values(record.spec(), record.space)
    if not record.trials and start is not None:
        return start
    for attempt in range(_ATTEMPTS):
        values = _drawn(record, attempt)
        if _signature(values) not in tried:
            return values
    return None


def _drawn(record: SearchRecord, attempt: int) -> dict[str, Value]:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)  # it greets every study
    state = np.random.SeedSequence([record.seed, len(record.trials), attempt]).generate_state(1)
    seed = int(state[0])
    sampler: optuna.samplers.BaseSampler
    if record.sampler == RANDOM:
        sampler = optuna.samplers.RandomSampler(seed)
    else:
        sampler = optuna.samplers.TPESampler(seed=seed, multivariate=True)
    study = optuna.create_study(sampler=sampler, direction="maximize" if record.higher_is_better else "minimize")
    distributions = {dimension.name: _distribution(dimension) for dimension in record.space}
    study.add_trials([_told(trial, distributions) for trial in record.trials])
    params = study.ask(distributions).params
    return {dimension.name: _short(dimension, params[dimension.name]) for dimension in record.space}


def _distribution(dimension: Dimension) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if dimension.choices:
        return CategoricalDistribution(dimension.choices)
    if dimension.whole:
        return IntDistribution(int(dimension.low), int(dimension.high), log=dimension.logarithmic)
    return FloatDistribution(dimension.low, dimension.high, log=dimension.logarithmic)


def _told(trial: Trial, distributions: Mapping[str, BaseDistribution]) -> Any:
    """A trial of ours as one of optuna's; a failed one counts as pruned.

    TPE leaves failed trials out and would try their like again; pruned ones it takes for the worst.
    """
    from optuna.trial import TrialState, create_trial

    params = dict(trial.values)
    if trial.status == FAILED:
        return create_trial(state=TrialState.PRUNED, params=params, distributions=dict(distributions))
    return create_trial(value=trial.score, params=params, distributions=dict(distributions))


def _short(dimension: Dimension, value: Any) -> Value:
    if dimension.choices or dimension.whole:
        known: Value = value
        return known
    return min(dimension.high, max(dimension.low, float(f"{value:.{_DIGITS}g}")))


def _signature(values: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
    return tuple(sorted(values.items()))
