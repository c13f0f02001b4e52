"""A Bayesian factorisation machine: biases, factors, histories and features, each weight known to within a spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, Preset, RatingModel
from movierec_gui.models.bayes_fit import Pull, VariationalFit, prior_variance, working_bytes
from movierec_gui.models.catalogue import MovieSide
from movierec_gui.models.interval_factor import NORMAL_FACTOR, of_training_ratings
from movierec_gui.models.movie_words import word_features, word_vectors_setting, words_setting
from movierec_gui.models.own_fit import UNKNOWN, FitStep, InTurn, OwnFit, Part
from movierec_gui.models.taste_space import TasteSpace
from movierec_gui.settings import setting

STEPS_PER_EPOCH = 10


@dataclass(frozen=True)
class BayesConfig(ModelConfig):
    """Settings of the variational factorisation machine."""

    factors: int = setting(24, "Factors", "Numbers inferred for each user and each movie", low=1, high=256)
    steps: int = setting(200, "Steps", "Gradient steps, each on all training ratings", low=5, high=2000)
    rate: float = setting(0.02, "Step size", "Adam's step size at the start", low=1e-4, high=1.0, logarithmic=True)
    prior_weight: float = setting(
        1.0, "Prior weight", "How much the prior counts; 1: as Bayes has it", low=0.01, high=1.0
    )
    noise_share: float = setting(
        0.56, "Noise", "Most noise a rating is taken to have, as a share of the error that plain biases leave",
        low=0.01, high=10.0,
    )  # fmt: skip
    pooled: float = setting(
        0.25, "Pooled", "How much of a factor's prior variance is the mean of all factors'", low=0.0, high=1.0
    )
    words: str = words_setting()
    word_vectors: int = word_vectors_setting()


def variational_fit(data: TrainingData, config: BayesConfig, generator: torch.Generator) -> VariationalFit:
    """A fit of these settings, at its start."""
    words = word_features(data, config.words, config.word_vectors)
    pull = Pull(config.prior_weight, config.noise_share, config.pooled)
    return VariationalFit(data, config.factors, config.steps, config.rate, pull, generator, words)


class BayesianFactors(RatingModel):
    """Variational factorisation machine; see ``bayes_fit`` for the model and its sources.

    The state of a user is the mean and the variance of the user's vector, so every prediction has a variance.
    """

    fits_itself: ClassVar[bool] = True
    inferred: ClassVar[tuple[str, ...]] = ("mean", "user_mean", "movie_mean")
    default_layer: ClassVar[str] = "products"
    mean: Tensor
    noise: Tensor
    reach: Tensor
    user_mean: Tensor
    user_variance: Tensor
    movie_mean: Tensor
    movie_variance: Tensor
    history: Tensor
    prior: Tensor

    def __init__(
        self,
        config: BayesConfig,
        data: TrainingData,
        generator: torch.Generator,
    ) -> None:
        super().__init__(data.scale)
        self.config = config
        width = config.factors + 1
        self.register_buffer("mean", torch.zeros(()))
        self.register_buffer("noise", torch.ones(()))  # variance of a single rating
        self.register_buffer("reach", torch.tensor(NORMAL_FACTOR))  # see ``interval_factor``
        for name, rows in (("user_mean", data.n_users), ("user_variance", data.n_users), ("movie_mean", data.n_movies)):
            self.register_buffer(name, torch.zeros(rows, width))
        self.register_buffer("movie_variance", torch.zeros(data.n_movies, width))
        self.register_buffer("history", torch.zeros(data.n_movies, width))  # what having rated a movie says of a user
        self.register_buffer("prior", torch.ones(width))  # variance of a user's own weights

    def fit_bytes(self, data: TrainingData) -> int:
        return working_bytes(data, self.config.factors)

    @property
    def fit_epochs(self) -> int:
        return -(-self.config.steps // STEPS_PER_EPOCH)

    def own_fit(self, data: TrainingData, generator: torch.Generator) -> OwnFit:
        return InTurn([Part(partial(BayesFit, self, data, generator), 1.0)], generator)

    def take(self, fitting: VariationalFit) -> None:
        """Take over what a fit has found so far."""
        users = fitting.of_users
        for target, value in zip(
            (self.user_mean, self.user_variance, self.movie_mean, self.movie_variance), fitting.moments(), strict=True
        ):
            target.copy_(value)
        own, history = fitting.users.groups[:2]
        self.mean.fill_(fitting.mean)
        self.noise.copy_(torch.exp(2.0 * fitting.log_noise[0]))
        self.history.copy_(users.mean.part(history).joined())
        self.prior.copy_(prior_variance(users.mean.part(own), users.variance.part(own), self.config.pooled).joined())

    def user_state(self, users: Tensor) -> Tensor:
        known = self.user_mean, self.user_variance
        return torch.cat([part.index_select(0, users) for part in known], dim=-1)  # [B, 2 * K]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        a, _ = state.chunk(2, dim=-1)  # [B, K]
        b = self.movie_mean.index_select(0, movies)  # [B, K]
        biases = torch.stack([a[:, 0], b[:, 0]], dim=-1)  # [B, 2]
        products = a[:, 1:] * b[:, 1:]  # [B, factors]
        total = self.mean + biases.sum(-1, keepdim=True) + products.sum(-1, keepdim=True)
        return {"biases": biases, "products": products, PREDICTION: total}

    def movie_side(self, movies: Tensor) -> MovieSide:
        b, vb = self._of_movies(movies)
        factors, spread = b[:, 1:].contiguous(), vb[:, 1:]
        spreads = torch.cat([spread, factors.square() + spread], dim=1)  # what a^2 and va are multiplied by
        return b[:, 0].contiguous(), factors, vb[:, 0].contiguous(), spreads  # [B, factors], [B, 2 * factors], two [B]

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, Tensor]:
        predicted, spread = self.spread_from_side(states, side)
        return predicted, spread + self.noise

    def spread_from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, Tensor]:
        """[P, S], the side of B movies -> [P, B] predictions, [P, B] variances as ``spread`` tells them."""
        bias, b, bias_variance, spreads = side
        a, va = states.chunk(2, dim=1)  # [P, K]
        predicted = torch.addmm(bias, a[:, 1:], b.T).add_(self.mean + a[:, :1])
        own = torch.cat([a[:, 1:].square(), va[:, 1:]], dim=1)
        return predicted, torch.addmm(bias_variance, own, spreads.T).add_(va[:, :1])

    def interval_factor(self) -> float:
        return float(self.reach)

    def predictive_variance(self, state: Tensor, movies: Tensor) -> Tensor:
        return self.spread(state, movies) + self.noise

    def spread(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, S], [B] -> [B] variance of the prediction from what is not known of user and movie."""
        a, va = state.chunk(2, dim=-1)
        b, vb = self._of_movies(movies)
        products = (a.square() * vb + va * b.square() + va * vb)[:, 1:].sum(-1)
        return products + va[:, 0] + vb[:, 0]

    def fold_in(self, movies: Tensor, values: Tensor, users: Tensor) -> Tensor:
        """The posterior of a new user's vector, in closed form, given the movies' side."""
        if len(movies) == 0:
            return torch.cat([torch.zeros_like(self.prior), self.prior])
        b, vb = (part.double() for part in self._of_movies(movies))  # [n, K]
        offset = b[:, 0].clone()
        b[:, 0], vb[:, 0] = 1.0, 0.0  # column 0 of a user's vector is added, not multiplied
        own = self.history[movies].double() / len(movies) ** 0.5  # [n, K]
        told = own.sum(0)  # [K] what the set of rated movies says already
        others = told - own  # [n, K] the same without each rating's own entry, as in the fit
        residual = values.double() - self.mean.double() - offset - (others * b).sum(-1)  # [n]
        noise = self.noise.double()
        precision = torch.diag(1.0 / self.prior.double()) + (b.T @ b + torch.diag(vb.sum(0))) / noise
        covariance = torch.linalg.inv(precision)
        found = covariance @ (b.T @ residual - (vb * others).sum(0)) / noise
        return torch.cat([told + found, covariance.diagonal()]).float()

    def _of_movies(self, movies: Tensor) -> tuple[Tensor, Tensor]:
        """[B] -> means and variances of the movies' vectors, [B, K] each."""
        return self.movie_mean.index_select(0, movies), self.movie_variance.index_select(0, movies)

    def taste_space(self) -> TasteSpace:
        vectors, variances = self.movie_mean.clone(), self.movie_variance.clone()
        vectors[:, 0], variances[:, 0] = 1.0, 0.0  # column 0 of a user's vector is added, not multiplied
        return TasteSpace(vectors, variances, self.prior.clone(), float(self.noise))

    def movie_vectors(self) -> Tensor:
        return self.movie_mean[:, 1:]

    def user_vectors(self) -> Tensor:
        return self.user_mean[:, 1:]


