"""A person who was not there in training: the state that explains a few ratings, with no retraining."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy
import torch
from torch import Tensor

if TYPE_CHECKING:
    from movierec_gui.models.base import RatingModel

ERROR_VARIANCE = 0.75
"""Squared error of one rating that is assumed: what the article's networks reach on held-out ratings."""


class UsualState(NamedTuple):
    """Mean and standard deviation [S] of known users' states: the normal prior of a new one's."""

    centre: Tensor
    spread: Tensor


def usual_state(model: RatingModel, users: Tensor) -> UsualState:
    """Of these users [U]. Leaves the model in evaluation mode."""
    model.eval()
    with torch.no_grad():
        known = model.user_state(users)  # [U, S]
    if known.shape[1] == 0:  # no statistics of nothing
        return UsualState(known.new_empty(0), known.new_empty(0))
    return UsualState(known.mean(0), known.std(0, unbiased=False) + 1e-6)


def most_probable_state(prior: UsualState, predicted: Callable[[Tensor], Tensor], values: Tensor) -> Tensor:
    """The state [S] of greatest posterior density given the values [n] of ratings, for any network.

    ``predicted`` maps a state, repeated [n, S], to predictions [n] of the rated movies. The errors of ratings are
    normal. Searched by L-BFGS from the prior's mean; deterministic.
    """
    centre, spread = prior
    if len(values) == 0 or len(centre) == 0:
        return centre

    def objective(point: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        offset = torch.from_numpy(point).to(centre).requires_grad_()
        state = (centre + spread * offset).expand(len(values), -1)  # [S] -> [n, S]
        loss = (predicted(state) - values).square().sum() / ERROR_VARIANCE + offset.square().sum()
        (gradient,) = torch.autograd.grad(loss, [offset])
        return loss.item(), gradient.cpu().double().numpy()

    # SciPy's L-BFGS and not torch's: the first optimiser of torch.optim imports a compiler for seconds.
    found = scipy.optimize.minimize(objective, np.zeros(len(centre)), jac=True, method="L-BFGS-B")
    return centre + spread * torch.from_numpy(found.x).to(centre)
