"""Words or tag relevance as an optional input: the settings, and a learned linear map of a movie's words."""

from __future__ import annotations

from typing import Any

import scipy.sparse as sp
import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.data.words import RELEVANCE, WORD_SOURCES, movie_words, word_vectors
from movierec_gui.models.bag_sums import bag_sums
from movierec_gui.settings import setting

NONE = "none"


def words_setting() -> Any:
    """A config's field: whose words a movie is described by. Put both fields last, so that older code fits."""
    return setting(
        NONE,
        "Words",
        "Describe movies by the words of their tags, their titles, or both; or by the tag relevance that comes with "
        "some data, which was computed from ratings as well, perhaps from held-out ones",
        choices=(NONE, *WORD_SOURCES),
        names={NONE: "no words", "both": "tags and titles", RELEVANCE: "tag relevance"},
    )


def word_vectors_setting() -> Any:
    """A config's field: how many numbers the words are condensed to."""
    return setting(
        32, "Word vectors", "Numbers that each movie's words are condensed to; 0: every word as it is", low=0, high=512
    )


def word_features(data: TrainingData, words: str, vectors: int) -> sp.csr_matrix | None:
    """Returns the words of movies, [movies, p]: vectors, the bag itself for 0, None for the source ``none``."""
    if words == NONE:
        return None
    bag = movie_words(data, words)
    return sp.csr_matrix(word_vectors(bag, vectors)) if vectors else bag.weights


def word_layer(data: TrainingData, words: str, vectors: int, width: int) -> nn.Module | None:
    """A map from movies [B] to [B, width], linear in their words, or None for the source ``none``.

    It starts at zero: a network begins as the one without words, and draws the same random numbers.
    """
    if words == NONE:
        return None
    bag = movie_words(data, words)
    return (
        WordVectors(torch.from_numpy(word_vectors(bag, vectors)), width) if vectors else BagOfWords(bag.weights, width)
    )


class WordVectors(nn.Module):
    """A weight for each of a movie's condensed numbers. They are stored with the weights that were learned for them."""

    vectors: Tensor

    def __init__(self, vectors: Tensor, width: int) -> None:
        super().__init__()
        self.register_buffer("vectors", vectors)
        self.weight = nn.Parameter(torch.zeros(vectors.shape[1], width))

    def forward(self, movies: Tensor) -> Tensor:
        """[B] -> [B, width]."""
        return self.vectors[movies] @ self.weight


class BagOfWords(nn.Module):
    """A weight for each word."""

    starts: Tensor
    words: Tensor
    shares: Tensor

    def __init__(self, bag: sp.csr_matrix, width: int) -> None:
        super().__init__()
        for name, column in (("starts", bag.indptr), ("words", bag.indices)):
            self.register_buffer(name, torch.from_numpy(column).long(), persistent=False)
        self.register_buffer("shares", torch.from_numpy(bag.data), persistent=False)
        self.weight = nn.Parameter(torch.zeros(bag.shape[1], width))

    def forward(self, movies: Tensor) -> Tensor:
        """[B] -> [B, width]."""
        begin, sizes = self.starts[movies], self.starts[movies + 1] - self.starts[movies]  # [B], [B]
        offsets = sizes.cumsum(0) - sizes
        total = int(sizes.sum())  # the only thing that a GPU's host has to wait for
        shifts = (begin - offsets).repeat_interleave(sizes, output_size=total)
        places = torch.arange(total, device=movies.device) + shifts
        return bag_sums(self.words[places], self.weight, offsets, self.shares[places])
