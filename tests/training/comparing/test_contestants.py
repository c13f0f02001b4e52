"""The splits on which contestants meet."""

from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import split_ratings
from movierec_gui.errors import UserError
from movierec_gui.training.comparing.contestants import k_fold_splits, official_splits


def test_official_splits_need_a_release_that_ships_them(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="ships no folds"):
        official_splits(tiny_dataset, ["u1"])


def test_k_folds_hold_out_every_rating_once(tiny_dataset: Dataset) -> None:
    splits = k_fold_splits(tiny_dataset, 4)
    held_out = [split_ratings(tiny_dataset, split).test for split in splits]
    assert np.array_equal(np.sort(np.concatenate(held_out)), np.arange(len(tiny_dataset.ratings)))
    with pytest.raises(UserError, match="1 folds leave nothing"):
        k_fold_splits(tiny_dataset, 1)
