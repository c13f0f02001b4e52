"""Checkpoints: everything a killed run needs to go on exactly as it would have."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor

from movierec_gui.errors import UserError
from movierec_gui.models.base import RatingModel
from movierec_gui.training.distributed import Workers
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.optimisers import Optimiser
from movierec_gui.training.runs import CHECKPOINT_FILE, WEIGHTS_FILE, RunStore
from movierec_gui.training.schedules import best_epoch
from movierec_gui.training.weight_average import WeightAverage


@dataclass(eq=False)
class TrainingState:
    """What changes while a network trains, and what a checkpoint holds."""

    model: RatingModel
    optimiser: Optimiser | None
    """None where the weights are found in closed form."""
    generator: torch.Generator
    history: list[EpochRecord]
    average: WeightAverage | None = None
    """The weights to judge, keep and predict with, where they are a mean and not the network's own."""

    def judged(self) -> AbstractContextManager[None]:
        """The network has the weights that it is judged by."""
        return self.average.in_place() if self.average is not None else nullcontext()


def save_epoch(state: TrainingState, store: RunStore, run_id: str, keep_best: bool) -> None:
    """Store the epoch: the weights where they are the ones to keep, the history, then the checkpoint.

    Each file is replaced at once and the checkpoint comes last: a program killed in between trains that epoch again, to
    the same weights.
    """
    if not keep_best or best_epoch(state.history) == len(state.history):
        store.write_tensors(run_id, WEIGHTS_FILE, model_tensors(_state_tensors(state)))
    store.write_history(run_id, state.history)
    store.write_tensors(run_id, CHECKPOINT_FILE, _state_tensors(state), {"epochs": str(len(state.history))})


def restore_checkpoint(state: TrainingState, store: RunStore, run_id: str) -> None:
    """Bring a newly built state to where the run's last checkpoint was taken.

    Raises UserError where that was on another kind of device, whose random numbers are others.
    """
    tensors, notes = store.read_tensors(run_id, CHECKPOINT_FILE)
    if len(tensors["generator"]) != len(state.generator.get_state()):
        raise UserError(
            "The run was begun on another kind of device",
            f"Now: {state.model.device.type}; it would not end as it would have there",
            "Resume it where it was begun, or train anew with its settings (movierec train --like)",
        )
    epochs = int(notes["epochs"])
    state.history[:] = store.read_history(run_id)[:epochs]
    _load_tensors(state, tensors)


def share_state(state: TrainingState, workers: Workers) -> None:
    """Bring the states of several processes, newly built from the same settings, to where the leader's is."""
    if not workers.several:
        return
    tensors = {name: tensor.detach().clone() for name, tensor in _state_tensors(state).items()}
    workers.share_(tensors.values())
    if not workers.leads:
        _load_tensors(state, tensors)


def model_tensors(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights that the network is judged by, out of a checkpoint's tensors."""
    return _under("model.", tensors)


def _state_tensors(state: TrainingState) -> dict[str, Tensor]:
    tensors = {f"model.{name}": tensor for name, tensor in state.model.state_dict().items()}
    tensors["generator"] = state.generator.get_state()
    if state.optimiser is not None:
        tensors |= {f"optimiser.{name}": tensor for name, tensor in state.optimiser.state().items()}
    if state.average is not None:
        tensors |= {f"own.{name}": tensors[f"model.{name}"] for name in state.average.mean}
        tensors |= {f"model.{name}": tensor for name, tensor in state.average.mean.items()}
        tensors["average.taken"] = torch.tensor(state.average.taken)
    return tensors


def _load_tensors(state: TrainingState, tensors: Mapping[str, Tensor]) -> None:
    judged = model_tensors(tensors)
    state.model.load_state_dict(judged | _under("own.", tensors))
    if state.average is not None:
        state.average.go_on(judged, int(tensors["average.taken"]))
    state.generator.set_state(tensors["generator"])
    if state.optimiser is not None:
        state.optimiser.load_state(_under("optimiser.", tensors))


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
