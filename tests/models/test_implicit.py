"""SVD++: the sum over what a user rated."""

from __future__ import annotations

import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.factors import FactorConfig
from movierec_gui.models.implicit import ImplicitFactors


def test_the_users_vector_is_own_factors_plus_the_rated_movies_over_the_root_of_their_number(
    data: TrainingData,
) -> None:
    model = ImplicitFactors(FactorConfig(factors=3), data, torch.Generator().manual_seed(0))
    users = torch.tensor([5, 2, 5])
    found = model.user_vector(users)
    for row, user in enumerate(users.tolist()):
        rated = torch.from_numpy(data.ratings.movies[data.ratings.users == user]).long()
        expected = model.user_embedding.weight[user] + model.seen[rated].sum(0) / len(rated) ** 0.5
        torch.testing.assert_close(found[row], expected)
