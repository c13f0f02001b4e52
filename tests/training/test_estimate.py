from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.models.base import ModelConfig, held_bytes
from movierec_gui.models.baselines import GlobalMean
from movierec_gui.models.bayes_factors import BayesConfig, variational_fit
from movierec_gui.models.bayes_fit import VariationalFit
from movierec_gui.models.own_fit import FitStep, OneStep
from movierec_gui.models.sparse_rows import Rows
from movierec_gui.progress import Progress, finish
from movierec_gui.training import estimate as module
from movierec_gui.training.config import preset_spec
from movierec_gui.training.estimate import estimate, evaluation_seconds, own_seconds, pass_seconds
from movierec_gui.training.fitting import GradientFit, new_model
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


class Clock:
    """It moves only while a network learns or predicts."""

    now = 50.0

    def moved_by(self, seconds, function):
        def working(*arguments, **named):
            self.now += seconds(*arguments) if callable(seconds) else seconds
            return function(*arguments, **named)

        return working


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(module.time, "perf_counter", lambda: made.now)
    return made


def fit_of(data, size):
    spec = preset_spec("dense")
    model, generator = new_model(spec, data, torch.device("cpu"))
    return GradientFit(model, data, replace(spec.training, batch_size=size), generator)


def test_a_pass_is_told_from_a_quarter_of_a_second_after_the_first_steps(data, clock, monkeypatch):
    fit, seconds = fit_of(data, 10), iter([9.0, 9.0, 9.0, *[0.125] * 500])
    learned = []
    learn = clock.moved_by(lambda batch: next(seconds), fit.optimiser.learn)
    monkeypatch.setattr(fit.optimiser, "learn", lambda batch: learned.append(len(batch)) or learn(batch))
    monkeypatch.setattr(torch, "randperm", clock.moved_by(0.5, torch.randperm))
    n = len(data.ratings)
    assert pass_seconds(fit, 10) == pytest.approx(0.5 + 0.125 * n / 10)
    assert learned == [10] * 6  # three that warm up, and the third after them is beyond a quarter


def test_a_pass_of_few_steps_is_timed_as_a_whole(data, clock, monkeypatch):
    fit = fit_of(data, 400)
    monkeypatch.setattr(fit.optimiser, "learn", clock.moved_by(2.0, fit.optimiser.learn))
    steps = -(-len(data.ratings) // 400)
    assert steps == 3
    assert pass_seconds(fit, 400) == pytest.approx(2.0 * steps)
    assert fit.model.training


def test_shuffling_is_part_of_a_pass(data, clock, monkeypatch):
    fit = fit_of(data, 400)
    monkeypatch.setattr(fit.optimiser, "step", clock.moved_by(1.0, fit.optimiser.step))
    monkeypatch.setattr(torch, "randperm", clock.moved_by(0.25, torch.randperm))
    assert pass_seconds(fit, 400) == pytest.approx(3.0 + 0.25 + 0.25)  # alone, and at the beginning of the steps


@pytest.mark.parametrize(("validation", "asked"), [(40, 40), (5_000, 300), (0, 0)])
def test_an_evaluation_is_told_from_one_batch(validation, asked, data, clock, monkeypatch):
    counted = []
    monkeypatch.setattr(
        module, "predict_ratings", clock.moved_by(3.0, lambda model, ratings: counted.append(len(ratings)))
    )
    monkeypatch.setattr(module, "EVALUATION_BATCH", 300)
    seconds = evaluation_seconds(None, data, validation)
    assert counted == ([asked] if asked else [])
    assert seconds == (pytest.approx(3.0 * validation / asked) if asked else 0.0)


def stepping(clock, shares, seconds):
    """A fit of its own whose steps take so long and report these shares."""

    class Fit(OneStep):
        def steps(self):
            for share, each in zip(shares, seconds, strict=True):
                clock.now += each
                yield FitStep("fitting", share, 0.0)

    return Fit(lambda: None)


@pytest.mark.parametrize(
    ("shares", "seconds", "expected"),
    [
        ([0.01, 0.02, 0.03, 0.04], [5.0, 0.1, 0.1, 0.1], 5.0 + 0.3 / 0.03),  # the third is beyond a quarter
        ([0.01, 0.01, 0.01, 0.05], [5.0, 0.2, 0.2, 0.2], 5.0 + 0.6 / 0.04),  # nothing is known of no progress
        ([1.0], [5.0], 5.0),
        ([0.5, 1.0], [1.0, 0.1], 1.0 + 0.1 / 0.5),
        ([], [], 0.0),
    ],
)
def test_a_fit_of_its_own_is_told_from_its_first_steps(shares, seconds, expected, data, clock):
    model = GlobalMean(ModelConfig(), data, torch.Generator())
    model.own_fit = lambda data, generator: stepping(
        clock, [*shares, *[1.0] * bool(shares)], [*seconds, *[0.0] * bool(shares)]
    )
    assert own_seconds(model, data, torch.Generator()) == pytest.approx(expected)


def test_a_fit_of_its_own_is_timed_on_a_sample_of_many_ratings(data, clock, monkeypatch):
    monkeypatch.setattr(module, "_FIT_SAMPLE", 100)
    model, counted = GlobalMean(ModelConfig(), data, torch.Generator()), []

    def own_fit(part, generator):
        counted.append(len(part.ratings))
        return stepping(clock, [0.5, 1.0], [1.0, 1.0])

    model.own_fit = own_fit
    assert own_seconds(model, data, torch.Generator()) == pytest.approx(3.0 * len(data.ratings) / 100)
    assert counted == [100]


def test_an_estimate_says_how_far_it_is(tiny_dataset):
    work = estimate(tiny_dataset, preset_spec("biases"))
    assert list(work) == [Progress("Estimating", place, 3) for place in range(3)]


def test_an_epoch_is_a_pass_and_a_look_at_the_validation_part(tiny_dataset, monkeypatch):
    monkeypatch.setattr(module, "pass_seconds", lambda fit, size: 10.0 * size)
    monkeypatch.setattr(module, "own_seconds", lambda model, data, generator: 2.0)
    monkeypatch.setattr(module, "evaluation_seconds", lambda model, data, n: n / 1000)
    validation = len(split_ratings(tiny_dataset, SplitConfig()).validation) / 1000
    assert finish(estimate(tiny_dataset, preset_spec("dense"))).epoch_seconds == pytest.approx(640.0 + validation)
    assert finish(estimate(tiny_dataset, preset_spec("biases"))).epoch_seconds == pytest.approx(2.0 + validation)


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


@pytest.mark.parametrize("kind", ["cuda", "mps", "cpu"])
def test_a_graphics_card_is_waited_for(kind, monkeypatch):
    waited = []
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: waited.append("cuda"))
    monkeypatch.setattr(torch.mps, "synchronize", lambda: waited.append("mps"))
    module._settle(SimpleNamespace(device=torch.device(kind)))
    assert waited == ([] if kind == "cpu" else [kind])


def test_it_is_waited_for_before_and_after_the_steps_that_count(data, clock, monkeypatch):
    fit, done = fit_of(data, 100), []
    learn = fit.optimiser.learn
    monkeypatch.setattr(fit.optimiser, "learn", lambda batch: done.append("step") or learn(batch))
    monkeypatch.setattr(module, "_settle", lambda model: done.append("wait"))
    pass_seconds(fit, 100)
    assert done == [*["step"] * 3, "wait", *["step"] * (-(-len(data.ratings) // 100) - 3), "wait"]
