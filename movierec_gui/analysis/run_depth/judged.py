"""A run's predictions of ratings that it was not trained on: what all its other figures are made from."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.predictions import bias_baseline
from movierec_gui.data.dataset import Dataset, Float32Array, Int64Array
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.progress import Progress
from movierec_gui.training.metrics import measure, predict_ratings
from movierec_gui.training.run_labels import run_label
from movierec_gui.training.trained import TrainedRun

TEST, VALIDATION = "test", "validation"
PARTS = (TEST, VALIDATION)
PART_WORDS = {
    TEST: "test ratings, on which nothing was chosen",
    VALIDATION: "validation ratings, on which the epoch was chosen: a little optimistic",
}
_AT_ONCE = 65_536

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class JudgedRatings:
    """Held-out ratings of one part of a run's split, with what the run predicts for them; all arrays are [n]."""

    run_id: str
    label: str
    part: str
    """``test`` or ``validation``."""
    dataset: Dataset
    rows: Int64Array
    """Row numbers of the dataset's ratings, ascending."""
    predicted: Float32Array
    """Clipped to the scale."""
    baseline: Float32Array
    """The same by user and movie biases alone, fitted on the run's training part."""
    movie_support: Int64Array
    """Training ratings of the movie."""
    user_support: Int64Array
    """Training ratings of the user."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def users(self) -> npt.NDArray[np.int32]:
        return self.dataset.ratings.users[self.rows]

    @property
    def movies(self) -> npt.NDArray[np.int32]:
        return self.dataset.ratings.movies[self.rows]

    @property
    def actual(self) -> Float32Array:
        return self.dataset.ratings.values[self.rows]

    @property
    def errors(self) -> FloatArray:
        """Prediction less rating: above 0 the run predicts too much."""
        return self.predicted.astype(np.float64) - self.actual

    @property
    def where(self) -> str:
        """The part of the split in words, with its size: ``20,054 test ratings, on which nothing was chosen``."""
        return f"{len(self):,} {PART_WORDS[self.part]}"

    @property
    def figures(self) -> dict[str, float]:
        """Every metric over all of them."""
        return measure(self.predicted, self.actual)

    @property
    def baseline_figures(self) -> dict[str, float]:
        """The same of user and movie biases."""
        return measure(self.baseline, self.actual)


def judge_run(run: TrainedRun, part: str = "") -> Generator[Progress, None, JudgedRatings]:
    """Predict the ratings of a held-out part: by default the test part, without one the validation part.

    Raises UserError at an unknown part and where it holds no rating.
    """
    if part and part not in PARTS:
        raise unknown_name("part of the split", part, PARTS)
    chosen = part or (TEST if len(run.split.test) else VALIDATION)
    rows = run.split.test if chosen == TEST else run.split.validation
    if len(rows) == 0:
        others = [name for name in PARTS if len(getattr(run.split, name))]
        remedy = f"Look at its {others[0]} ratings" if others else "Train it on a split that holds ratings out"
        raise UserError(f"“{run.record.name}” has no {chosen} ratings", "", remedy)
    rows = np.sort(rows)
    baseline = bias_baseline(run)
    parts: list[list[Float32Array]] = [[], []]
    for start in range(0, len(rows), _AT_ONCE):
        yield Progress(f"Predicting {chosen} ratings", start, len(rows))
        ratings = run.dataset.ratings.take(rows[start : start + _AT_ONCE])
        for model, found in zip((run.model, baseline), parts, strict=True):
            found.append(predict_ratings(model, ratings))
    predicted, by_biases = (np.concatenate(found) for found in parts)
    ratings = run.dataset.ratings
    return JudgedRatings(
        run_id=run.record.id,
        label=run_label(run.record),
        part=chosen,
        dataset=run.dataset,
        rows=rows,
        predicted=predicted,
        baseline=by_biases,
        movie_support=run.data.movie_counts[ratings.movies[rows]],
        user_support=run.data.user_counts[ratings.users[rows]],
    )
