"""Run by torchrun in test_distributed: several trainings, one after the other, by all processes together.

Arguments: the folder of the run store, and a JSON list of trainings: specs as mappings, with what else ``train`` takes.
The first process prints the ids of the runs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish
from movierec_gui.training import optimisers
from movierec_gui.training.config import RunSpec
from movierec_gui.training.distributed import connected, found_workers
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trainer import assist, train

folder, tasks = Path(sys.argv[1]), json.loads(sys.argv[2])
ids = []
with connected(found_workers()) as workers:
    for task in tasks:
        optimisers.NUMBERS_PER_RATING = task["numbers_per_rating"]
        if not workers.leads:
            assist(workers, lambda _prepared: finish(load_dataset(folder / "data", folder / f"cache-{workers.rank}")))
            continue
        dataset = finish(load_dataset(folder / "data", folder / "cache-0"))
        spec = RunSpec.from_mapping(task["spec"])
        work = train(dataset, spec, RunStore(folder / "runs"), task["name"], task.get("resume", ""), workers)
        ids.append(finish(work).id)
if workers.leads:
    sys.stdout.write(json.dumps(ids) + "\n")
