"""Fair comparison: same splits, epochs chosen without the test part, intervals and paired differences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training.compare import (
    CellFinished,
    Comparison,
    Contestant,
    Result,
    article_splits,
    compare,
    half_width,
    official_splits,
)
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunStore


def contestant(name: str, **training: object) -> Contestant:
    spec = preset_spec(name)
    return Contestant(name, replace(spec, training=replace(spec.training, threads=1, **training)))


def result(label: str, seed: int, mse: float) -> Result:
    test = {"mse": mse, "rmse": mse**0.5, "mae": mse / 2}
    return Result(label, SplitConfig(seed=seed), 1, test, mse, 1, 0.5)


def test_the_table_holds_means_intervals_and_paired_differences() -> None:
    results = [result("a", seed, mse) for seed, mse in enumerate((0.70, 0.80, 0.90))]
    results += [result("b", seed, mse) for seed, mse in enumerate((0.71, 0.81, 0.92))]
    table = Comparison("d", "h", tuple(results)).table()
    assert list(table["model"]) == ["a", "b"]
    assert table["mse"].tolist() == pytest.approx([0.8, 2.44 / 3])
    assert table["mse_interval"][0] == pytest.approx(4.302653 * 0.1 / 3**0.5, rel=1e-5)
    assert table["difference"].tolist() == pytest.approx([0.0, 0.04 / 3])
    assert table["difference_interval"][1] < table["mse_interval"][1]
    assert list(table["beyond_noise"]) == [False, False]


def test_one_split_has_no_interval() -> None:
    assert np.isnan(half_width([0.7]))


def test_every_model_is_judged_on_the_same_untouched_ratings(tiny_dataset: Dataset, tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    contestants = [contestant("global-mean"), contestant("dense", epochs=3, learning_rate=0.01)]
    splits = article_splits([0, 1])
    work = compare(tiny_dataset, contestants, splits, store)
    events = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            comparison = end.value
            break
    cells = [event.result for event in events if isinstance(event, CellFinished)]
    assert tuple(cells) == comparison.results
    assert [(cell.label, cell.split.seed) for cell in cells] == [
        ("global-mean", 0), ("dense", 0), ("global-mean", 1), ("dense", 1)
    ]  # fmt: skip
    fractions = [event.progress.fraction for event in events]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    for cell in cells:
        parts = split_ratings(tiny_dataset, replace(cell.split, refit=True))
        values = tiny_dataset.ratings.values
        if cell.label == "global-mean":
            expected = np.mean((values[parts.test] - values[parts.train].mean()) ** 2)
            assert cell.test["mse"] == pytest.approx(expected, rel=1e-4)
        assert cell.optimistic_mse <= cell.test["mse"] + 1e-9
        assert cell.ranking is not None
        assert 0 <= cell.ranking.ndcg <= 1


def test_official_splits_need_a_release_that_ships_them(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="ships no folds"):
        official_splits(tiny_dataset, ["u1"])


def test_a_failing_contestant_stops_the_comparison_with_its_reason(tiny_dataset: Dataset, tmp_path: Path) -> None:
    ratings = replace(tiny_dataset.ratings, values=tiny_dataset.ratings.values * np.float32(1e25))
    with pytest.raises(UserError, match="blew up"):
        finish(
            compare(
                replace(tiny_dataset, ratings=ratings), [contestant("dense")], article_splits([0]), RunStore(tmp_path)
            )
        )
