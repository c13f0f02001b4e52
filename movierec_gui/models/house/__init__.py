"""The house model's parts. What they compute and why: docs/house-model.md."""

from __future__ import annotations

import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import Architecture, Preset
from movierec_gui.models.house.config import ContextHouseConfig, HouseConfig
from movierec_gui.models.house.model import House

__all__ = ["HOUSE", "HOUSE_CONTEXT", "ContextHouseConfig", "House", "HouseConfig"]

HOUSE = Architecture(
    "house",
    "House model",
    "The most accurate: Bayesian factors, auto-encoder and neighbours, corrected; knows how sure it is.",
    HouseConfig,
    House,
    (
        Preset("fast", HouseConfig(folds=0, fits=1), {"keep_best": False}),
        Preset("best", HouseConfig(steps=100, batch=1024), {"keep_best": False}),
    ),
    fits_itself=True,
)


def _build_context(config: ContextHouseConfig, data: TrainingData, generator: torch.Generator) -> House:
    return House(config, data, generator, moments=True)


HOUSE_CONTEXT = Architecture(
    "house-context",
    "House model, context-aware",
    "Also looks at the user's ratings around the moment of the one predicted, later ones included. "
    "That moment is unknown for a movie still to be rated: it then assumes now. Not to be compared with plain models.",
    ContextHouseConfig,
    _build_context,
    (Preset("default", ContextHouseConfig(), {"keep_best": False}),),
    uses_moment=True,
    fits_itself=True,
)
