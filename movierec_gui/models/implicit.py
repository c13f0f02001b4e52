"""SVD++: a dot product in which what a user rated speaks as well, whatever the ratings were."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.bag_sums import bag_sums
from movierec_gui.models.base import Architecture, Preset
from movierec_gui.models.factors import DotProduct, FactorConfig
from movierec_gui.models.histories import Histories


class ImplicitFactors(DotProduct):
    """Mean + biases + (user factors + sum of rated movies' second factors / sqrt(n)) . movie factors (Koren 2008)."""

    def __init__(self, config: FactorConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(config, data, generator)
        self.histories = Histories(data)
        self.seen = nn.Parameter(torch.empty(data.n_movies, config.factors).uniform_(-0.05, 0.05, generator=generator))

    def user_vector(self, users: Tensor) -> Tensor:
        distinct, position = torch.unique(users, return_inverse=True)  # [D], [B]: each user's movies are summed once
        movies, _, starts = self.histories.bags(distinct)
        summed = bag_sums(movies, self.seen, starts)  # [D, factors]
        summed = summed / self.histories.counts(distinct).clamp(min=1).sqrt().unsqueeze(-1)
        return self.user_embedding(users) + summed.index_select(0, position)  # [B, factors]


SVDPP = Architecture(
    "svdpp",
    "SVD++",
    "Dot product with biases, to which the set of movies that a user rated contributes.",
    FactorConfig,
    ImplicitFactors,
    (Preset("default", FactorConfig(), {"epochs": 20, "batch_size": 512, "learning_rate": 3e-3}),),
)
