from dataclasses import replace

import pytest
import torch

from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.models.base import held_bytes
from movierec_gui.models.baselines import GlobalMean
from movierec_gui.models.bayes_factors import BayesConfig, variational_fit
from movierec_gui.models.bayes_fit import VariationalFit
from movierec_gui.models.own_fit import FitStep, OneStep
from movierec_gui.models.sparse_rows import Rows
from movierec_gui.progress import Progress, finish
from movierec_gui.training import estimate as module
from movierec_gui.training.config import preset_spec
from movierec_gui.training.estimate import estimate
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trainer import train


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_every_architecture_has_an_estimate(tiny_dataset, name, monkeypatch):
    monkeypatch.setattr(module, "TIMED_SECONDS", 0.01)
    result = finish(estimate(tiny_dataset, preset_spec(name)))
    assert result.parameters == sum(layer.parameters for layer in result.layers)
    assert result.memory_bytes > 4 * result.parameters
    assert result.epoch_seconds > 0
    assert result.seconds == result.epochs * result.epoch_seconds
    assert result.epochs == preset_spec(name).training.epochs or result.fits_itself
    assert result.train_ratings + result.validation_ratings + result.test_ratings == len(tiny_dataset.ratings)


def test_no_time_is_taken_beside_another_training(tiny_dataset):
    result = finish(estimate(tiny_dataset, preset_spec("dense"), timed=False))
    assert result.epoch_seconds is None
    assert result.seconds is None


def test_reports_progress_and_can_be_cancelled(tiny_dataset):
    work = estimate(tiny_dataset, preset_spec("dense"))
    assert isinstance(next(work), Progress)
    work.close()


def test_counts_the_memory_of_the_batch(tiny_dataset):
    spec = preset_spec("dense")
    small = finish(estimate(tiny_dataset, spec, timed=False))
    large = finish(estimate(tiny_dataset, replace(spec, training=replace(spec.training, batch_size=512)), timed=False))
    widths = 100 + 70 + 1
    assert large.memory_bytes - small.memory_bytes == (512 - 64) * widths * 4 * 3


def test_an_empty_validation_part_costs_nothing(tiny_dataset):
    spec = replace(preset_spec("global-mean"), split=SplitConfig(validation=0.0))
    assert finish(estimate(tiny_dataset, spec)).epoch_seconds > 0


def test_a_missing_device_is_named(tiny_dataset):
    spec = preset_spec("dense")
    with pytest.raises(UserError, match="'mps' is not available"):
        finish(estimate(tiny_dataset, replace(spec, training=replace(spec.training, device="mps"))))


def test_what_comes_before_the_first_step_is_not_taken_for_one(tiny_dataset, monkeypatch):
    now = 0.0

    class Fit(OneStep):
        def steps(self):
            nonlocal now
            now += 10.0
            for number in range(1, 101):
                now += 0.1
                yield FitStep("fitting", number / 100, 0.0)

    spec = replace(preset_spec("global-mean"), split=SplitConfig(validation=0.0))
    monkeypatch.setattr(module.time, "perf_counter", lambda: now)
    monkeypatch.setattr(GlobalMean, "own_fit", lambda model, data, generator: Fit(lambda: None))
    assert finish(estimate(tiny_dataset, spec)).seconds == pytest.approx(20.0, rel=0.01)


@pytest.mark.slow
def test_foretells_the_time_of_a_real_epoch(bundled_dataset, tmp_path):
    spec = preset_spec("dense")
    spec = replace(spec, training=replace(spec.training, epochs=1, batch_size=512))
    foretold = finish(estimate(bundled_dataset, spec)).epoch_seconds
    measured = finish(train(bundled_dataset, spec, RunStore(tmp_path))).seconds
    assert 0.2 < foretold / measured < 5.0


def tensors_of(fitting: VariationalFit) -> list[torch.Tensor]:
    """What a fit keeps of the ratings, each tensor once."""
    parts = [
        *vars(fitting._sums._of_users).values(), *vars(fitting._sums._of_movies).values(),
        *vars(fitting.users).values(), *vars(fitting.movies).values(),
    ]  # fmt: skip
    found = [part for part in parts if isinstance(part, torch.Tensor)]
    found += [
        tensor for part in parts if isinstance(part, Rows) for tensor in vars(part).values() if tensor is not None
    ]
    return list({id(tensor): tensor for tensor in found}.values())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "preset"), [("vbfm", "default"), ("house", "fast")])
def test_counts_what_a_fit_of_its_own_works_with(bundled_dataset, name, preset):
    spec = preset_spec(name, preset)
    spec = replace(spec, model=replace(spec.model, steps=5))
    foretold = finish(estimate(bundled_dataset, spec, timed=False)).memory_bytes
    split = split_ratings(bundled_dataset, spec.split)
    data = training_data(bundled_dataset, split)
    fitting = variational_fit(data, BayesConfig(spec.model.factors, 5), torch.Generator())
    fitting.step()
    held = held_bytes(architecture(name).build(spec.model, data, torch.Generator()))
    held += sum(4 * tensor.numel() for tensor in tensors_of(fitting))
    held += sum(4 * weights.joined().numel() * 4 for weights in fitting._weights())
    assert held < foretold < 2 * held
