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

    def gains(self, rated: Tensor, weights: Tensor) -> Tensor:
        """[n] rated movies, [movies] -> [movies]: how much a further rating of each would lower the mean variance.

        The mean is that of predictions for all movies, weighted. With the covariance C and a movie's vector b a rating
        takes C b b' C / (noise + b' C b) off the covariance; a prediction for a movie c has the variance c' C c.
        """
        vectors = self.movies.double()
        covariance = self.covariance(rated)
        wanted = vectors.T @ (vectors * (weights.double() / weights.sum()).unsqueeze(1))  # [K, K]
        moved = vectors @ covariance  # [movies, K]
        lowered = ((moved @ wanted) * moved).sum(1)
        return lowered / (self.noise + (moved * vectors).sum(1))
