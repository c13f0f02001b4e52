"""The gradient descent of t-SNE, one step at a time."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.maps.affinities import Affinities, least_of_share, thinned
from movierec_gui.analysis.maps.forces import Attraction, repulsion_of
from movierec_gui.progress import Progress

Float32Array = npt.NDArray[np.float32]

STAGE = "Layout"
FRAME_STEPS = 10
"""Steps between two measured pictures."""
_START_SPREAD = 1e-4
_LONGEST_STEP = 5.0
_SETTLED_STEPS, _SETTLED_FALL, _SETTLED_SHARE = 100, 0.004, 0.0036


class Phase(NamedTuple):
    """How the points move for some steps."""

    steps: int
    exaggeration: float
    """How many times as strongly neighbours attract each other."""
    momentum: float
    pace: float
    """Of the learning rate that goes with the exaggeration."""


_GATHERING = (Phase(40, 12.0, 0.8, 1.0), Phase(20, 4.0, 0.8, 2.0), Phase(20, 2.0, 0.9, 2.0))
_SPREADING = Phase(0, 1.0, 0.95, 3.0)
"""Found on the ratings of ml-latest-small: steps until the divergence that scikit-learn ends with, and the last one."""
_PACED_POINTS, _PACE_GROWTH, _LEAST_PACE = 9_000, 0.15, 2.0
"""So many points spread at that pace, others by a power of their number faster, since a larger map has a longer way to
its size. Found on 25 million made-up ratings and on 60,000 points between those of ml-latest-small."""
_SLOWING, _SLOWED = 200, 500
"""Between these steps the pace falls to 1: large steps unfold the map, small ones settle it."""
_KEPT_PAIRS, _SAMPLES, _CELL = 0.25, 4, 0.7
"""Most steps see a quarter of the pairs, another sample each time, and cells twice as wide as a measured one."""
_MANY_PAIRS = 100_000
"""With fewer there is nothing to save."""


@dataclass(frozen=True, eq=False)
class Step:
    """Where the points are after a step, and the Kullback-Leibler divergence just before it."""

    number: int
    points: Float32Array
    """Shape [n, 2]; a copy."""
    divergence: float


def descend(
    affinities: Affinities, start: Float32Array, steps: int, *, until_settled: bool
) -> Generator[Step | Progress, None, Step]:
    """Move the points so that neighbours in the data become neighbours on the plane.

    ``start`` [n, 2] (two principal components) is shrunk to a small cloud. Gains as in van der Maaten's programs. The
    attraction is exaggerated at first, less and less; the learning rate goes with n / exaggeration after Belkina et al.
    (2019). Most steps compute the forces roughly, by samples of the pairs in turn; a measured one, every
    ``FRAME_STEPS``, takes all pairs and a finer grid. Yields Progress before the first step, between the forces and
    after each plain step, and a Step for each measured one; returns the last one. Where ``until_settled``, ends once
    the divergence fell by less than 0.004, or by less than 0.36 % of what is left of it, in 100 steps.
    """
    attract, repel = Attraction(affinities), repulsion_of(affinities.n)
    repel_roughly = repulsion_of(affinities.n, _CELL)
    yield Progress(STAGE, 0, steps)
    samples = [attract]
    if affinities.upper.nnz > _MANY_PAIRS:
        samples = yield from _samples(affinities, steps)
    points = (start - start.mean(axis=0)).astype(np.float32)
    points *= _START_SPREAD / max(float(points[:, 0].std()), 1e-12)
    velocity, gains = np.zeros_like(points), np.ones_like(points)
    history: list[float] = []
    for number in range(1, steps + 1):
        phase = _phase(number, steps)
        pace = _spreading_pace(number, steps, len(points)) if phase is _SPREADING else phase.pace
        measured = number % FRAME_STEPS == 0 or number == steps
        pull, cost = (attract if measured else samples[number % len(samples)])(points, measure=measured)
        yield Progress(STAGE, number - 1, steps)
        push, normalisation = (repel if measured else repel_roughly)(points)
        gradient = np.float32(phase.exaggeration) * pull - push / np.float32(normalisation)
        rate = pace * max(200.0, len(points) / phase.exaggeration)
        _move(points, gradient, velocity, gains, rate, phase.momentum)
        if not measured:
            yield Progress(STAGE, number, steps)
            continue
        step = Step(number, points.copy(), attract.divergence(cost, normalisation))
        yield step
        if phase is not _SPREADING:
            continue
        history.append(step.divergence)
        if until_settled and _has_settled(history):
            break
    return step


def _samples(affinities: Affinities, steps: int) -> Generator[Progress, None, list[Attraction]]:
    """The pull of the likely pairs and a few of the others, and again with others of them."""
    least, samples = least_of_share(affinities, _KEPT_PAIRS), []
    for sample in range(_SAMPLES):
        yield Progress(STAGE, 0, steps)
        samples.append(Attraction(thinned(affinities, least, (sample + 0.5) / _SAMPLES)))
    return samples


def _phase(number: int, steps: int) -> Phase:
    """The phase of a step; where there are few in all, a quarter of them gather."""
    share = min(1.0, steps / 4 / sum(phase.steps for phase in _GATHERING))
    ended = 0.0
    for phase in _GATHERING:
        ended += share * phase.steps
        if number <= ended:
            return phase
    return _SPREADING


def _spreading_pace(number: int, steps: int, n: int) -> float:
    """The pace of a step of n points once neighbours attract each other as they are; it falls sooner in fewer steps."""
    high = max(_LEAST_PACE, _SPREADING.pace * (n / _PACED_POINTS) ** _PACE_GROWTH)
    share = min(1.0, steps / _SLOWED)
    slowed = (number / share - _SLOWING) / (_SLOWED - _SLOWING)
    return float(high ** (1.0 - min(1.0, max(0.0, slowed))))


def _move(
    points: Float32Array,
    gradient: Float32Array,
    velocity: Float32Array,
    gains: Float32Array,
    rate: float,
    momentum: float,
) -> None:
    """One step of gradient descent with momentum and a gain per coordinate, in place; all [n, 2]."""
    turned = (velocity > 0) == (gradient > 0)
    np.copyto(gains, np.where(turned, gains * 0.8 + 0.01, gains + 0.2))
    velocity *= np.float32(momentum)
    velocity -= np.float32(rate) * gains * gradient
    lengths = np.sqrt(np.einsum("nc,nc->n", velocity, velocity))
    velocity *= np.minimum(1.0, _LONGEST_STEP / np.maximum(lengths, 1e-12)).astype(np.float32)[:, None]
    points += velocity
    points -= points.mean(axis=0)


def _has_settled(history: list[float]) -> bool:
    back = _SETTLED_STEPS // FRAME_STEPS
    least = max(_SETTLED_FALL, _SETTLED_SHARE * history[-1])
    return len(history) > back and history[-1 - back] - history[-1] < least
