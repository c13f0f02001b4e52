"""Learning rates and early stopping."""

from __future__ import annotations

import pytest

from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.schedules import best_epoch, learning_rate, should_stop


def history(*errors: float) -> list[EpochRecord]:
    return [EpochRecord(n, error, {"mse": error}, 1e-3, 1.0) for n, error in enumerate(errors, 1)]


def test_steps_divide_by_ten_at_each_third_as_the_articles_wide_and_deep() -> None:
    config = TrainingConfig(epochs=45, learning_rate=1e-3, schedule="steps")
    rates = [learning_rate(config, history(*[1.0] * done)) for done in (0, 14, 15, 29, 30, 44)]
    assert rates == pytest.approx([1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5])


def test_cosine_falls_from_the_full_rate() -> None:
    config = TrainingConfig(epochs=10, learning_rate=0.1, schedule="cosine")
    rates = [learning_rate(config, history(*[1.0] * done)) for done in range(10)]
    assert rates[0] == 0.1
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < 0.005


def test_plateau_halves_after_two_epochs_without_progress() -> None:
    config = TrainingConfig(epochs=10, learning_rate=0.1, schedule="plateau")
    assert learning_rate(config, history(1.0, 0.9, 0.95)) == 0.1
    assert learning_rate(config, history(1.0, 0.9, 0.95, 0.91)) == pytest.approx(0.05)
    assert learning_rate(config, history(1.0, 0.9, 0.95, 0.91, 0.8)) == pytest.approx(0.05)
    assert learning_rate(config, history(1.0, 0.9, 0.95, 0.91, 0.92, 0.93)) == pytest.approx(0.025)


def test_the_best_epoch_is_the_lowest_validation_error_or_the_last_without_validation() -> None:
    assert best_epoch([]) == 0
    assert best_epoch(history(1.0, 0.7, 0.8)) == 2
    assert best_epoch([EpochRecord(n, 1.0 / n, {}, 1e-3, 1.0) for n in (1, 2, 3)]) == 3


def test_early_stopping_waits_for_its_patience() -> None:
    patient = TrainingConfig(patience=2)
    assert not should_stop(patient, history(1.0, 0.7, 0.8))
    assert should_stop(patient, history(1.0, 0.7, 0.8, 0.9))
    assert not should_stop(TrainingConfig(patience=0), history(*[1.0] * 50))


def test_cosine_is_half_way_down_in_the_middle_and_never_below_a_hundredth() -> None:
    config = TrainingConfig(epochs=100, learning_rate=0.1, schedule="cosine")
    assert learning_rate(config, history(*[1.0] * 50)) == pytest.approx(0.05)
    assert learning_rate(config, history(*[1.0] * 99)) == pytest.approx(0.001)


def test_a_constant_rate_stays() -> None:
    config = TrainingConfig(epochs=3, learning_rate=0.1)
    assert [learning_rate(config, history(*[1.0] * done)) for done in range(3)] == [0.1] * 3


def test_an_equal_error_is_no_progress_and_without_validation_the_training_error_counts() -> None:
    config = TrainingConfig(epochs=10, learning_rate=0.1, schedule="plateau")
    assert learning_rate(config, history(1.0, 1.0, 1.0)) == pytest.approx(0.05)
    unvalidated = [EpochRecord(n, error, {}, 1e-3, 1.0) for n, error in enumerate((1.0, 1.1, 1.2, 1.3, 1.4), 1)]
    assert learning_rate(config, unvalidated) == pytest.approx(0.025)
    assert learning_rate(config, unvalidated[:2]) == pytest.approx(0.1)


def test_the_first_of_two_equal_epochs_is_the_best() -> None:
    assert best_epoch(history(0.8, 0.7, 0.7, 0.9)) == 2
    partly = [EpochRecord(1, 0.5, {}, 1e-3, 1.0), *history(1.0, 0.7)[1:], EpochRecord(3, 0.4, {}, 1e-3, 1.0)]
    assert best_epoch(partly) == 2


@pytest.mark.parametrize(("patience", "after"), [(1, 3), (3, 5)])
def test_it_stops_as_many_epochs_after_the_best_as_it_waits_for(patience: int, after: int) -> None:
    config = TrainingConfig(patience=patience)
    errors = [1.0, 0.7, 0.8, 0.9, 1.0, 1.1]
    stops = [done for done in range(1, 7) if should_stop(config, history(*errors[:done]))]
    assert stops[0] == after
