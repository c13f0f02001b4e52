"""What stands above a person's predictions: errors in words, and what the model assumes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movierec_gui.analysis.people import PersonPredictions
    from movierec_gui.analysis.predictions import PartError
    from movierec_gui.training.trained import TrainedRun

_NAMES = {"train": "Training", "validation": "Validation", "test": "Test"}
EXPLANATION = (
    "Mean squared error on this user's ratings, part by part, beside what user and movie biases alone make of them. "
    "The network has seen the training part; the epoch was chosen on the validation part; the test part is untouched."
)


def error_text(errors: Sequence[PartError]) -> str:
    """As in ``Test MSE 0.81 (biases alone 0.85) on 4 ratings``, the untouched parts first."""
    parts = (
        f"{_NAMES[error.part]} MSE {error.mse:.2f} (biases alone {error.baseline_mse:.2f}) on {error.count:,}"
        for error in reversed(errors)
    )
    return "     ".join(parts)


def context_text(run: TrainedRun, predictions: PersonPredictions, person_id: str) -> str:
    """What a context-aware model assumes of when movies are rated, and whether the run was trained with the person.

    ``person_id`` is that of a kept person; empty for a user of the data. Empty where there is nothing to say.
    """
    from movierec_gui.analysis.fold_in import acquaintance_text
    from movierec_gui.analysis.people import NewUser
    from movierec_gui.training.run_labels import ASSUMES_NOW, is_context_aware

    lines = [ASSUMES_NOW] if is_context_aware(run.record.spec) else []
    if isinstance(predictions.person, NewUser):
        ratings = dict(zip(predictions.person.movies, predictions.person.ratings, strict=True))
        lines.append(acquaintance_text(run, ratings, person_id))
    return " ".join(filter(None, lines))
