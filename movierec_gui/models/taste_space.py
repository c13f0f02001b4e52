"""How people's tastes differ and what each movie tells of one, as normal distributions that answers narrow."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class TasteSpace:
    """A rating is a movie's vector times a person's, plus noise; the person's is normal, with independent parts.

    The first column of every movie's vector is one: the person's own distance from everybody's ratings.
    """

    movies: Tensor
    """[movies, K] means of the movies' vectors."""
    variances: Tensor
    """[movies, K] how little is known of them."""
    prior: Tensor
    """[K] variance of a person's vector before the first answer."""
    noise: float
    """Variance of a single rating."""

    def covariance(self, rated: Tensor) -> Tensor:
        """[n] movies that were rated -> [K, K] what is still not known of the person's vector.

        How the movies were rated does not matter: the posterior's mean alone depends on it.
        """
        vectors = self.movies[rated].double()  # [n, K]
        told = vectors.T @ vectors + torch.diag(self.variances[rated].double().sum(0))
        return torch.linalg.inv(torch.diag(1.0 / self.prior.double()) + told / self.noise)

    def second_moment(self, weights: Tensor) -> Tensor:
        """[movies] -> [K, K] the weighted mean of every movie's vector times itself.

        Its product with a covariance has the trace of the mean variance of predictions.
        """
        vectors = self.movies.double()
        return vectors.T @ (vectors * (weights.double() / weights.sum()).unsqueeze(1))

    def gains(self, rated: Tensor, asked: Tensor, moment: Tensor) -> Tensor:
        """[n] rated movies, [A] others, a ``second_moment`` -> [A] by how much a rating of each lowers the variance.

        With the covariance C and a movie's vector b, a rating takes C b b' C / (noise + b' C b) off the covariance.
        """
        vectors = self.movies[asked].double()
        moved = vectors @ self.covariance(rated)  # [A, K]
        return ((moved @ moment) * moved).sum(1) / (self.noise + (moved * vectors).sum(1))
