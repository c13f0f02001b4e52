"""A network's weights in a file of a few megabytes: halved, and without what the training ratings give again."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import RatingModel
from movierec_gui.records import DamagedError
from movierec_gui.training.tensor_files import check_fit

SHORT_NOTES = {"form": "short"}
"""Notes of a file with ``shortened`` weights."""


def is_short(notes: Mapping[str, str]) -> bool:
    """Whether a file's notes say that its weights are ``shortened``."""
    return notes.get("form") == SHORT_NOTES["form"]


def shortened(model: RatingModel) -> dict[str, Tensor]:
    """The tensors by name that ``load_short`` needs, numbers with 11 instead of 24 significant bits."""
    derived = model.derived()
    return {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in model.state_dict().items()
        if not name.startswith(derived)
    }


def load_short(model: RatingModel, tensors: Mapping[str, Tensor], data: TrainingData) -> None:
    """Give a newly built network its shortened weights, and derive the others from the training ratings.

    Leaves the model in evaluation mode. Raises DamagedError where the tensors are of another network.
    """
    own = model.state_dict()
    halved = {name: tensor.to(own[name].dtype) if name in own else tensor for name, tensor in tensors.items()}
    left_out = model.derived()
    if strange := [name for name in halved if name.startswith(left_out)]:
        raise DamagedError(f"{strange[0]} does not belong into a short form")
    check_fit(halved, {name: tensor for name, tensor in own.items() if not name.startswith(left_out)})
    model.load_state_dict(halved, strict=False)
    model.eval()
    with torch.no_grad():
        model.derive(data)
