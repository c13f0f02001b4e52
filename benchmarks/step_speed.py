"""Time a training step of the article's networks: gradients by autograd or by hand, Adam on whole tables or on rows.

    OMP_NUM_THREADS=1 python benchmarks/step_speed.py

Four programs, turn by turn in one process and one thread, batches of 64: torch's gradients and torch's fused Adam on
all weights, which is the strongest plain way; gradients by hand with that Adam; torch's gradients with ``RowAdam``; and
both, as the program trains. Once with the bundled data's tables, once with those of 200,000 users and 20,000 movies,
whose ratings are drawn at random, popular movies more often. A line per network and size goes to
``benchmarks/results/speed-step.jsonl``; ``docs/make_performance.py`` makes a table of it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

import numpy as np
import torch
from measured import machine, ratio, store

from movierec_gui.data.dataset import Ratings
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.sources import load_bundled
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import architecture
from movierec_gui.models.batch import Batch, as_batch, shuffled_batches
from movierec_gui.models.blocks import use_generator
from movierec_gui.models.interaction import InteractionNetwork
from movierec_gui.progress import finish
from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.devices import use_threads
from movierec_gui.training.optimisers import FusedAdam, Optimiser
from movierec_gui.training.row_adam import RowAdam

MANY_USERS, MANY_MOVIES, MANY_RATINGS = 200_000, 20_000, 2_000_000
STEPS_AT_ONCE = 10
Step = Callable[[Batch], None]


def main() -> None:
    """Measure network by network and size by size."""
    options = _parse()
    use_threads(1)
    dataset = finish(load_bundled())
    bundled = training_data(dataset, split_ratings(dataset, SplitConfig()))
    for data in (bundled, many(bundled)):
        ratings = as_batch(data.ratings)
        for name in options.networks:
            measure(name, data, ratings, options.rounds, options.seconds)


def measure(name: str, data: TrainingData, ratings: Batch, rounds: int, seconds: float) -> None:
    """Let the programs work in turn for some seconds each, print the ratios and store microseconds a step."""
    programs = {
        "plain": trained_by(FusedAdam(network(name, data), TrainingConfig())),
        "by hand": by_hand(network(name, data)),
        "by rows": by_rows(network(name, data)),
        "both": trained_by(RowAdam(network(name, data), TrainingConfig())),
    }
    state, batches = machine(), endless(ratings)
    spent: dict[str, list[tuple[float, float]]] = {program: [] for program in programs}
    for _ in range(rounds + 1):
        for program, step in programs.items():
            spent[program].append(turn(step, batches, seconds))
    clock, processor = (
        {program: [turns[kind] for turns in values[1:]] for program, values in spent.items()} for kind in (0, 1)
    )
    row = {"network": name, "users": data.n_users, "movies": data.n_movies, "machine": state}
    store("speed-step", row | {"microseconds": clock, "processor_microseconds": processor})
    print(f"{name}, {data.n_users:,} users: plain {median(processor['plain']):.0f} us of processor time;", end=" ")
    others = [program for program in programs if program != "plain"]
    print(", ".join(f"{program} × {ratio(processor[program], processor['plain'])}" for program in others), flush=True)


def turn(step: Step, batches: Iterator[Batch], seconds: float) -> tuple[float, float]:
    """Microseconds a step, by the clock and of the processor."""
    steps, clock, processor = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - clock < seconds:
        for _ in range(STEPS_AT_ONCE):
            step(next(batches))
        steps += STEPS_AT_ONCE
    return 1e6 * (time.perf_counter() - clock) / steps, 1e6 * (time.process_time() - processor) / steps


def trained_by(adam: Optimiser) -> Step:
    """The optimiser finds the gradients in its own way: torch's for whole tables, by hand for rows."""

    def step(batch: Batch) -> None:
        adam.learn(batch)
        adam.step()

    return step


def by_hand(model: InteractionNetwork) -> Step:
    """The gradients of rows by hand, written into gradients of whole tables."""
    adam = FusedAdam(model, TrainingConfig())
    tables = (model.user_embedding.weight, model.movie_embedding.weight)

    @torch.no_grad()
    def step(batch: Batch) -> None:
        adam.prepare(batch.users, batch.movies)
        indices = (batch.users, batch.movies)
        rows = torch.cat([table.index_select(0, index) for table, index in zip(tables, indices, strict=True)])
        _, gradient = model.learn_rows(rows, batch)
        for table, index, part in zip(tables, indices, gradient.chunk(2), strict=True):
            table.grad = torch.zeros_like(table, requires_grad=False).index_add_(0, index, part)
        adam.step()

    return step


def by_rows(model: InteractionNetwork) -> Step:
    """torch's gradients of rows, Adam on those rows."""
    adam = RowAdam(model, TrainingConfig())

    def step(batch: Batch) -> None:
        adam.prepare(batch.users, batch.movies)
        model.learn(batch)
        adam.step()

    return step


def network(name: str, data: TrainingData) -> InteractionNetwork:
    """A new one in training, with the settings of the first preset."""
    entry = architecture(name)
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0))
    if not isinstance(model, InteractionNetwork):
        raise SystemExit(f"{name} has no gradients by hand")
    use_generator(model, torch.Generator().manual_seed(1))
    model.fit(data)
    model.train()
    return model


def endless(ratings: Batch) -> Iterator[Batch]:
    """Shuffled batches, pass after pass."""
    generator = torch.Generator().manual_seed(2)
    while True:
        yield from shuffled_batches(ratings, TrainingConfig().batch_size, generator)


def many(data: TrainingData) -> TrainingData:
    """A training part with far more users and movies; nothing of it but users, movies and ratings is looked at."""
    rng = np.random.default_rng(0)
    users = rng.integers(0, MANY_USERS, MANY_RATINGS, dtype=np.int32)
    movies = (rng.random(MANY_RATINGS) ** 3 * MANY_MOVIES).astype(np.int32)
    values = (rng.integers(1, 11, MANY_RATINGS) / 2).astype(np.float32)
    ratings = Ratings(users, movies, values, np.zeros(MANY_RATINGS, np.int64))
    return replace(data, n_users=MANY_USERS, n_movies=MANY_MOVIES, ratings=ratings)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", choices=("dense", "lstm", "bigru"), default=["dense", "lstm"])
    parser.add_argument("--rounds", type=int, default=9, help="counted turns of each program (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a turn (default: %(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
