"""How alike people's lists are, and when that is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.analysis.list_likeness import Likeness, keep_likeness, measure_likeness, sentence
from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import TrainedRun


def _run(dataset: Dataset, outputs: np.ndarray, make_run: Callable[..., TrainedRun], hand_made: type) -> TrainedRun:
    return make_run(dataset, hand_made(outputs[:, :, None], dataset.scale))


def test_a_model_that_sees_no_difference_between_people_lists_nearly_the_same(
    tiny_dataset: Dataset, make_run: Callable[..., TrainedRun], hand_made: type
) -> None:
    movies = np.linspace(1, 5, tiny_dataset.n_movies)
    same = np.tile(movies, (tiny_dataset.n_users, 1))
    alike = finish(measure_likeness(_run(tiny_dataset, same, make_run, hand_made)))
    other = np.random.default_rng(0).permuted(same, axis=1)
    unlike = finish(measure_likeness(_run(tiny_dataset, other, make_run, hand_made)))
    assert alike.same > unlike.same + 1
    assert alike.jaccard > unlike.jaccard
    assert 0 <= unlike.jaccard <= alike.jaccard <= 1


def test_two_lists_of_ten_with_five_films_in_common_have_a_third_of_all_in_common() -> None:
    assert Likeness(jaccard=5 / 15, same=5.0).jaccard == pytest.approx(1 / 3)


def test_it_is_kept_with_the_run_and_said_where_lists_hardly_differ(fitted_run: TrainedRun, tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.write(fitted_run.record)
    record = finish(keep_likeness(store, fitted_run))
    assert store.read(record.id).lists == record.lists
    assert set(record.lists) == {"jaccard", "same"}
    said = sentence(replace(record, lists={"jaccard": 0.31, "same": 4.7}))
    assert said == "Its lists hardly differ between people: 4.7 of 10 films are the same"
    assert sentence(replace(record, lists={"jaccard": 0.05, "same": 0.9})) == ""
    assert sentence(replace(record, lists={})) == ""


def test_one_user_alone_cannot_be_compared(fitted_run: TrainedRun) -> None:
    data = replace(
        fitted_run.data, ratings=fitted_run.data.ratings.take(np.flatnonzero(fitted_run.data.ratings.users == 0))
    )
    with pytest.raises(UserError, match="only one user"):
        finish(measure_likeness(replace(fitted_run, data=data)))
