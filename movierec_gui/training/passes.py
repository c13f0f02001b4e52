"""One pass over the training ratings in gradient steps: what an epoch does, by one process or by several."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import Batch, shuffled_batches
from movierec_gui.models.blocks import use_generator
from movierec_gui.models.gradients import LearnsRows
from movierec_gui.training.distributed import ALONE, Workers
from movierec_gui.training.moving_average import WeightAverage
from movierec_gui.training.optimisers import Optimiser
from movierec_gui.training.row_adam import by_hand

REPORT_SECONDS = 0.1
AHEAD = 1_024
"""Ratings whose dropout is drawn at once, where batches are smaller: a call on few numbers is mostly the call."""


@dataclass(frozen=True)
class PassReport:
    """How far a pass is: ratings seen by all processes together, and the mean loss of them."""

    seen: int
    loss: float


def gradient_pass(
    model: RatingModel,
    optimiser: Optimiser,
    ratings: Batch,
    size: int,
    generator: torch.Generator,
    workers: Workers = ALONE,
    average: WeightAverage | None = None,
) -> Iterator[PassReport]:
    """Shuffle the ratings and make a step on every batch of ``size``; reports now and then, and at the end.

    The weights on the way are taken into the ``average``.

    The weights are up to date where the pass reports its end. With several processes each takes its part of every
    batch, and what they make of it together is what one process would.
    """
    model.train()
    n, seen, pace = len(ratings), 0, _Pace(workers)
    summed = torch.zeros((), device=model.device)
    batches = shuffled_batches(ratings, size, generator)
    network = None if workers.several or model.device.type != "cpu" else by_hand(model)
    for batch in batches if network is None else _drawn_ahead(batches, network, n // size, size):
        whole = len(batch)
        part = Batch(*workers.part(batch.columns())) if workers.several else batch
        if workers.several:
            optimiser.prepare(part.users, part.movies)
            loss = _learn_part(model, part, whole)
        else:
            loss = optimiser.learn(part)
        optimiser.step()
        if average is not None and average.due():
            optimiser.settle()
            average.take()
        summed += loss * whole
        seen += whole
        if seen == n:
            optimiser.settle()
        if pace.due() or seen == n:
            yield PassReport(seen, float(workers.sum_(summed.clone())) / seen)
            pace.go_on()


def _drawn_ahead(batches: Iterator[Batch], network: LearnsRows, full: int, size: int) -> Iterator[Batch]:
    """The same batches, of which the first ``full`` ones have ``size`` ratings; the same numbers silenced in each."""
    at_once = AHEAD // size
    try:
        for number, batch in enumerate(batches):
            if at_once > 1 and number % at_once == 0:
                network.draw_ahead(min(at_once, full - number), size)
            yield batch
    finally:
        network.draw_ahead(0, size)  # nothing is left for another pass where this one was given up


def _learn_part(model: RatingModel, part: Batch, whole: int) -> Tensor:
    """One process's part of a batch; a loss is a mean: the parts', weighted by their sizes, sum to the whole's."""
    loss = model.loss(part)
    loss = loss * (len(part) / whole) if len(part) else loss.nan_to_num() * 0.0
    loss.backward()
    return loss.detach()


class _Pace:
    """When a pass reports: by the clock, or where several processes have to report at the same step, by the leader's.

    The leader turns its clock into a number of steps until the next report and tells it; until it does, the others
    wait, so that a leader that is paused or closed at a report finds all of them there. What is done at a report, a
    pause for example, is no part of the time that the steps take.
    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._steps, self._done = 1, 0
        self._since, self._spent = time.perf_counter(), 0.0

    def due(self) -> bool:
        self._done += 1
        self._spent = time.perf_counter() - self._since
        return self._done >= self._steps if self._workers.several else self._spent >= REPORT_SECONDS

    def go_on(self) -> None:
        if self._workers.several and self._workers.leads:
            self._steps = max(1, round(self._done * REPORT_SECONDS / max(self._spent, 1e-6)))
            self._workers.say(self._steps)
        elif self._workers.several:
            self._steps, _ = self._workers.hear()
        self._since, self._done = time.perf_counter(), 0


def dropout_of_epoch(model: RatingModel, seed: int, epoch: int, workers: Workers) -> None:
    """Give each of several processes dropout of its own, from the epoch's number, so that a resumed run repeats it.

    The order of the ratings comes from a generator that all share, and that dropout must not move: the parts of a batch
    may differ in size. A process that is alone draws both from one generator.
    """
    if workers.several:
        own = torch.Generator(device=model.device).manual_seed((seed * 1_000_003 + epoch) * workers.size + workers.rank)
        use_generator(model, own)
