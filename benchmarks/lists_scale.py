"""Fit recommenders on tens of millions of ratings of MovieLens' shape, and judge lists there: time and memory.

    python benchmarks/lists_scale.py --ratings 25000000

Ratings are invented by ``generate_ratings.py``, in memory. Each part runs in a process of its own. The lines go to
``benchmarks/results/speed-lists.jsonl``; ``docs/make_recommendations.py`` shows the newest of each.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
import torch
from generate_ratings import batches, make_catalogue
from measured import forget_peak, machine, peak_megabytes, store

from movierec_gui.data.dataset import Dataset, Movies, Ratings
from movierec_gui.recommenders import recommender
from movierec_gui.recommenders.people import Histories
from movierec_gui.training.judged_recommenders import data_of
from movierec_gui.training.list_tests import of_rows
from movierec_gui.training.memory import MemoryMeter
from movierec_gui.training.ranking import judge_lists

PARTS: dict[str, dict[str, Any]] = {
    "popularity": {},
    "weighted-ease": {},
    "for-you": {"rating_model": "biases"},
    "als": {},
}
GENRES = 19
LISTS_TIMED = 5
HELD_OUT = 0.01
"""Share of the ratings that lists are judged on."""


def main() -> None:
    """Measure every part that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=int, default=25_000_000)
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--people", type=int, default=500, help="people whose lists are judged")
    options = parser.parse_args()
    for name in options.parts:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            row = process.submit(measured, name, options.ratings, options.people).result()
        print(row, flush=True)
        store("speed-lists", row | machine())


def measured(name: str, ratings: int, people: int) -> dict[str, Any]:
    """Fit one recommender and judge the lists of some people.

    ``fit_peak_mb`` is the most that the whole process held, with the ratings and the libraries, until the fit was done;
    ``peak_mb`` until the lists were judged. What inventing the ratings took is not counted.
    """
    dataset = invented(ratings)
    forget_peak()
    mask = np.random.default_rng(1).random(ratings) < HELD_OUT
    test = of_rows(dataset, np.flatnonzero(~mask), np.flatnonzero(mask))
    data = data_of(test)
    kind = recommender(name)
    made = kind.build(kind.config(**PARTS[name]), data, torch.Generator().manual_seed(0))
    meter, clock, processor = MemoryMeter(), time.perf_counter(), time.process_time()
    for _ in made.fit(data):
        meter.look()
    meter.look()
    row = {"program": name, "ratings": ratings, "movies": dataset.n_movies, "users": dataset.n_users}
    row |= {"seconds": round(time.perf_counter() - clock, 1), "fit_mb": round(meter.peak_mb)}
    row["processor_seconds"] = round(time.process_time() - processor, 1)
    row["fit_peak_mb"] = round(peak_megabytes())
    meter, clock = MemoryMeter(), time.perf_counter()
    for _ in judge_lists(made.scores, test, most_people=people):
        meter.look()
    row |= {"judge_seconds": round(time.perf_counter() - clock, 1), "judge_mb": round(meter.peak_mb)}
    one = Histories(data.ratings, data.n_users).of(np.array([0])).as_new()
    made.scores(one)
    processor = time.process_time()
    for _ in range(LISTS_TIMED):
        made.scores(one)
    person = (time.process_time() - processor) / LISTS_TIMED
    return row | {"person_processor_ms": round(1e3 * person, 1), "judged": people, "peak_mb": round(peak_megabytes())}


def invented(ratings: int) -> Dataset:
    """A dataset of that many ratings, made in memory."""
    rng = np.random.default_rng(0)
    catalogue = make_catalogue(ratings, rng)
    parts = [
        (users.astype(np.int32), places.astype(np.int32), (halves / 2).astype(np.float32), times)
        for users, places, halves, times in batches(ratings, catalogue, rng)
    ]
    users, movies, values, times = (np.concatenate(column) for column in zip(*parts, strict=True))
    n = len(catalogue.ids)
    genres = rng.random((n, GENRES)) < 2 / GENRES
    names = tuple(f"genre {number}" for number in range(GENRES))
    years = rng.integers(1930, 2024, n).astype(np.int32)
    listed = Movies(catalogue.ids, tuple(map(str, catalogue.ids)), years, names, genres)
    people = np.arange(int(users.max()) + 1)
    return Dataset(f"{ratings:,} invented ratings", Ratings(users, movies, values, times), listed, people)


if __name__ == "__main__":
    main()
