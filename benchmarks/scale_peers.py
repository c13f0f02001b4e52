"""One pass of another library over stored ratings, for ``scale.py``; runs in the peers' own environment.

    python benchmarks/scale_peers.py "Surprise SVD" columns.npz

Prints a line of JSON: ratings per second of one pass, nanoseconds of the processor per rating, and peak memory. What
the library needs to take the ratings in is not counted. Fifty factors everywhere; ``OMP_NUM_THREADS`` threads.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from measured import peak_megabytes

FACTORS = 50
Pass = Callable[[], object]


def surprise(users: Any, movies: Any, ratings: Any) -> Pass:
    """An epoch of stochastic gradient descent; it knows one thread."""
    import pandas as pd
    from surprise import SVD, Dataset, Reader

    frame = pd.DataFrame({"user": users, "movie": movies, "rating": ratings})
    data = Dataset.load_from_df(frame, Reader(rating_scale=(0.5, 5.0))).build_full_trainset()
    return lambda: SVD(n_factors=FACTORS, n_epochs=1).fit(data)


def lenskit(users: Any, movies: Any, ratings: Any) -> Pass:
    """An epoch of alternating least squares."""
    import pandas as pd
    from lenskit.als import BiasedMFScorer
    from lenskit.data import from_interactions_df

    data = from_interactions_df(pd.DataFrame({"user_id": users, "item_id": movies, "rating": ratings}))
    return lambda: BiasedMFScorer(embedding_size=FACTORS, epochs=1).train(data)


def libmf(users: Any, movies: Any, ratings: Any) -> Pass:
    """Five passes, of which one counts a fifth: its blocks are made anew at each call."""
    from libmf import mf

    rows = np.column_stack([users, movies, ratings]).astype(np.float32)
    model = mf.MF(k=FACTORS, nr_threads=int(os.environ["OMP_NUM_THREADS"]), nr_iters=LIBMF_PASSES, quiet=True)
    return lambda: model.fit(rows)


LIBMF_PASSES = 5
LIBRARIES = {"Surprise SVD": (surprise, 1), "LensKit BiasedMF": (lenskit, 1), "LIBMF": (libmf, LIBMF_PASSES)}


def main() -> None:
    """Time one call."""
    name, path = sys.argv[1:]
    prepare, passes = LIBRARIES[name]
    with np.load(path) as columns:
        work = prepare(columns["users"], columns["movies"], columns["ratings"])
        count = len(columns["ratings"])
    started, processor = time.perf_counter(), time.process_time()
    work()
    seconds, spent = time.perf_counter() - started, time.process_time() - processor
    peak = peak_megabytes()
    per_second, nanoseconds = passes * count / seconds, spent / passes / count * 1e9
    print(json.dumps({"ratings_per_second": per_second, "processor_ns_per_rating": nanoseconds, "peak_mb": peak}))


if __name__ == "__main__":
    main()
