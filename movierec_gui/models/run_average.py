"""A weighted average of finished networks, as a network of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.errors import UserError
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, RatingModel
from movierec_gui.settings import from_mapping

_LEAST_WEIGHT = 1e-6
"""Of a member's variance, so that a member without weight still tells where it alone knows."""


@dataclass(frozen=True)
class Member:
    """One run of an average: where it came from, what rebuilds its network, and how much it counts."""

    run: str
    """Its id when it was averaged; the run need not be there any more."""
    name: str
    architecture: str
    model: ModelConfig
    weight: float


@dataclass(frozen=True)
class AverageConfig(ModelConfig):
    """Who is averaged, found by ``training.averaging_runs`` rather than chosen on a form; it rebuilds every member."""

    members: tuple[Member, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        members = tuple(member if isinstance(member, Member) else _member(member) for member in self.members)
        if not members:
            raise UserError("The average has no members", "", "Make it again from its runs")
        object.__setattr__(self, "members", members)  # stored settings come as plain values


def _member(values: Mapping[str, Any]) -> Member:
    """A member from stored values. Raises UserError, KeyError, TypeError or ValueError where they are damaged."""
    config = _architecture(values["architecture"]).config
    return Member(**{**values, "model": from_mapping(config, values["model"]), "weight": float(values["weight"])})


def _architecture(name: str) -> Architecture:
    from movierec_gui.models import architecture  # the registry, which lists this file's entry as well

    return architecture(name)


class Average(RatingModel):
    """The members' predictions, each clipped to the scale as if it answered alone, times their weights.

    The weights come with the settings; what is stored are the members' own. The state of a user holds every member's
    state, so a new user is folded into each of them in its own way.
    """

    default_layer: ClassVar[str] = "members"
    weights: Tensor

    def __init__(self, config: AverageConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        networks = [
            _architecture(member.architecture).build(member.model, data, generator) for member in config.members
        ]
        self.networks = nn.ModuleList(networks)
        self.register_buffer("weights", torch.tensor([member.weight for member in config.members]), persistent=False)
        self._widths = [_state_width(network) for network in networks]

    @property
    def members(self) -> tuple[RatingModel, ...]:
        """The networks, in the order of the settings."""
        return cast(tuple[RatingModel, ...], tuple(self.networks))

    def user_state(self, users: Tensor) -> Tensor:
        return self.state_at(users, None)

    def state_at(self, users: Tensor, moments: Tensor | None) -> Tensor:
        return torch.cat([member.state_at(users, moments) for member in self.members], dim=-1)

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        predictions = [
            member.layers(part, movies)[PREDICTION].clamp(*self.scale)
            for member, part in zip(self.members, self._parts(state), strict=True)
        ]
        members = torch.cat(predictions, dim=-1)  # [B, members]
        return {"members": members, PREDICTION: members @ self.weights.unsqueeze(-1)}

    def predictive_variance(self, state: Tensor, movies: Tensor) -> Tensor | None:
        pairs = zip(self.members, self._parts(state), strict=True)
        return self._joint_variance([member.predictive_variance(part, movies) for member, part in pairs])

    @torch.inference_mode()
    def predict_catalogue(self, state: Tensor, movies: int) -> tuple[Tensor, Tensor | None]:
        """Each member predicts in its own way."""
        pairs = zip(self.members, self._parts(state), strict=True)
        found = [member.predict_catalogue(part, movies) for member, part in pairs]
        predicted = torch.stack([prediction for prediction, _ in found], dim=-1) @ self.weights
        return predicted.clamp(*self.scale), self._joint_variance([variance for _, variance in found])

    def _joint_variance(self, variances: list[Tensor | None]) -> Tensor | None:
        """The weighted mean of the members' variances [B], of those that know theirs.

        Nearly all of it, the rating's own noise above all, is common to the members and does not average out.
        """
        shares = [
            (max(weight, _LEAST_WEIGHT), variance)
            for weight, variance in zip(self.weights.tolist(), variances, strict=True)
            if variance is not None
        ]
        known = sum(share for share, _ in shares)
        return torch.stack([share / known * variance for share, variance in shares]).sum(0) if shares else None

    def fold_in(self, movies: Tensor, values: Tensor, users: Tensor) -> Tensor:
        """Each member folds the new user in by its own way."""
        return torch.cat([member.fold_in(movies, values, users) for member in self.members])

    def movie_vectors(self) -> Tensor | None:
        """The members' movie embeddings side by side, each times the member's weight."""
        return self._weighted([member.movie_vectors() for member in self.members])

    def user_vectors(self) -> Tensor | None:
        """The members' user embeddings side by side, each times the member's weight."""
        return self._weighted([member.user_vectors() for member in self.members])

    def _parts(self, state: Tensor) -> tuple[Tensor, ...]:
        """[B, S] -> each member's state [B, S of the member]."""
        return torch.split(state, self._widths, dim=-1)

    def _weighted(self, vectors: list[Tensor | None]) -> Tensor | None:
        known = [weight * own for weight, own in zip(self.weights, vectors, strict=True) if own is not None]
        return torch.cat(known, dim=-1) if known else None


@torch.inference_mode()
def _state_width(model: RatingModel) -> int:
    model.eval()
    return model.user_state(torch.zeros(1, dtype=torch.long)).shape[-1]


AVERAGE = Architecture(
    "average",
    "Average of runs",
    "Weighted average of finished runs, the weights fitted on ratings that none of them was trained on.",
    AverageConfig,
    Average,
    presets=(),
)
