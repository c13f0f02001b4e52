"""Random batches: every rating once an epoch, columns kept together."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models.batch import as_batch
from movierec_gui.training import batches
from movierec_gui.training.batches import shuffled_batches


@pytest.mark.parametrize(("size", "segment"), [(1, 10), (7, 10), (64, 100), (10_000, 100), (50, 1 << 20)])
def test_an_epoch_holds_every_rating_once_in_a_new_order(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch, size: int, segment: int
) -> None:
    monkeypatch.setattr(batches, "SEGMENT", segment)
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
