"""Signals from a user's other ratings about the moment of one: mood, burst and session."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.errors import UserError

FloatArray = npt.NDArray[np.float64]

SCALES = (30.0, 300.0, 3600.0, 86_400.0, 30 * 86_400.0)
"""Seconds over which what a neighbour in time says fades to 1/e."""
SESSION = 1800.0
"""A longer silence, in seconds, begins a new session."""
WINDOWS = (3, 10, 30)
"""Ratings on either side of the moment that are averaged."""
NEIGHBOURS = 2
"""Number of ratings before, and after, the moment that are described one by one."""
SIGNALS = 2
"""Number of averaged signals of a rating: the experts' error, the distance from the movie's usual rating."""
WIDTH = (len(SCALES) + 1) * (SIGNALS + 1) + (2 * NEIGHBOURS + len(WINDOWS)) * SIGNALS + 10

PAIRS = 2_000_000
"""Moments times neighbours that are in memory at once."""
FAR = 1e9
"""Seconds to a neighbour that does not exist."""
YEAR, USUAL_YEARS = 365.25 * 86_400, 35.0
SECONDS_UNIT, ORDER_UNIT, TIME_UNIT = 10.0, 5.0, 5.0
"""Divisors of logarithms of seconds, logarithms of counts, and years: the quotients are of the order of one."""


class MomentContext(nn.Module):
    """Describes a user at a moment by the user's training ratings around it, earlier and later ones.

    A rating is never among its own neighbours as long as it is asked for by a model that was fitted without it.
    """

    signals: Tensor
    latest: Tensor

    def __init__(self, data: TrainingData) -> None:
        super().__init__()
        ratings = data.ratings
        if not ratings.timestamps.any():
            raise UserError(
                "The ratings of this data have no times",
                "A context-aware model learns from when a rating was given",
                "Choose another model, or data with a column of times",
            )
        self._order = np.lexsort((ratings.timestamps, ratings.users))
        counts = np.bincount(ratings.users, minlength=data.n_users)
        self._offsets = np.concatenate([[0], np.cumsum(counts)])  # [users + 1]
        self._timestamps = ratings.timestamps[self._order].astype(np.float64)  # [n], in the order of time per user
        self.register_buffer("signals", torch.zeros(len(ratings), SIGNALS))
        self.register_buffer("latest", torch.tensor(int(ratings.timestamps.max())), persistent=False)

    def fit(self, errors: Tensor, unusual: Tensor) -> None:
        """Take the experts' errors [n] and the distances to the movies' usual ratings [n], in the ratings' order."""
        order = torch.from_numpy(self._order)
        self.signals.copy_(torch.stack([errors, unusual], dim=1)[order])
        for begin, end in zip(self._offsets[:-1], self._offsets[1:], strict=True):
            if end > begin:  # a user's level is known without the moment
                self.signals[begin:end, 1] -= self.signals[begin:end, 1].mean()

    def of_moments(self, users: Tensor, moments: Tensor | None) -> Tensor:
        """[B], [B] seconds (None: now, after every training rating) -> [B, WIDTH] of the order of one."""
        asked = torch.full_like(users, int(self.latest) + 1) if moments is None else moments
        pairs = torch.stack([users, asked], dim=1)
        distinct, place = pairs.unique(dim=0, return_inverse=True)  # sorted by user
        told = np.zeros((len(distinct), WIDTH), np.float32)
        of_user, of_moment = distinct.cpu().numpy().T
        signals = self.signals.cpu().double().numpy()
        for user, rows in _groups(of_user):
            own = slice(self._offsets[user], self._offsets[user + 1])
            step = max(1, PAIRS // max(1, own.stop - own.start))
            for begin in range(rows.start, rows.stop, step):
                part = slice(begin, min(begin + step, rows.stop))
                told[part] = _describe(self._timestamps[own], signals[own], of_moment[part].astype(np.float64))
        return torch.from_numpy(told).to(self.signals)[place]

    def of_nobody(self) -> Tensor:
        """[WIDTH] for a person without any rating whose moment is known."""
        told = _describe(np.empty(0), np.empty((0, SIGNALS)), np.array([float(self.latest) + 1]))
        return torch.from_numpy(told[0]).to(self.signals)


def _groups(ordered: npt.NDArray[np.int64]) -> Iterator[tuple[int, slice]]:
    """Each value of an ordered array and where it stands."""
    values, begins = np.unique(ordered, return_index=True)
    for value, begin, end in zip(values, begins, np.append(begins, len(ordered))[1:], strict=True):
        yield int(value), slice(int(begin), int(end))


def _describe(times: FloatArray, signals: FloatArray, asked: FloatArray) -> npt.NDArray[np.float32]:
    """[n] ordered times and [n, 2] signals of one user, [q] moments -> [q, WIDTH]."""
    before = np.searchsorted(times, asked, "left")  # [q] how many ratings are earlier
    after = np.searchsorted(times, asked, "right")  # [q] the first that is later
    distance = np.abs(asked[:, None] - times)  # [q, n]
    columns = [
        *_kernels(distance, signals),
        *_neighbours(signals, before, after),
        *_windows(signals, before, after),
        *_position(times, asked, before, after),
        np.log1p((distance < SESSION).sum(1)) / ORDER_UNIT,
        (asked / YEAR - USUAL_YEARS) / TIME_UNIT,
    ]
    return np.column_stack(columns).astype(np.float32)


def _kernels(distance: FloatArray, signals: FloatArray) -> Iterator[FloatArray]:
    """Means of the signals weighted by nearness, pulled to zero, and how much is near; the same second first."""
    for scale in (0.0, *SCALES):
        weights = (distance < 0.5).astype(np.float64) if scale == 0.0 else np.exp(-distance / scale)
        total = weights.sum(1)  # [q]
        yield from (weights @ signals / (total[:, None] + 1)).T
        yield np.log1p(total)


def _neighbours(
    signals: FloatArray, before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]
) -> Iterator[FloatArray]:
    """The signals of the last ratings before and the first ones after; zero where there are none."""
    nothing = np.zeros((NEIGHBOURS, SIGNALS))
    padded = np.concatenate([nothing, signals, nothing])
    for number in range(NEIGHBOURS):
        yield from padded[before + NEIGHBOURS - 1 - number].T
        yield from padded[after + NEIGHBOURS + number].T


