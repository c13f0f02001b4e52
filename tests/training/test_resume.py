"""Trainings of every architecture that a SIGKILL ends: resumed, they end as if nothing had been."""

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
from movierec_gui.training.runs import FINISHED, WEIGHTS_FILE, RunStore

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "reliability" / "kill_training.py"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]


@pytest.fixture(name="killed", scope="module")
def _killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunStore, list[dict[str, Any]]]:
    """Two killed trainings of each architecture beside an undisturbed one: their store, and where they were killed."""
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, SCRIPT, "--kills", "2", "--no-clock", "--json", "--folder", folder]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode in (0, 1), done.stderr
    return RunStore(folder / "runs"), json.loads(done.stdout)


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_a_killed_training_ends_as_an_undisturbed_one(name: str, killed: tuple[RunStore, list[dict[str, Any]]]) -> None:
    store, everything = killed
    trials = [trial for trial in everything if trial["architecture"] == name]
    assert len(trials) == 2
    for trial in trials:
        record, whole = store.read(trial["run"]), store.read(trial["undisturbed"])
        assert record.id != whole.id
        assert record.status == FINISHED
        assert (record.best_epoch, record.validation, record.test) == (whole.best_epoch, whole.validation, whole.test)
        histories = [[replace(epoch, seconds=0.0) for epoch in store.read_history(one.id)] for one in (record, whole)]
        assert histories[0] == histories[1], trial["deaths"]
        found, expected = (store.read_tensors(one.id, WEIGHTS_FILE)[0] for one in (record, whole))
        assert found.keys() == expected.keys()
        for tensor in expected:
            assert torch.equal(found[tensor], expected[tensor]), (tensor, trial["deaths"])
        assert trial["difference"] == ""


def test_most_were_killed_where_there_was_something_to_go_on_from(
    killed: tuple[RunStore, list[dict[str, Any]]],
) -> None:
    _, trials = killed
    deaths, early = sum(len(trial["deaths"]) for trial in trials), sum(trial["early"] for trial in trials)
    assert deaths - early >= len(ARCHITECTURES)
