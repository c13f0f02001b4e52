"""What is tried next, from what was tried."""

from __future__ import annotations

import math

import pytest

from movierec_gui.training.config import preset_spec
from movierec_gui.training.record_store import RUNNING
from movierec_gui.training.searching.proposing import next_values
from movierec_gui.training.searching.record import DONE, FAILED, TPE, SearchRecord, Trial
from movierec_gui.training.searching.space import Dimension

SPACE = (Dimension("model", "user_shrinkage", 0.001, 1000.0, logarithmic=True),)
LIMIT = 0.1
"""From which every trial fails."""
SPEC = preset_spec("biases")


def failures(seed: int, trials: int = 25) -> int:
    """How many trials of a search fail, where the best lie just below the limit and most of the range fails."""
    done: list[Trial] = []
    for number in range(1, trials + 1):
        record = SearchRecord(
            "", "", RUNNING, "", "", SPEC.to_mapping(), SPACE, TPE, seed, most_trials=trials, trials=tuple(done)
        )  # fmt: skip
        values = next_values(record)
        assert values is not None
        value = float(values["user_shrinkage"])
        score = abs(math.log10(value / LIMIT)) if value <= LIMIT else None
        done.append(Trial(number, values, FAILED if score is None else DONE, score))
    return sum(trial.status == FAILED for trial in done)


@pytest.mark.slow
def test_where_trials_failed_few_more_are_tried() -> None:
    # Two thirds of the range fail, as many of the trials at random.
    assert sum(failures(seed) for seed in range(4)) < 4 * 25 / 2


def test_optuna_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.DEBUG)
    record = SearchRecord(
        "", "", RUNNING, "", "", SPEC.to_mapping(), SPACE, TPE, most_trials=2,
        trials=(Trial(1, {"user_shrinkage": 5.0}, DONE, 1.0),),
    )  # fmt: skip
    assert next_values(record) is not None
    assert capfd.readouterr() == ("", "")
