"""The gradient descent of t-SNE, one step at a time."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.maps.affinities import Affinities
from movierec_gui.analysis.maps.forces import Attraction, repulsion_of
from movierec_gui.progress import Progress

Float32Array = npt.NDArray[np.float32]

STAGE = "Layout"
FRAME_STEPS = 10
"""Steps between two measured pictures."""
_EXAGGERATION, _EXAGGERATED_STEPS = 12.0, 100
_EARLY_MOMENTUM, _MOMENTUM = 0.5, 0.9
_START_SPREAD = 1e-4
_LONGEST_STEP = 5.0
_SETTLED_STEPS, _SETTLED_FALL = 100, 0.004


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

    ``start`` [n, 2] (two principal components) is shrunk to a small cloud. Momentum and gains as in van der Maaten's
    programs, learning rate n / exaggeration after Belkina et al. (2019); the exaggerated phase is short because the
    cloud has its shape by then. Yields Progress between the forces and after each plain step, and a Step every
    ``FRAME_STEPS``; returns the last one. Where ``until_settled``, ends once the divergence fell by less than 0.004 in
    100 steps.
    """
    attract, repel = Attraction(affinities), repulsion_of(affinities.n)
    yield Progress(STAGE, 0, steps)
    points = (start - start.mean(axis=0)).astype(np.float32)
    points *= _START_SPREAD / max(float(points[:, 0].std()), 1e-12)
    velocity, gains = np.zeros_like(points), np.ones_like(points)
    exaggerated = min(_EXAGGERATED_STEPS, steps // 4)
    history: list[float] = []
    for number in range(1, steps + 1):
        early = number <= exaggerated
        measured = number % FRAME_STEPS == 0 or number == steps
        pull, cost = attract(points, measure=measured)
        yield Progress(STAGE, number - 1, steps)
        push, normalisation = repel(points)
        factor = _EXAGGERATION if early else 1.0
        gradient = np.float32(factor) * pull - push / np.float32(normalisation)
        rate = max(200.0, len(points) / factor)
        _move(points, gradient, velocity, gains, rate, _EARLY_MOMENTUM if early else _MOMENTUM)
        if not measured:
            yield Progress(STAGE, number, steps)
            continue
        step = Step(number, points.copy(), attract.divergence(cost, normalisation))
        yield step
        if early:
            continue
        history.append(step.divergence)
        if until_settled and _has_settled(history):
            break
    return step


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
    return len(history) > back and history[-1 - back] - history[-1] < _SETTLED_FALL
