"""Predictions of one user for every movie, with what depends on the movies alone kept from one user to the next."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from movierec_gui.progress import finish

if TYPE_CHECKING:
    from movierec_gui.models.base import RatingModel

CATALOGUE_BATCH = 3_072
"""Movies at a time: what is computed of them stays in the processor's cache."""
KEPT_NUMBERS = 72_000_000
"""Numbers of the movies' sides at most that are kept: 288 MB."""

MovieSide = tuple[Any, ...]
"""The movies' own part of predictions: tensors [B, ...], one row a movie, maybe in tuples of tuples."""


class KeptSides:
    """The movies' sides of one network, until a weight of it changes."""

    def __init__(self) -> None:
        self._weights: tuple[int, ...] = ()
        self._sides: list[MovieSide] = []

    def __len__(self) -> int:
        """How many batches of movies are kept."""
        return len(self._sides)

    def forget(self) -> None:
        """Keep nothing."""
        self._weights, self._sides = (), []

    def of(self, model: RatingModel, movies: int) -> Iterator[MovieSide]:
        """Batch by batch; computed where nothing is kept, and kept where it is not too much."""
        weights = (movies, *_changes(model))
        if self._sides and self._weights == weights:
            yield from self._sides
            return
        self.forget()
        kept, numbers = list[MovieSide](), 0
        for batch in torch.arange(movies, device=model.device).split(CATALOGUE_BATCH):
            side = model.movie_side(batch)
            numbers += _numbers(side)
            if numbers <= KEPT_NUMBERS:
                kept.append(side)
            yield side
        if numbers <= KEPT_NUMBERS:
            self._weights, self._sides = weights, kept


@torch.inference_mode()
def predict_catalogue(model: RatingModel, kept: KeptSides, state: Tensor, movies: int) -> tuple[Tensor, Tensor | None]:
    """[S] -> [movies] predictions of one user's state for every movie, clipped to the scale, and their variances."""
    predicted, variances = finish(predict_people(model, kept, [state], movies))
    return predicted[0].clamp(*model.scale), None if variances is None else variances[0]


@torch.inference_mode()
def predict_people(
    model: RatingModel, kept: KeptSides, states: Sequence[Tensor], movies: int
) -> Generator[None, None, tuple[Tensor, Tensor | None]]:
    """[S] of each of P people -> [P, movies] their predictions for every movie, not clipped, and their variances.

    All of them go over some movies before the next ones come, whose side so stays in the processor's cache. Stops
    between them, so that it can be left.
    """
    model.eval()
    predicted = torch.empty(len(states), movies, device=model.device)
    variances: Tensor | None = None
    if not states:
        return predicted, variances
    together, end = torch.stack(list(states)), 0
    for side in kept.of(model, movies):
        values, spread = model.from_side(together, side)
        begin, end = end, end + values.shape[1]
        predicted[:, begin:end] = values
        if spread is not None:
            variances = torch.empty_like(predicted) if variances is None else variances
            variances[:, begin:end] = spread
        yield
    return predicted, variances


def _changes(model: RatingModel) -> Iterator[int]:
    """Numbers that are others once any weight has changed."""
    for tensor in chain(model.parameters(), model.buffers()):
        yield tensor.data_ptr()
        yield tensor._version  # noqa: SLF001 - torch counts every change, but has no public name for the count


def _numbers(side: MovieSide) -> int:
    return sum(part.numel() if isinstance(part, Tensor) else _numbers(part) for part in side)
