"""An auto-encoder over movies: what everybody thought of one, squeezed through a narrow layer, foretells your view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, Preset, RatingModel
from movierec_gui.models.blocks import Dropout, embedding, linear
from movierec_gui.models.histories import Histories
from movierec_gui.settings import setting


@dataclass(frozen=True)
class AutoRecConfig(ModelConfig):
    """Settings of the movie auto-encoder."""

    hidden: int = setting(
        50, "Hidden nodes", "Width of the layer that every movie is squeezed through", low=1, high=1024
    )
    dropout: float = setting(0.3, "Dropout", "Share of hidden nodes silenced in training", low=0.0, high=0.95)
    penalty: float = setting(
        0.02, "L2 penalty", "Weight of the squared decoder rows and biases of each rating in the loss", low=0, high=10
    )


class AutoRec(RatingModel):
    """Item-based AutoRec (Sedhain et al. 2015) with genres beside the ratings and biases beside the decoder.

    hidden = tanh(W [the movie's residuals over sqrt(n), genres]); prediction = mean + biases + hidden . decoder row of
    the user. In training each rating is left out of the movie's input while it is the target, exactly and at no cost,
    since the input is a sum.
    """

    default_layer: ClassVar[str] = "hidden"
    genres: Tensor

    def __init__(self, config: AutoRecConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.penalty = config.penalty
        self.raters = Histories.of_movies(data)
        self.register_buffer("genres", torch.from_numpy(data.genres).float(), persistent=False)
        spread = 1.0 / config.hidden**0.5
        weights = torch.empty(data.n_users, config.hidden).uniform_(-spread, spread, generator=generator)
        self.encoder = nn.Parameter(weights)
        self.genre_encoder = linear(self.genres.shape[1], config.hidden, generator)
        self.dropout = Dropout(config.dropout, generator)
        self.decoder = embedding(data.n_users, config.hidden, generator)
        self.user_bias = embedding(data.n_users, 1, generator, spread=0.0)
        self.movie_bias = embedding(data.n_movies, 1, generator, spread=0.0)
        self.mean = nn.Parameter(torch.zeros(()))

    def fit(self, data: TrainingData) -> None:
        self.mean.data.fill_(data.mean)

    def user_state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        return torch.cat([self.user_bias(users), self.decoder(users)], dim=-1)  # [B, 1 + hidden]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return self._layers(state, movies, self._hidden(movies, None, None))

    def loss(self, users: Tensor, movies: Tensor, ratings: Tensor, moments: Tensor | None = None) -> Tensor:
        state = self.user_state(users)
        layers = self._layers(state, movies, self._hidden(movies, users, ratings))
        errors = layers[PREDICTION][:, 0] - ratings
        size = state.square().sum() + layers["biases"][:, 1].square().sum()
        return errors.square().mean() + self.penalty * size / len(ratings)

    def movie_vectors(self) -> Tensor:
        with torch.no_grad():
            return self._hidden(torch.arange(len(self.genres), device=self.device), None, None)

    def user_vectors(self) -> Tensor:
        return self.decoder.weight.detach()

    def _hidden(self, movies: Tensor, without: Tensor | None, ratings: Tensor | None) -> Tensor:
        """[B] -> [B, hidden]; ``without`` [B] are the users whose rating of the movie is left out of its input."""
        distinct, position = torch.unique(movies, return_inverse=True)  # [D], [B]: each movie is summed once
        users, residuals, starts = self.raters.bags(distinct)
        sums = nn.functional.embedding_bag(users, self.encoder, starts, mode="sum", per_sample_weights=residuals)
        summed, counts = sums[position], self.raters.counts(movies).unsqueeze(-1)  # [B, hidden], [B, 1]
        if without is not None and ratings is not None:
            summed = summed - self.encoder[without] * (ratings - self.raters.mean).unsqueeze(-1)
            counts = counts - 1
        return torch.tanh(summed / (counts + 1).sqrt() + self.genre_encoder(self.genres[movies]))

    def _layers(self, state: Tensor, movies: Tensor, hidden: Tensor) -> dict[str, Tensor]:
        biases = torch.cat([state[:, :1], self.movie_bias(movies)], dim=-1)  # [B, 2]
        decoded = (state[:, 1:] * self.dropout(hidden)).sum(-1, keepdim=True)  # [B, 1]
        total = self.mean + biases.sum(-1, keepdim=True) + decoded
        return {"hidden": hidden, "biases": biases, PREDICTION: total}


AUTOREC = Architecture(
    "autorec",
    "Auto-encoder (AutoRec)",
    "Squeezes each movie's ratings through a narrow layer and decodes them for every user.",
    AutoRecConfig,
    AutoRec,
    (Preset("default", AutoRecConfig(), {"epochs": 20, "batch_size": 512, "learning_rate": 3e-3}),),
)
