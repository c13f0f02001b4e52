"""Settings of one training run; with the dataset they reproduce it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.settings import check_settings, from_mapping, setting, to_mapping

if TYPE_CHECKING:
    from movierec_gui.models.base import ModelConfig

SCHEDULES = ("constant", "cosine", "plateau", "steps")
COUPLED, DECOUPLED = DECAYS = ("coupled", "decoupled")
DEVICES = ("auto", "cpu", "cuda", "mps")
DEVICE_NAMES = {"auto": "automatic", "cpu": "processor", "cuda": "NVIDIA GPU", "mps": "Apple GPU"}


@dataclass(frozen=True)
class TrainingConfig:
    """How a network is fitted; Adam on the mean squared error throughout."""

    epochs: int = setting(20, "Epochs", "Passes over the training ratings at most", low=1, high=10_000, basic=True)
    batch_size: int = setting(
        64,
        "Batch size",
        "Ratings per gradient step",
        low=1,
        high=100_000_000,
        unit="ratings",
        logarithmic=True,
        basic=True,
    )
    learning_rate: float = setting(
        1e-3, "Learning rate", "Adam's step size at the start", low=1e-7, high=10.0, logarithmic=True, basic=True
    )
    schedule: str = setting(
        "constant",
        "Schedule",
        "cosine: falls to zero; plateau: halved after 2 epochs without progress; steps: a tenth at each third",
        choices=SCHEDULES,
    )
    patience: int = setting(
        0, "Early stopping", "Stop after so many epochs without a better validation error; 0: never", low=0, high=1000,
        unit="epochs",
    )  # fmt: skip
    keep_best: bool = setting(
        True, "Keep best epoch", "Keep the weights of the lowest validation error; off: those of the last epoch"
    )
    averaging: float = setting(
        0.0, "Weight averaging", "Use a running mean of the weights over about so many epochs; 0: the last weights",
        low=0.0, high=100.0, unit="epochs",
    )  # fmt: skip
    weight_decay: float = setting(
        0.0, "Weight decay", "Pull of all weights towards zero", low=0.0, high=1.0, logarithmic=True
    )
    decay: str = setting(
        COUPLED,
        "Kind of decay",
        "coupled (L2): what no batch holds shrinks by the learning rate a step, however weak the decay; decoupled: "
        "everything shrinks by learning rate x decay of itself",
        choices=DECAYS,
    )
    seed: int = setting(0, "Seed", "Fixes initial weights, order and dropout", low=0, high=2**31 - 1)
    device: str = setting("auto", "Device", "auto: a GPU where there is one", choices=DEVICES, names=DEVICE_NAMES)
    threads: int = setting(0, "Threads", "Processor threads; 0: all cores but one", low=0, high=256)

    def __post_init__(self) -> None:
        check_settings(self)


@dataclass(frozen=True)
class RunSpec:
    """Everything that determines a run, beside the dataset."""

    architecture: str
    model: ModelConfig
    split: SplitConfig = SplitConfig()
    training: TrainingConfig = TrainingConfig()

    def to_mapping(self) -> dict[str, Any]:
        """As plain text-friendly values."""
        return {
            "architecture": self.architecture,
            "model": to_mapping(self.model),
            "split": to_mapping(self.split),
            "training": to_mapping(self.training),
        }

    @staticmethod
    def from_mapping(values: Mapping[str, Any]) -> RunSpec:
        """From stored values. Raises UserError at an unknown name, a value out of range, and anything else."""
        from movierec_gui.models import architecture  # torch: not for those who only ask for the settings

        try:
            return RunSpec(
                values["architecture"],
                from_mapping(architecture(values["architecture"]).config, values["model"]),
                from_mapping(SplitConfig, values["split"]),
                from_mapping(TrainingConfig, values["training"]),
            )
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise UserError("The settings of a run cannot be read", f"{type(error).__name__}: {error}", "") from error


def preset_spec(name: str, preset: str = "", split: SplitConfig | None = None, seed: int = 0) -> RunSpec:
    """The settings of an architecture's preset, by default its first. Raises UserError at an unknown name."""
    from movierec_gui.models import trainable

    entry = trainable(name)
    chosen = entry.preset(preset) if preset else entry.presets[0]
    training = replace(TrainingConfig(seed=seed), **chosen.training)
    return RunSpec(name, chosen.model, split or SplitConfig(), training)
