"""Does the same work twice with the same seed, in two processes, and compares the bits.

    python benchmarks/reliability/same_bits.py
    python benchmarks/reliability/same_bits.py --names lstm ease map --threads 1 2

Every architecture, every recommender, a map by t-SNE and by PCA, and a comparison, on a small dataset and short. With
several numbers of threads, each is held against itself; whether two numbers agree is told and is no fault, since sums
in another order may differ in their last digits. The run file notes how many threads trained it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

MAPS = ("map tsne", "map pca")
COMPARISON = "comparison"


def names() -> list[str]:
    """All that is done twice."""
    from movierec_gui.models import ARCHITECTURES
    from movierec_gui.recommenders import RECOMMENDERS

    rated = [f"model {entry.name}" for entry in ARCHITECTURES]
    return [*rated, *(f"list {entry.name}" for entry in RECOMMENDERS), *MAPS, COMPARISON]


def digest(name: str, threads: int) -> str:
    """The work of a name done once in this process, as a digest of every number that came out."""
    import numpy as np
    import torch
    from damaged_store import make_dataset
    from kill_training import SHORT

    from movierec_gui.analysis.projections import MapConfig, raw_map
    from movierec_gui.progress import finish
    from movierec_gui.training.comparing.contestants import Contestant, article_splits
    from movierec_gui.training.comparing.running import run_comparison
    from movierec_gui.training.comparing.store import ComparisonStore
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.list_runs import ListStore, default_spec
    from movierec_gui.training.list_trainer import open_list, train_list
    from movierec_gui.training.runs import WEIGHTS_FILE, RunStore
    from movierec_gui.training.trainer import train

    torch.set_num_threads(threads)
    data, kind, rest = make_dataset(), *name.partition(" ")[::2]
    found = hashlib.sha256()

    def add(values: Any) -> None:
        found.update(np.ascontiguousarray(values).tobytes())

    with tempfile.TemporaryDirectory() as place:
        store = RunStore(Path(place))
        if kind == "model":
            spec = preset_spec(rest)
            training = replace(spec.training, epochs=2, batch_size=64, threads=threads, device="cpu")
            spec = replace(spec, model=replace(spec.model, **SHORT.get(rest, {})), training=training)
            record = finish(train(data, spec, store, "once"))
            tensors, _ = store.read_tensors(record.id, WEIGHTS_FILE)
            for key in sorted(tensors):
                add(tensors[key].numpy())
            found.update(json.dumps([record.validation, record.test], sort_keys=True).encode())
        elif kind == "list":
            lists = ListStore.beside(store)
            listed = finish(train_list(data, default_spec(rest), lists, "once"))
            state = open_list(lists, listed.id, data).made.state()
            for key in sorted(state):
                add(state[key].numpy())
        elif kind == "map":
            add(finish(raw_map(data, MapConfig(method=rest, perplexity=5.0))).coordinates)
        else:
            contestants = [Contestant("a", preset_spec("biases")), Contestant("b", preset_spec("global-mean"))]
            record = finish(run_comparison(data, contestants, article_splits([0, 1]), ComparisonStore.beside(store)))
            table = record.comparison.whole_table()
            add(table[[column for column in table if "mse" in column]].to_numpy(float))
    return found.hexdigest()


def main() -> int:
    """Do everything twice; returns 1 where the bits differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", nargs="+", metavar="NAME", help="words in the names of what is done (all)")
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--once", action="store_true", help="print the digests of one time, as JSON")
    options = parser.parse_args()
    chosen = [name for name in names() if not options.names or any(word in name.split() for word in options.names)]
    if options.once:
        print(json.dumps({name: _digest_or_error(name, options.threads[0]) for name in chosen}))
        return 0
    command = [sys.executable, __file__, "--once", *(["--names", *options.names] if options.names else [])]
    found: dict[int, list[dict[str, str]]] = {}
    for threads in options.threads:
        environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
        found[threads] = [
            json.loads(subprocess.run([*command, "--threads", str(threads)], env=environment, capture_output=True,
                                      text=True, check=True).stdout.splitlines()[-1])
            for _ in range(2)
        ]  # fmt: skip
    bad = 0
    for threads, (first, second) in found.items():
        differing = [name for name in chosen if first[name] != second[name] or first[name].startswith("failed")]
        bad += len(differing)
        print(f"{threads} threads: tried {len(chosen)}  the same {len(chosen) - len(differing)}")
        for name in differing:
            print(f"  {name}: {first[name][:200]}, {second[name][:200]}")
    for threads in options.threads[1:]:
        other = [name for name in chosen if found[threads][0][name] != found[options.threads[0]][0][name]]
        print(f"{threads} threads differ from {options.threads[0]} in: {', '.join(other) or 'nothing'}")
    return int(bool(bad))


def _digest_or_error(name: str, threads: int) -> str:
    try:
        return digest(name, threads)
    except Exception as error:  # noqa: BLE001 - it is told beside the name, and the others go on
        return f"failed: {error!r}"


if __name__ == "__main__":
    sys.exit(main())
