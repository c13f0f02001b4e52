"""Settings of the house model and of its context-aware variant."""

from __future__ import annotations

from dataclasses import dataclass

from movierec_gui.models.autorec import AutoRecConfig
from movierec_gui.models.base import ModelConfig
from movierec_gui.models.bayes_factors import BayesConfig
from movierec_gui.models.house.expert_pair import PairConfig
from movierec_gui.models.house.experts import ExpertConfig
from movierec_gui.settings import setting


@dataclass(frozen=True)
class HouseConfig(ModelConfig):
    """Settings of the house model."""

    factors: int = setting(
        32, "Factors", "Numbers inferred for each user and movie by the Bayesian part", low=1, high=256
    )
    steps: int = setting(120, "Steps", "Steps of the Bayesian part, each on all ratings", low=5, high=2000)
    hidden: int = setting(80, "Hidden nodes", "Width of the auto-encoder", low=1, high=1024)
    passes: int = setting(10, "Passes", "Passes of the auto-encoder over the ratings", low=1, high=1000)
    batch: int = setting(
        512, "Batch", "Ratings that the auto-encoder learns from at a time; its learning rate grows with them",
        low=16, high=65536,
    )  # fmt: skip
    neighbours: int = setting(
        256, "Neighbours", "How finely movies are compared, to carry what is left of ratings to similar ones; 0: not",
        low=0, high=1024,
    )  # fmt: skip
    folds: int = setting(
        4, "Folds", "Parts for out-of-fold predictions that the correction learns from; 0: none", low=0, high=20
    )
    head: int = setting(128, "Correction nodes", "Width of the correction's two layers", low=1, high=1024)
    head_dropout: float = setting(
        0.2, "Correction dropout", "Share of its nodes silenced in training", low=0.0, high=0.95
    )
    head_passes: int = setting(30, "Correction passes", "Passes of the correction over the ratings", low=1, high=1000)
    fits: int = setting(
        2, "Fits", "Times that both parts are fitted, from other random numbers, and averaged", low=1, high=20
    )

    @property
    def corrects(self) -> bool:
        """Whether there are out-of-fold predictions for a correction to learn from."""
        return self.folds > 1

    def experts(self, moments: bool) -> ExpertConfig:
        """The part of the settings that the experts need."""
        autorec = AutoRecConfig(hidden=self.hidden)
        pair = PairConfig(BayesConfig(self.factors, self.steps), autorec, self.passes, self.batch)
        return ExpertConfig(pair, self.neighbours, moments)


@dataclass(frozen=True)
class ContextHouseConfig(HouseConfig):
    """Settings of the context-aware house model, which has nothing to learn the context with but its correction.

    With so much more to look at, the correction learns the noise sooner.
    """

    folds: int = setting(
        4, "Folds", "Parts for out-of-fold predictions that the correction learns from", low=2, high=20
    )
    head_passes: int = setting(12, "Correction passes", "Passes of the correction over the ratings", low=1, high=1000)
