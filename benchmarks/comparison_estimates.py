"""What a comparison was said to take, and what it took: five cases on the bundled data.

    python benchmarks/comparison_estimates.py

Each case is estimated as the window does it before a start, and then run to its end, lists included; the ratio should
be from 2/3 to 3/2. The lines go to ``results/comparison-estimates.jsonl``.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

from measured import machine, store

from movierec_gui.data.sources import load_bundled
from movierec_gui.progress import finish
from movierec_gui.training.comparing.cells import compare
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.estimate import comparison_cost, time_cells
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.list_runs import default_spec

WORST = 1.5


def network(name: str, preset: str = "", **training: object) -> RunSpec:
    """A preset with other training settings, on one thread."""
    spec = preset_spec(name, preset)
    return replace(spec, training=replace(spec.training, threads=1, **training))


CASES = {
    "two baselines, three seeds": ([network("global-mean"), network("biases")], 3),
    "dense network, 4 epochs of batches of 64": ([network("dense", epochs=4)], 1),
    "LSTM and dot product, batches of 1,024, two seeds": (
        [network("lstm", epochs=6, batch_size=1024), network("dot", epochs=10, batch_size=1024)], 2,
    ),
    "recommenders: EASE, neighbours, popularity": (
        [default_spec("ease"), default_spec("user-knn"), default_spec("popularity")], 2,
    ),
    "Bayesian factorisation machine beside biases": ([network("vbfm"), network("biases")], 1),
}  # fmt: skip


def main() -> int:
    """Measure the chosen cases; returns 1 where a ratio is too far from 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", type=int, choices=range(1, len(CASES) + 1), help="one of them only")
    chosen = parser.parse_args().case
    dataset = finish(load_bundled())
    bad = 0
    for number, (title, (specs, seeds)) in enumerate(CASES.items(), 1):
        if chosen not in (None, number):
            continue
        splits = article_splits(range(seeds))
        contestants = [Contestant(f"{place}", spec) for place, spec in enumerate(specs)]
        clock = time.perf_counter()
        told = comparison_cost(contestants, seeds, finish(time_cells(dataset, specs, splits[0]))).seconds or 0.0
        estimating, clock = time.perf_counter() - clock, time.perf_counter()
        finish(compare(dataset, contestants, splits))
        took = time.perf_counter() - clock
        ratio = told / took
        bad += not 1 / WORST <= ratio <= WORST
        row = {"case": title, "told_s": round(told, 1), "took_s": round(took, 1), "ratio": round(ratio, 2)}
        store("comparison-estimates", row | {"estimating_s": round(estimating, 1)} | machine())
        print(f"{title}: told {told:.1f} s, took {took:.1f} s, ratio {ratio:.2f}; estimated in {estimating:.1f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
