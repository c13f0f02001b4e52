"""Fits that can be left after any step: one that goes on from there ends with the same bits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
import safetensors.torch
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models import ARCHITECTURES, architecture, interval_factor
from movierec_gui.models.base import Architecture, ModelConfig, RatingModel
from movierec_gui.models.house import expert_fits, out_of_fold
from movierec_gui.models.house import fit as fit_of_house
from movierec_gui.models.own_fit import FitStep, InTurn, OneStep, OwnFit, Part, prefixed, under, undisturbed

HOUSE = {
    "factors": 3, "steps": 5, "hidden": 4, "passes": 2, "batch": 128, "neighbours": 4, "head": 4, "head_passes": 2,
    "fits": 2,
}  # fmt: skip
SETTINGS = [
    ("house", HOUSE | {"folds": 2}),
    ("house", HOUSE | {"folds": 0, "neighbours": 0}),
    ("house-context", HOUSE | {"folds": 2, "fits": 1}),
    ("vbfm", {"factors": 3, "steps": 15}),
    ("biases", {}),
    ("global-mean", {}),
]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny data would be a single batch, and a single chunk of predictions."""
    monkeypatch.setattr(out_of_fold, "CHUNK", 200)
    monkeypatch.setattr(fit_of_house, "BATCH", 128)
    monkeypatch.setattr(expert_fits, "CHUNK", 300)
    monkeypatch.setattr(interval_factor, "CHUNK", 300)


class Kept:
    """What a trainer has on disk of a fit that was left: bytes, and nothing of the fit itself."""

    def __init__(self, model: RatingModel, fit: OwnFit, generator: torch.Generator, step: FitStep) -> None:
        self.step = step
        self.model, self.fit = safetensors.torch.save(model.state_dict()), safetensors.torch.save(fit.state())
        self.generator = generator.get_state()


def begun(entry: Architecture, config: ModelConfig, data: TrainingData) -> tuple[RatingModel, torch.Generator]:
    generator = torch.Generator().manual_seed(3)
    return entry.build(config, data, generator), generator


def undisturbed_fit(entry: Architecture, config: ModelConfig, data: TrainingData) -> tuple[RatingModel, list[Kept]]:
    model, generator = begun(entry, config, data)
    fit = model.own_fit(data, generator)
    kept = []
    for step in fit.steps():
        if step.epoch_ended:
            model.predict(torch.tensor([0]), torch.tensor([0]))  # as the trainer does, which measures the model here
        kept.append(Kept(model, fit, generator, step))
    return model, kept


def gone_on(
    entry: Architecture, config: ModelConfig, data: TrainingData, kept: Kept
) -> tuple[RatingModel, list[FitStep], torch.Generator]:
    model, generator = begun(entry, config, data)
    model.load_state_dict(safetensors.torch.load(kept.model))
    generator.set_state(kept.generator)
    fit = model.own_fit(data, generator)
    fit.load_state(safetensors.torch.load(kept.fit))
    assert torch.equal(generator.get_state(), kept.generator)
    return model, list(fit.steps()), generator


