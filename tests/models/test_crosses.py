"""Wide & deep with crosses: what the wide part adds."""

from __future__ import annotations

import numpy as np
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.crosses import CrossesConfig, WideDeepCrosses


def test_the_wide_part_adds_user_movie_and_the_users_taste_for_the_movies_genres(data: TrainingData) -> None:
    model = WideDeepCrosses(CrossesConfig(), data, torch.Generator().manual_seed(0))
    model.eval()
    movie = 10  # two genres
    genres = np.flatnonzero(data.genres[movie])
    assert len(genres) == 2
    users, movies = torch.tensor([1]), torch.tensor([movie])
    plain = model(users, movies).item()
    with torch.no_grad():
        model.user_wide.weight[1, 0] = 0.5
        model.user_wide.weight[1, 1 + genres[0]] = 1.0
        model.movie_wide.weight[movie] = 0.25
    assert np.isclose(model(users, movies).item(), plain + 0.5 + 0.25 + 1.0 / 2**0.5, atol=1e-5)
