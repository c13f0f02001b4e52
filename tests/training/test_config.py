"""Training settings, and those of runs that were stored before a setting existed."""

from __future__ import annotations

import pytest

from movierec_gui.errors import UserError
from movierec_gui.settings import settings_of
from movierec_gui.training.config import COUPLED, DECOUPLED, RunSpec, TrainingConfig, preset_spec


def test_a_run_stored_before_decay_had_kinds_keeps_the_kind_that_it_had() -> None:
    stored = preset_spec("dot").to_mapping()
    stored["training"] |= {"weight_decay": 1e-4}
    del stored["training"]["decay"]
    training = RunSpec.from_mapping(stored).training
    assert (training.weight_decay, training.decay) == (1e-4, COUPLED)


def test_a_kind_of_decay_is_stored_and_read() -> None:
    stored = preset_spec("dot").to_mapping()
    stored["training"]["decay"] = DECOUPLED
    assert RunSpec.from_mapping(stored).to_mapping() == stored


def test_another_kind_of_decay_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(UserError, match="L3") as caught:
        TrainingConfig(decay="L3")
    assert COUPLED in str(caught.value)
    assert DECOUPLED in str(caught.value)


def test_what_spans_many_powers_of_ten_is_stepped_by_factors() -> None:
    by_factors = {entry.name for entry in settings_of(TrainingConfig) if entry.setting.logarithmic}
    assert by_factors == {"batch_size", "learning_rate", "weight_decay"}
