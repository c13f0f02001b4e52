"""A workspace over the tiny data, for parts of the window that need no trained run."""

from collections.abc import Iterator

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.gui.workspace import Workspace


@pytest.fixture
def workspace(tiny_dataset: Dataset) -> Iterator[Workspace]:
    """A workspace with a dataset; its jobs end with the test."""
    made = Workspace()
    made.set_dataset(tiny_dataset)
    yield made
    assert made.stop_jobs()