def telling(kept: list[Kept]) -> Iterator[int]:
    """Numbers of the first, a middle and the last step of every stage, of the epochs' ends, and of all after a turn."""
    stages = [one.step.stage for one in kept]
    for stage in dict.fromkeys(stages):
        own = [number for number, name in enumerate(stages) if name == stage]
        yield from {own[0], own[len(own) // 2], own[-1]}
    yield from (number for number, one in enumerate(kept) if one.step.epoch_ended)


@pytest.mark.parametrize(("name", "settings"), SETTINGS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(SETTINGS)])
def test_a_fit_that_was_left_ends_with_the_same_bits(name: str, settings: dict[str, int], data: TrainingData) -> None:
    entry = architecture(name)
    config = entry.config(**settings)
    whole, kept = undisturbed_fit(entry, config, data)
    expected = whole.state_dict()
    for number in sorted(set(telling(kept))):
        model, steps, generator = gone_on(entry, config, data, kept[number])
        assert torch.equal(generator.get_state(), kept[-1].generator), kept[number].step
        assert _comparable(steps) == _comparable([one.step for one in kept[number + 1 :]]), kept[number].step
        for tensor, values in model.state_dict().items():
            assert torch.equal(values, expected[tensor]), (kept[number].step, tensor)


def _comparable(steps: list[FitStep]) -> list[str]:
    """NaN is not equal to itself; its text is."""
    return [repr(step) for step in steps]


def test_every_architecture_that_fits_itself_is_among_them(data: TrainingData) -> None:
    own = {entry.name for entry in ARCHITECTURES if begun(entry, entry.presets[0].model, data)[0].fits_itself}
    assert own == {name for name, _ in SETTINGS}


@pytest.mark.parametrize(("name", "settings"), SETTINGS[:4], ids=["house", "no-folds", "context", "vbfm"])
def test_a_fit_draws_from_its_generator_alone(
    name: str, settings: dict[str, int], data: TrainingData, poison_seeds
) -> None:
    entry = architecture(name)
    config = entry.config(**settings)
    first = undisturbed_fit(entry, config, data)[0].state_dict()
    poison_seeds()
    for tensor, values in undisturbed_fit(entry, config, data)[0].state_dict().items():
        assert torch.equal(values, first[tensor]), tensor
    model, generator = begun(entry, config, data)
    generator.manual_seed(4)
    for _ in model.own_fit(data, generator).steps():
        pass
    assert any(not torch.equal(values, first[tensor]) for tensor, values in model.state_dict().items())


class Counting(OwnFit):
    """Draws when it is made, and at every step; says what it drew."""

    def __init__(self, generator: torch.Generator, drawn: list[float], steps: int = 3) -> None:
        self.generator, self.drawn, self.left = generator, drawn, steps
        self.start = torch.rand(1, generator=generator)

    def steps(self) -> Iterator[FitStep]:
        while self.left:
            self.left -= 1
            self.drawn.append(float(self.start + torch.rand(1, generator=self.generator)))
            yield FitStep("own", 1 - self.left / 3, 0.0)

    def state(self) -> dict[str, Tensor]:
        return {"left": torch.tensor(self.left), "start": self.start}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self.left, self.start = int(state["left"]), state["start"]


def in_turn(generator: torch.Generator, drawn: list[float]) -> InTurn:
    parts = [
        Part(lambda: Counting(generator, drawn), 3.0),
        Part(lambda: OneStep(lambda: FitStep("once", 1.0, 0.5, epoch_ended=True)), 0.0, "in between"),
        Part(lambda: Counting(generator, drawn), 1.0, "renamed"),
    ]
    return InTurn(parts, generator)


def test_parts_follow_each_other_with_their_shares_of_the_whole() -> None:
    steps = list(in_turn(torch.Generator(), []).steps())
    assert [step.stage for step in steps] == ["own"] * 3 + ["in between"] + ["renamed"] * 3
    expected = [0.25, 0.5, 0.75, 0.75, 0.75 + 0.25 / 3, 0.75 + 0.5 / 3, 1.0]
    assert [step.fraction for step in steps] == pytest.approx(expected)
    assert [step.epoch_ended for step in steps] == [False] * 3 + [True] + [False] * 3


@pytest.mark.parametrize("number", range(7))
def test_a_part_that_goes_on_forgets_what_it_drew_when_it_was_made(number: int) -> None:
    whole: list[float] = []
    generator = torch.Generator().manual_seed(1)
    for step, _ in enumerate((fit := in_turn(generator, whole)).steps()):
        if step == number:
            state = {name: values.clone() for name, values in fit.state().items()}
            at, drawn = generator.get_state(), len(whole)
    rest: list[float] = []
    generator = torch.Generator()
    generator.set_state(at)
    fit = in_turn(generator, rest)
    fit.load_state(state)
    steps = list(fit.steps())
    assert rest == whole[drawn:]
    assert len(steps) == 6 - number


def test_a_fit_at_its_beginning_or_end_has_little_to_say() -> None:
    fit = in_turn(torch.Generator(), [])
    assert fit.state() == {}
    list(fit.steps())
    state = fit.state()
    again = in_turn(torch.Generator(), [])
    again.load_state(state)
    assert list(again.steps()) == []
    again.load_state({})
    assert len(list(again.steps())) == 7


def test_one_step_is_made_once() -> None:
    fit = OneStep(lambda: FitStep("once", 1.0, 0.5))
    assert fit.state() == {}
    assert len(list(fit.steps())) == 1
    left = OneStep(lambda: FitStep("once", 1.0, 0.5))
    left.load_state(fit.state())
    assert list(left.steps()) == []


def test_names_gain_and_lose_a_prefix() -> None:
    tensors = {"a": torch.zeros(1), "b.c": torch.ones(1)}
    assert under("x.", prefixed("x.", tensors) | {"other": torch.zeros(1)}) == tensors


def test_a_generator_stands_where_it_stood_even_after_an_error() -> None:
    generator = torch.Generator().manual_seed(2)
    before = generator.get_state()

    def failing() -> None:
        with undisturbed(generator):
            torch.rand(3, generator=generator)
            raise ValueError("on the way")

    with pytest.raises(ValueError, match="on the way"):
        failing()
    assert torch.equal(generator.get_state(), before)