class BayesFit(OwnFit):
    """The variational fit of a model, step by step.

    A model that is fitted ``alone`` can predict after every epoch, and knows at the end how wide its intervals are;
    one that is a part of another model can predict at the end.
    """

    def __init__(
        self, model: BayesianFactors, data: TrainingData, generator: torch.Generator, alone: bool = True
    ) -> None:
        self._model, self._data, self._alone = model, data, alone
        self._fitting = variational_fit(data, model.config, generator)

    def steps(self) -> Iterator[FitStep]:
        fitting = self._fitting
        while fitting.done < fitting.steps:
            fitting.step()
            ended = self._alone and (fitting.done % STEPS_PER_EPOCH == 0 or fitting.done == fitting.steps)
            if ended:
                self._model.take(fitting)
            if ended and fitting.done == fitting.steps:
                self._model.reach.fill_(of_training_ratings(self._model, self._data)[0])
            error = fitting.squared_error if self._alone else UNKNOWN
            yield FitStep("inferring the factors", fitting.done / fitting.steps, error, ended)
        if not self._alone:
            self._model.take(fitting)

    def state(self) -> dict[str, Tensor]:
        return self._fitting.state()

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._fitting.load_state(state)


VBFM = Architecture(
    "vbfm",
    "Bayesian factorisation machine",
    "Infers users, movies, what each rated, genres and years together, and knows how sure it is.",
    BayesConfig,
    BayesianFactors,
    (Preset("default", BayesConfig(), {"keep_best": False}),),
    fits_itself=True,
)
