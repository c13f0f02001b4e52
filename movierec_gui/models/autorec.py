"""An auto-encoder over movies: a movie's ratings, squeezed through a narrow layer, predict a user's rating of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import scipy.sparse as sp
import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData, movie_features
from movierec_gui.models.bag_sums import bag_sums
from movierec_gui.models.base import (
    PREDICTION,
    Architecture,
    ModelConfig,
    Preset,
    RatingModel,
)
from movierec_gui.models.batch import Batch
from movierec_gui.models.blocks import Dropout, MovieTable, UserTable, linear
from movierec_gui.models.catalogue import MovieSide
from movierec_gui.models.fold_in import ERROR_VARIANCE, usual_state
from movierec_gui.models.histories import Histories
from movierec_gui.models.movie_words import word_layer, word_vectors_setting, words_setting
from movierec_gui.models.sparse_rows import Rows
from movierec_gui.settings import setting


@dataclass(frozen=True)
class AutoRecConfig(ModelConfig):
    """Settings of the movie auto-encoder."""

    hidden: int = setting(
        80, "Hidden nodes", "Width of the layer that every movie is squeezed through", low=1, high=1024
    )
    dropout: float = setting(0.5, "Dropout", "Share of hidden nodes silenced in training", low=0.0, high=0.95)
    penalty: float = setting(
        0.02, "L2 penalty", "Weight of the squared decoder rows and biases of each rating in the loss", low=0, high=10
    )
    raters: bool = setting(True, "Who rated", "Feed who rated a movie beside how they rated it")
    words: str = words_setting()
    word_vectors: int = word_vectors_setting()


class AutoRec(RatingModel):
    """Item-based AutoRec (Sedhain et al. 2015) that also sees who rated (as SVD++, Koren 2008), genres and year.

    hidden = tanh(sum over raters of (residual * V + I) / sqrt(n) + features); prediction = biases + hidden . row of
    the user. In training each rating is left out of its movie's input while it is the target: exact and at no cost,
    since the input is a sum. Words, where asked for, join the features.
    """

    default_layer: ClassVar[str] = "hidden"
    features: Tensor

    def __init__(self, config: AutoRecConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.penalty = config.penalty
        self.raters = Histories.of_movies(data)
        known = torch.from_numpy(movie_features(data))
        self.register_buffer("features", known, persistent=False)
        h, spread = config.hidden, config.hidden**-0.5
        self.rating_encoder = _table(data.n_users, h, spread, generator)
        self.rater_encoder = _table(data.n_users, h, 0.1 * spread, generator) if config.raters else None
        self.feature_encoder = linear(known.shape[1], h, generator)
        self.dropout = Dropout(config.dropout, generator)
        self.decoder = UserTable(data.n_users, h, generator)
        self.user_bias = UserTable(data.n_users, 1, generator, spread=0.0)
        self.movie_bias = MovieTable(data.n_movies, 1, generator, spread=0.0)
        self.feature_bias = linear(known.shape[1], 1, generator)
        self.words = word_layer(data, config.words, config.word_vectors, h)
        self.word_bias = word_layer(data, config.words, config.word_vectors, 1)

    def fit(self, data: TrainingData) -> None:
        nn.init.zeros_(self.feature_bias.weight)
        nn.init.constant_(self.feature_bias.bias, data.mean)

    def user_state(self, users: Tensor) -> Tensor:
        return torch.cat([self.user_bias(users), self.decoder(users)], dim=-1)  # [B, 1 + hidden]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return self._decode(state, movies, self._encode(movies, None))

    def movie_side(self, movies: Tensor) -> MovieSide:
        return self._encode(movies, None), self._movie_biases(movies).sum(-1)  # [B, hidden], [B]

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, None]:
        hidden, biases = side
        return torch.addmm(biases, states[:, 1:], hidden.T).add_(states[:, :1]), None

    @torch.no_grad()
    def fold_in(self, movies: Tensor, values: Tensor, users: Tensor) -> Tensor:
        """The same state as every network's, in closed form: the prediction is linear in it."""
        centre, spread = usual_state(self, users)  # [1 + hidden]
        if len(movies) == 0:
            return centre
        hidden, biases = self.movie_side(movies)
        inputs = nn.functional.pad(hidden, (1, 0), value=1.0)  # [n, 1 + hidden], the user's bias first
        scaled, left = (inputs * spread).cpu().double(), (values - biases - inputs @ centre).cpu().double()
        precision = scaled.T @ scaled + ERROR_VARIANCE * torch.eye(len(centre), dtype=torch.double)
        return centre + spread * torch.linalg.solve(precision, scaled.T @ left).to(centre)

    def loss(self, batch: Batch) -> Tensor:
        state = self.user_state(batch.users)
        layers = self._decode(state, batch.movies, self._encode(batch.movies, (batch.users, batch.values)))
        errors = layers[PREDICTION][:, 0] - batch.values
        size = state.square().sum() + layers["biases"][:, 1].square().sum()
        return errors.square().mean() + self.penalty * size / len(batch)

    @torch.no_grad()
    def learn_by_hand(self, batch: Batch) -> None:
        """As ``learn`` on the processor, for settings without words: gradients without torch's record of them.

        Every movie of the batch is summed once, and its share of the gradient goes back to its raters as one sum.
        """
        distinct, position = torch.unique(batch.movies, return_inverse=True)  # [D], [B]
        rated = self._ratings_of_movies[distinct.numpy()]
        to_movies = Rows.sharing(rated)
        sums = to_movies.times(self.rating_encoder)  # [D, h]
        own = (batch.values - self.raters.mean).unsqueeze(1)  # [B, 1]
        left_out = self.rating_encoder.index_select(0, batch.users).mul_(own)
        if self.rater_encoder is not None:
            sums.add_(to_movies.of_ones().times(self.rater_encoder))
            left_out.add_(self.rater_encoder.index_select(0, batch.users))
        scale = to_movies.bounds.diff().to(sums).rsqrt_().index_select(0, position).unsqueeze(1)  # [B, 1], see below
        of_features = self.feature_encoder(self.features.index_select(0, distinct))
        # A rating is left out, and one is added to every movie's count: as many as the movie has.
        hidden = sums.index_select(0, position).sub_(left_out).mul_(scale)
        hidden.add_(of_features.index_select(0, position)).tanh_()  # [B, h]
        of_tanh = hidden.square().neg_().add_(1.0)
        kept, to_hidden = self.dropout.with_gradient(hidden)
        decoder, user_bias = (table.weight.index_select(0, batch.users) for table in (self.decoder, self.user_bias))
        movie_bias = self.movie_bias.weight.index_select(0, batch.movies)
        known = self.features.index_select(0, batch.movies)
        slope = (decoder * kept).sum(1, keepdim=True).add_(user_bias).add_(movie_bias).add_(self.feature_bias(known))
        slope.sub_(batch.values.unsqueeze(1)).mul_(2.0 / len(batch))  # [B, 1]
        pull = 2.0 * self.penalty / len(batch)

        _row_gradients(self.decoder.weight, batch.users, torch.addcmul(pull * decoder, kept, slope))
        _row_gradients(self.user_bias.weight, batch.users, slope + pull * user_bias)
        _row_gradients(self.movie_bias.weight, batch.movies, slope + pull * movie_bias)
        self.feature_bias.weight.grad, self.feature_bias.bias.grad = slope.t() @ known, slope.sum(0)
        sent = to_hidden(decoder.mul_(slope)).mul_(of_tanh)  # [B, h] to tanh's input
        self.feature_encoder.weight.grad, self.feature_encoder.bias.grad = sent.t() @ known, sent.sum(0)
        sent.mul_(scale)
        of_movies = torch.zeros_like(sums).index_add_(0, position, sent)  # [D, h]
        turned = Rows.sharing(rated.tocsc())
        if self.rater_encoder is not None:
            whole = turned.of_ones().times(of_movies)
            self.rater_encoder.grad = whole.index_add_(0, batch.users, sent, alpha=-1)
        self.rating_encoder.grad = turned.times(of_movies).index_add_(0, batch.users, sent.mul_(own), alpha=-1)

    @cached_property
    def _ratings_of_movies(self) -> sp.csr_matrix:
        """[movies, users] the residuals of the training ratings."""
        known = self.raters
        rows = known.residuals.numpy(), known.movies.int().numpy(), known.offsets.int().numpy()
        return sp.csr_matrix(rows, shape=(len(known.offsets) - 1, len(self.rating_encoder)))

    def movie_vectors(self) -> Tensor:
        with torch.no_grad():
            return self._encode(torch.arange(len(self.features), device=self.device), None)

    def user_vectors(self) -> Tensor:
        return self.decoder.weight.detach()

    def _encode(self, movies: Tensor, without: tuple[Tensor, Tensor] | None) -> Tensor:
        """[B] -> [B, hidden]; ``without``: users and ratings [B] to be left out of their movies' inputs."""
        distinct, position = torch.unique(movies, return_inverse=True)  # [D], [B]: each movie is summed once
        users, residuals, starts = self.raters.bags(distinct)
        sums = bag_sums(users, self.rating_encoder, starts, residuals)  # [D, hidden]
        if self.rater_encoder is not None:
            sums = sums + bag_sums(users, self.rater_encoder, starts)
        summed, counts = sums.index_select(0, position), self.raters.counts(movies).unsqueeze(-1)  # [B, hidden], [B, 1]
        if without is not None:
            out, ratings = without
            summed = summed - self.rating_encoder.index_select(0, out) * (ratings - self.raters.mean).unsqueeze(-1)
            if self.rater_encoder is not None:
                summed = summed - self.rater_encoder.index_select(0, out)
            counts = counts - 1
        total = summed / (counts + 1).sqrt() + self.feature_encoder(self.features.index_select(0, movies))
        return torch.tanh(total if self.words is None else total + self.words(movies))

    def _decode(self, state: Tensor, movies: Tensor, hidden: Tensor) -> dict[str, Tensor]:
        biases = torch.cat([state[:, :1], self._movie_biases(movies)], dim=-1)  # [B, 3]
        decoded = (state[:, 1:] * self.dropout(hidden)).sum(-1, keepdim=True)  # [B, 1]
        return {"hidden": hidden, "biases": biases, PREDICTION: biases.sum(-1, keepdim=True) + decoded}

    def _movie_biases(self, movies: Tensor) -> Tensor:
        """[B] -> [B, 2]: the movie's own, and that of its features."""
        of_features = self.feature_bias(self.features.index_select(0, movies))  # [B, 1]
        if self.word_bias is not None:
            of_features = of_features + self.word_bias(movies)
        return torch.cat([self.movie_bias(movies), of_features], dim=-1)


def _row_gradients(table: Tensor, rows: Tensor, gradients: Tensor) -> None:
    """Give a table the gradients [B, d] of the rows [B] that were read of it."""
    table.grad = torch.zeros_like(table).index_add_(0, rows, gradients)


def _table(rows: int, width: int, spread: float, generator: torch.Generator) -> nn.Parameter:
    return nn.Parameter(torch.empty(rows, width).uniform_(-spread, spread, generator=generator))


AUTOREC = Architecture(
    "autorec",
    "Auto-encoder (AutoRec)",
    "Squeezes each movie's ratings, raters, genres and year through a narrow layer, decoded for every user.",
    AutoRecConfig,
    AutoRec,
    (
        Preset("default", AutoRecConfig(), {"epochs": 20, "batch_size": 512}),
        Preset(
            "ratings alone",
            AutoRecConfig(hidden=50, dropout=0.3, raters=False),
            {"epochs": 25, "batch_size": 512},
        ),
    ),
)
