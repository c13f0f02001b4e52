"""How far ratings lie from the house model's predictions: a mixture of variances that cannot be negative."""

from __future__ import annotations

from typing import NamedTuple

import scipy
import torch
from torch import Tensor

from movierec_gui.models.house.columns import OfExperts, OfMovie, OfUser


class VarianceParts(NamedTuple):
    """Variances [B] that a rating's is mixed of, in squared stars."""

    noise: Tensor
    """One: what no column explains."""
    posterior: Tensor
    """Of the Bayesian machine's prediction."""
    user: Tensor
    """Of the user's ratings around their usual distance from the movies'."""
    movie: Tensor
    """Of the movie's ratings around their mean."""


def variance_parts(of_experts: Tensor, of_user: Tensor, of_movie: Tensor) -> Tensor:
    """[B, 5], [B, 6] or one user's [6], [B, 6] -> [B, 4] the columns of ``VarianceParts``."""
    posterior = OfExperts(*of_experts.unbind(-1)).deviation
    deviations = OfUser(*of_user.unbind(-1)).deviation, OfMovie(*of_movie.unbind(-1)).deviation
    user, movie = (deviation.square().expand_as(posterior) for deviation in deviations)
    named = VarianceParts(torch.ones_like(posterior), posterior.square(), user, movie)
    return torch.stack(named, dim=1)


def fitted_mixture(parts: Tensor, squared_errors: Tensor) -> Tensor:
    """[n, 4], [n] -> weights [4] by non-negative least squares (Lawson and Hanson 1974)."""
    weights, _ = scipy.optimize.nnls(parts.double().numpy(), squared_errors.double().numpy())
    return torch.from_numpy(weights)
