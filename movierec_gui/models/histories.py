"""Each user's ratings in the order of time, as tensors that a network can read at any moment."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn

from movierec_gui.data.dataset import Ratings
from movierec_gui.data.features import TrainingData


class Histories(nn.Module):
    """Training ratings in the order of time per user, and look-ups into them. Not stored with the weights."""

    offsets: Tensor
    movies: Tensor
    residuals: Tensor
    timestamps: Tensor

    def __init__(self, data: TrainingData) -> None:
        super().__init__()
        ratings = data.ratings
        self.mean = data.mean
        order = np.lexsort((ratings.timestamps, ratings.users))
        counts = np.bincount(ratings.users, minlength=data.n_users)
        offsets = np.concatenate([[0], np.cumsum(counts)])
        columns = {
            "offsets": offsets,  # [users + 1]
            "movies": ratings.movies[order].astype(np.int64),  # [n]
            "residuals": ratings.values[order] - np.float32(data.mean),  # [n]
            "timestamps": ratings.timestamps[order],  # [n]
        }
        for name, column in columns.items():
            self.register_buffer(name, torch.from_numpy(np.ascontiguousarray(column)), persistent=False)
        self._halvings = max(1, int(counts.max(initial=0)).bit_length())

    def latest(self, users: Tensor, moments: Tensor | None, length: int) -> tuple[Tensor, Tensor, Tensor]:
        """The last ``length`` ratings of each user strictly before each moment (None: of all).

        [B], [B] -> movies, residuals from the mean, and which of them exist, each [B, L]; the most recent stands last.
        """
        begin, end = self.offsets[users], self.offsets[users + 1]  # [B], [B]
        if moments is not None:
            end = self._before(begin, end, moments)
        positions = end.unsqueeze(-1) + torch.arange(-length, 0, device=users.device)  # [B, L]
        exists = positions >= begin.unsqueeze(-1)
        positions = positions.clamp(min=0)
        return self.movies[positions], self.residuals[positions] * exists, exists

    def bags(self, users: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """All movies of each user in one row, [total], their residuals, [total], and where each user's begin, [B]."""
        begin, end = self.offsets[users], self.offsets[users + 1]
        sizes = end - begin
        starts = sizes.cumsum(0) - sizes
        total = int(sizes.sum())  # the only thing that a GPU's host has to wait for
        shifts = (begin - starts).repeat_interleave(sizes, output_size=total)
        positions = torch.arange(total, device=users.device) + shifts
        return self.movies.index_select(0, positions), self.residuals.index_select(0, positions), starts

    @staticmethod
    def of_movies(data: TrainingData) -> Histories:
        """The same with the roles exchanged: for each movie, who rated it."""
        ratings = data.ratings
        turned = Ratings(ratings.movies, ratings.users, ratings.values, ratings.timestamps)
        return Histories(replace(data, n_users=data.n_movies, n_movies=data.n_users, ratings=turned))

    def counts(self, users: Tensor) -> Tensor:
        """[B] -> [B] ratings of each user."""
        return self.offsets[users + 1] - self.offsets[users]

    def _before(self, begin: Tensor, end: Tensor, moments: Tensor) -> Tensor:
        """The first position in each [begin, end) whose moment is not before the given one: a bisection of all rows."""
        low, high = begin.clone(), end.clone()
        for _ in range(self._halvings):  # of the longest history: to ask for the batch's would let a GPU's host wait
            middle = (low + high) // 2
            earlier = (low < high) & (self.timestamps[middle.clamp(max=len(self.timestamps) - 1)] < moments)
            low = torch.where(earlier, middle + 1, low)
            high = torch.where(earlier, high, torch.maximum(middle, low))
        return low
