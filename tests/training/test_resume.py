"""Trainings of every architecture and recommender that a SIGKILL ends: resumed, they end as if nothing had been."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from movierec_gui.models import ARCHITECTURES
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.training.list_runs import ListStore
from movierec_gui.training.runs import FINISHED, WEIGHTS_FILE, RunStore

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "reliability" / "kill_training.py"
IN_EPOCHS = ("recvae", "sequence")
"""Recommenders that go on from a checkpoint; the others begin anew."""

LIMIT = 600
"""Seconds until the killed trainings of all kinds are given up; alone they take a quarter of a minute."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(LIMIT + 60),
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]

Killed = tuple[RunStore, list[dict[str, Any]]]


def killed(folder: Path, names: list[str]) -> Killed:
    """Two killed trainings of each beside an undisturbed one: their store, and where they were killed."""
    command = [sys.executable, SCRIPT, "--kills", "2", "--no-clock", "--json", "--folder", folder, "--names", *names]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=LIMIT)
    assert done.returncode in (0, 1), done.stderr
    return RunStore(folder / "runs"), json.loads(done.stdout)


@pytest.fixture(name="networks", scope="module")
def _networks(tmp_path_factory: pytest.TempPathFactory) -> Killed:
    return killed(tmp_path_factory.mktemp("networks"), [entry.name for entry in ARCHITECTURES])


@pytest.fixture(name="lists", scope="module")
def _lists(tmp_path_factory: pytest.TempPathFactory) -> Killed:
    return killed(tmp_path_factory.mktemp("lists"), [entry.name for entry in RECOMMENDERS])


def check_weights(store: RunStore | ListStore, trial: dict[str, Any]) -> None:
    found, expected = (store.read_tensors(trial[which], WEIGHTS_FILE)[0] for which in ("run", "undisturbed"))
    assert found.keys() == expected.keys()
    for tensor in expected:
        assert torch.equal(found[tensor], expected[tensor]), (tensor, trial["deaths"])


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_a_killed_training_ends_as_an_undisturbed_one(name: str, networks: Killed) -> None:
    store, everything = networks
    trials = [trial for trial in everything if trial["name"] == name]
    assert len(trials) == 2
    for trial in trials:
        record, whole = store.read(trial["run"]), store.read(trial["undisturbed"])
        assert record.id != whole.id
        assert record.status == FINISHED
        assert (record.best_epoch, record.validation, record.test) == (whole.best_epoch, whole.validation, whole.test)
        histories = [[replace(epoch, seconds=0.0) for epoch in store.read_history(one.id)] for one in (record, whole)]
        assert histories[0] == histories[1], trial["deaths"]
        check_weights(store, trial)
        assert trial["fault"] == ""


@pytest.mark.parametrize("name", [entry.name for entry in RECOMMENDERS])
def test_a_killed_recommender_ends_as_an_undisturbed_one(name: str, lists: Killed) -> None:
    runs, everything = lists
    store = ListStore.beside(runs)
    trials = [trial for trial in everything if trial["name"] == name]
    assert len(trials) == 2
    for trial in trials:
        record, whole = store.read(trial["run"]), store.read(trial["undisturbed"])
        assert record.id != whole.id
        assert (record.status, record.curve) == (FINISHED, whole.curve)
        check_weights(store, trial)
        assert trial["fault"] == ""


def test_most_were_killed_where_there_was_something_to_go_on_from(networks: Killed, lists: Killed) -> None:
    later = dict.fromkeys((*(entry.name for entry in ARCHITECTURES), *IN_EPOCHS), 0)
    for trial in (*networks[1], *lists[1]):
        if trial["name"] in later:
            later[trial["name"]] += len(trial["deaths"]) - trial["early"]
    assert sum(later.values()) >= len(later)
