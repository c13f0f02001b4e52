"""Ratings as tensors: columns keep their names, values and order."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Dataset, Ratings
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import batch
from movierec_gui.models.batch import as_batch, in_batches, shuffled_batches

CPU = torch.device("cpu")


@pytest.fixture
def ratings() -> Ratings:
    n = 7
    return Ratings(
        np.arange(n, dtype=np.int32),
        np.arange(n, dtype=np.int32)[::-1].copy(),
        np.linspace(0.5, 5.0, n, dtype=np.float32),
        np.arange(n, dtype=np.int64) + 10**9,
    )


def test_columns_keep_their_names_and_the_data_stay_as_they_are(ratings: Ratings) -> None:
    batch = as_batch(ratings)
    assert len(batch) == 7
    for name in ("users", "movies", "values", "timestamps"):
        column, own = getattr(ratings, name), getattr(batch, name)
        assert np.array_equal(own.numpy(), column), name
        assert own.numpy().dtype == column.dtype, name
    batch.values.zero_()
    assert ratings.values[-1] == 5.0


def test_ratings_that_must_not_be_written_are_copied(ratings: Ratings) -> None:
    ratings.values.setflags(write=False)
    assert as_batch(ratings).values.tolist() == ratings.values.tolist()


def test_rows_are_taken_together_and_indices_are_wide(ratings: Ratings) -> None:
    part = as_batch(ratings).take(torch.tensor([5, 0, 5]))
    assert part.users.tolist() == [5, 0, 5]
    assert part.movies.tolist() == [1, 6, 1]
    assert part.values.tolist() == ratings.values[[5, 0, 5]].tolist()
    assert part.timestamps.tolist() == [10**9 + 5, 10**9, 10**9 + 5]
    assert part.users.dtype == part.movies.dtype == torch.int64


@pytest.mark.parametrize(("size", "lengths"), [(3, [3, 3, 1]), (7, [7]), (100, [7])])
def test_batches_follow_each_other_in_order(ratings: Ratings, size: int, lengths: list[int]) -> None:
    for batches in (list(as_batch(ratings).split(size)), list(in_batches(ratings, size, CPU))):
        assert [len(batch) for batch in batches] == lengths
        assert torch.cat([batch.users for batch in batches]).tolist() == list(range(7))
    assert batches[0].users.dtype == torch.int64


def test_no_ratings_make_one_empty_batch(ratings: Ratings) -> None:
    (batch,) = in_batches(ratings.take(slice(0)), 4, CPU)
    assert len(batch) == 0
    assert batch.movies.dtype == torch.int64


@pytest.mark.parametrize(("size", "segment"), [(1, 10), (7, 10), (64, 100), (10_000, 100), (50, 1 << 20)])
def test_an_epoch_holds_every_rating_once_in_a_new_order(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch, size: int, segment: int
) -> None:
    monkeypatch.setattr(batch, "SEGMENT", segment)
    data = training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
    columns = as_batch(data.ratings)
    generator = torch.Generator().manual_seed(0)
    epochs = []
    for _ in range(2):
        parts = list(shuffled_batches(columns, size, generator))
        assert all(len(part) == size for part in parts[:-1])
        epochs.append([torch.cat(column) for column in zip(*(part.columns() for part in parts), strict=True)])
    rows = [set(zip(*(column.tolist() for column in epoch), strict=True)) for epoch in epochs]
    ratings = data.ratings
    expected = set(
        zip(
            ratings.users.tolist(),
            ratings.movies.tolist(),
            ratings.values.tolist(),
            ratings.timestamps.tolist(),
            strict=True,
        )
    )
    assert rows[0] == rows[1] == expected
    assert len(epochs[0][0]) == len(ratings)
    assert not torch.equal(epochs[0][0], epochs[1][0])
