"""The run that comes with the program: small, of the bundled data, as accurate as it says, and nobody's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.runs import RunStore
from movierec_gui.training.starter import NAME, STARTER, starter_for, starter_store
from movierec_gui.training.trained import TrainedRun, open_run

MOST_BYTES = 4_000_000


@pytest.fixture(scope="module")
def starter(bundled_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    return open_run(RunStore(tmp_path_factory.mktemp("nobody's runs")), STARTER, bundled_dataset)


def test_it_is_of_the_bundled_data_and_small(bundled_dataset: Dataset) -> None:
    record = starter_for(bundled_dataset)
    assert record is not None
    assert (record.id, record.name, record.dataset_hash) == (STARTER, NAME, bundled_dataset.content_hash)
    assert record.note
    assert sum(file.stat().st_size for file in starter_store().path(STARTER).iterdir()) <= MOST_BYTES


@pytest.mark.parametrize("part", ["validation", "test"])
def test_it_errs_on_ratings_that_it_has_not_seen_as_its_record_says(starter: TrainedRun, part: str) -> None:
    ratings = starter.dataset.ratings.take(getattr(starter.split, part))
    assert len(ratings) == starter.record.parts[part]
    assert evaluate(starter.model, ratings) == pytest.approx(getattr(starter.record, part), abs=2e-4)


def test_other_data_have_no_starter(tiny_dataset: Dataset, tmp_path: Path) -> None:
    assert starter_for(tiny_dataset) is None
    with pytest.raises(UserError, match="trained on other data"):
        open_run(RunStore(tmp_path), STARTER, tiny_dataset)


def test_it_is_in_no_store_of_a_user(tmp_path: Path) -> None:
    assert RunStore(tmp_path / "runs").list() == ()
