"""The generated data has the layout and the shape of MovieLens."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from movierec_gui.data.overview import overview
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

_SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "generate_ratings.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The benchmark script as a module."""
    spec = importlib.util.spec_from_file_location("generate_ratings", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look themselves up by the module's name.
    monkeypatch.setitem(sys.modules, "generate_ratings", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "USERS_AT_ONCE", 50)
    return module


def test_exactly_as_many_clean_rows_as_asked_for(script: ModuleType, tmp_path: Path) -> None:
    script.generate(tmp_path, 20_000, seed=1)
    dataset = finish(load_dataset(tmp_path))
    assert dataset.report is not None
    assert dataset.report.clean
    figures = overview(dataset)
    assert figures.ratings == 20_000
    assert figures.tags == 1250
    assert set(dataset.rating_levels.tolist()) <= {half / 2 for half in range(1, 11)}
    assert dataset.user_counts[:-1].min() >= 20
    assert figures.movie_tail.share_of_top(0.2) > 0.6
    assert np.median(dataset.user_counts) < dataset.user_counts.mean()


def test_the_seed_decides(script: ModuleType, tmp_path: Path) -> None:
    for folder, seed in (("a", 3), ("b", 3), ("c", 4)):
        script.generate(tmp_path / folder, 2_000, seed)
    for name in ("ratings.csv", "movies.csv", "tags.csv", "links.csv"):
        first, same, other = ((tmp_path / folder / name).read_bytes() for folder in "abc")
        assert first == same
        assert first != other