def _windows(signals: FloatArray, before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]) -> Iterator[FloatArray]:
    """Means of the signals of so many ratings on either side, pulled to zero."""
    sums = np.concatenate([np.zeros((1, SIGNALS)), np.cumsum(signals, axis=0)])
    for width in WINDOWS:
        begin, end = np.maximum(before - width, 0), np.minimum(after + width, len(signals))
        yield from ((sums[end] - sums[begin]) / (end - begin + 1)[:, None]).T


def _position(
    times: FloatArray, asked: FloatArray, before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]
) -> Iterator[FloatArray]:
    """Silence before and after, time since the first and to the last rating, order in history and in session."""
    n = len(times)
    padded = np.concatenate([[-FAR], times, [asked.max() + FAR]])
    first, last = (times[0], times[-1]) if n else (asked, asked)
    silence = np.where(before > 0, asked - padded[before], FAR)
    yield _log_seconds(silence)
    yield _log_seconds(np.where(after < n, padded[after + 1] - asked, FAR))
    yield _log_seconds(np.maximum(asked - first, 0))
    yield _log_seconds(np.maximum(last - asked, 0))
    yield before / max(n, 1)
    yield np.log1p(before) / ORDER_UNIT
    starts = np.flatnonzero(np.diff(times, prepend=-np.inf) > SESSION)  # [sessions] first rating of each
    within = silence < SESSION
    start = starts[np.maximum(np.searchsorted(starts, before - 1, "right") - 1, 0)] if n else np.zeros_like(before)
    begun = padded[start + 1]
    yield np.where(within, np.log1p(np.maximum(before - start, 0)), 0) / ORDER_UNIT
    yield np.where(within, _log_seconds(np.maximum(asked - begun, 0)), 0)


def _log_seconds(seconds: FloatArray) -> FloatArray:
    return np.log1p(np.minimum(seconds, FAR)) / SECONDS_UNIT
