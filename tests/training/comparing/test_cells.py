"""Fair comparison: same splits, epochs chosen without the test part, intervals held."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models.bayes_factors import BayesConfig
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders import recommender
from movierec_gui.training import judged_recommenders
from movierec_gui.training.comparing import cells as module
from movierec_gui.training.comparing.cells import CellFailed, CellFinished, compare
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.table import Comparison
from movierec_gui.training.config import preset_spec
from movierec_gui.training.intervals import Intervals
from movierec_gui.training.judged_recommenders import judge_on_split
from movierec_gui.training.list_runs import default_spec
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train


def contestant(name: str, **training: object) -> Contestant:
    spec = preset_spec(name)
    return Contestant(name, replace(spec, training=replace(spec.training, threads=1, **training)))


def played(work: Generator[Any, None, Comparison]) -> list[Any]:
    """The events, and at last the result."""
    events: list[Any] = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return [*events, end.value]


def test_every_model_is_judged_on_the_same_untouched_ratings(tiny_dataset: Dataset) -> None:
    contestants = [contestant("global-mean"), contestant("dense", epochs=3, learning_rate=0.01)]
    splits = article_splits([0, 1])
    *events, comparison = played(compare(tiny_dataset, contestants, splits))
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


def test_a_model_that_fits_itself_takes_its_whole_part_of_the_progress(tiny_dataset: Dataset) -> None:
    spec = replace(contestant("vbfm").spec, model=BayesConfig(factors=2, steps=20))
    *events, _ = played(
        compare(tiny_dataset, [contestant("dense", epochs=2), Contestant("vbfm", spec)], article_splits([0]))
    )
    fractions = [event.progress.fraction for event in events]
    second = [fraction for fraction in fractions if fraction > 0.5]
    assert second[0] < 0.6
    assert max(np.diff(second)) < 0.3


def test_the_progress_goes_by_time_where_that_is_known(tiny_dataset: Dataset) -> None:
    slow, quick = contestant("dot", epochs=1), contestant("biases")
    seconds = {slow.spec: 99.0, quick.spec: 0.0}  # every cell counts as a second more
    work = compare(tiny_dataset, [slow, quick], article_splits([0]), seconds=seconds)
    ends = [event.progress for event in played(work) if isinstance(event, CellFinished)]
    assert [end.fraction for end in ends] == pytest.approx([100 / 101, 1.0])
    assert [end.stage for end in ends] == ["dot, seed 0 · fit 1 of 2", "biases, seed 0 · fit 2 of 2"]


@pytest.fixture
def blowing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dense network's loss is not a number."""
    from movierec_gui.models.interaction import InteractionNetwork

    def loss(self: InteractionNetwork, *batch: torch.Tensor) -> torch.Tensor:
        return torch.full((), torch.nan, requires_grad=True)

    monkeypatch.setattr(InteractionNetwork, "loss", loss)


@pytest.mark.usefixtures("blowing_up")
def test_a_model_that_fails_says_so_and_the_others_go_on(tiny_dataset: Dataset) -> None:
    contestants = [contestant("dense"), contestant("global-mean")]
    *events, comparison = played(compare(tiny_dataset, contestants, article_splits([0, 1])))
    assert [one.label for one in comparison.results] == ["global-mean"] * 2
    assert [one.split.seed for one in comparison.failures] == [0, 1]
    assert "blew up" in comparison.failures[0].reason
    assert [event.failure for event in events if isinstance(event, CellFailed)] == list(comparison.failures)
    assert list(comparison.table()["model"]) == ["global-mean"]


def test_a_split_that_does_not_fit_is_told_before_anything_is_trained(tiny_dataset: Dataset) -> None:
    one = replace(tiny_dataset, ratings=tiny_dataset.ratings.take(np.arange(1)))
    with pytest.raises(UserError, match="part of the split is empty"):
        finish(compare(one, [contestant("global-mean")], article_splits([0])))


def test_lists_that_cannot_be_judged_are_left_out(tiny_dataset: Dataset) -> None:
    values = np.minimum(tiny_dataset.ratings.values, np.float32(3.0))
    values[split_ratings(tiny_dataset, article_splits([0])[0]).train[0]] = 5.0  # the only liking, and not held out
    dull = replace(tiny_dataset, ratings=replace(tiny_dataset.ratings, values=values))
    comparison = finish(compare(dull, [contestant("global-mean")], article_splits([0])))
    assert comparison.results[0].ranking is None
    assert "ndcg" not in comparison.table()


def test_a_failing_contestant_stops_the_comparison_with_its_reason(tiny_dataset: Dataset) -> None:
    ratings = replace(tiny_dataset.ratings, values=tiny_dataset.ratings.values * np.float32(1e25))
    with pytest.raises(UserError, match="blew up"):
        finish(compare(replace(tiny_dataset, ratings=ratings), [contestant("dense")], article_splits([0])))


def test_intervals_and_memory_are_measured_for_every_model(tiny_dataset: Dataset) -> None:
    steps = replace(contestant("vbfm"), spec=replace(preset_spec("vbfm"), model=BayesConfig(factors=2, steps=10)))
    comparison = finish(compare(tiny_dataset, [contestant("biases"), steps], article_splits([0]), ranking=False))
    by_label = {result.label: result for result in comparison.results}
    assert set(by_label) == {"biases", "vbfm"}
    for result in comparison.results:
        assert 0.0 < result.interval_coverage <= 1.0
        assert 0.0 < result.interval_width <= 4.5
        assert result.memory_mb >= 0.0
    assert by_label["biases"].interval_coverage > 0.6
    table = comparison.table().set_index("model")
    for column in ("interval_coverage", "interval_width", "memory_mb"):
        assert table.loc["vbfm", column] == getattr(by_label["vbfm"], column)


def test_a_model_that_fits_itself_is_judged_at_its_end_however_many_epochs_that_takes(tiny_dataset: Dataset) -> None:
    spec = replace(preset_spec("vbfm"), model=BayesConfig(factors=2, steps=210))
    assert spec.training.epochs == 20
    long = Contestant("vbfm", spec)
    (cell,) = finish(compare(tiny_dataset, [long], article_splits([0]), ranking=False)).results
    assert cell.epoch == len(cell.test_curve) == 21
    assert cell.test["mse"] == pytest.approx(cell.test_curve[-1], abs=1e-5)


def test_intervals_are_those_of_the_run_that_chose_the_epoch(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = replace(contestant("dense", epochs=25, learning_rate=0.1).spec, split=article_splits([0])[0])
    store, used = RunStore(tmp_path), []

    def noted(intervals: Intervals, *more: Any) -> None:
        used.append(intervals)

    monkeypatch.setattr(module, "check", noted)
    (cell,) = finish(compare(tiny_dataset, [Contestant("dense", spec)], article_splits([0]), ranking=False)).results
    chosen = finish(train(tiny_dataset, spec, store))
    assert cell.epoch == chosen.best_epoch < 25
    assert used == [open_run(store, chosen.id, tiny_dataset).intervals]


def test_a_model_that_chooses_no_epoch_and_knows_no_variance_has_no_intervals(tiny_dataset: Dataset) -> None:
    (cell,) = finish(compare(tiny_dataset, [contestant("biases", keep_best=False)], article_splits([0]))).results
    assert np.isnan(cell.interval_coverage)
    assert np.isnan(cell.interval_width)


def test_recommenders_and_rating_models_meet_on_the_same_people_and_candidates(tiny_dataset: Dataset) -> None:
    lists_of = [Contestant(label, default_spec(name)) for label, name in (("ease", "ease"), ("pop", "popularity"))]
    both = [contestant("biases"), *lists_of]
    comparison = finish(compare(tiny_dataset, both, article_splits([0, 1]), ranking=False))
    lists = [result for result in comparison.results if not result.test]
    assert [(result.label, result.split.seed) for result in lists] == [("ease", 0), ("pop", 0), ("ease", 1), ("pop", 1)]
    for result in lists:
        kind = recommender("popularity" if result.label == "pop" else "ease")
        alone = finish(judge_on_split(tiny_dataset, kind, kind.config(), result.split))
        assert result.ranking == alone.lists.figures
    popular = next(result.ranking for result in lists if result.label == "pop")
    assert popular is not None
    assert (popular.better, popular.worse, popular.gain) == (0, 0, 0)
    ranked = finish(compare(tiny_dataset, both[:1], article_splits([0])))
    (rating,) = ranked.results
    assert rating.ranking is not None
    assert rating.ranking.users == lists[0].ranking.users  # type: ignore[union-attr]
    assert rating.ranking.ndcg - rating.ranking.gain == pytest.approx(popular.ndcg)


def test_a_recommender_that_cannot_be_fitted_fails_and_the_others_go_on(tiny_dataset: Dataset) -> None:
    hopeless = Contestant("slim", default_spec("slim"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "judge_on_split", refuse)
        comparison = finish(compare(tiny_dataset, [contestant("biases"), hopeless], article_splits([0])))
    assert [failure.label for failure in comparison.failures] == ["slim"]
    assert [result.label for result in comparison.results] == ["biases"]


def refuse(*_arguments: object) -> Generator[Progress, None, None]:
    yield Progress("fitting", 0, 1)
    raise UserError("No", "", "")


class Meter:
    """Counts how often somebody looked."""

    def __init__(self) -> None:
        self.peak_mb = 0.0

    def look(self) -> None:
        self.peak_mb += 1.0


def test_memory_is_looked_at_after_every_step(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MemoryMeter", Meter)
    monkeypatch.setattr(judged_recommenders, "MemoryMeter", Meter)
    vbfm = preset_spec("vbfm")
    vbfm = replace(vbfm, model=replace(vbfm.model, factors=2, steps=5))
    chosen = replace(vbfm, training=replace(vbfm.training, keep_best=True))
    contestants = [Contestant("a", vbfm), Contestant("b", chosen), Contestant("c", default_spec("ease"))]
    found = finish(compare(tiny_dataset, contestants, article_splits([0]), ranking=False)).results
    steps = 5 + 1  # an event for each, and one at the end of the only epoch
    assert [result.memory_mb for result in found[:2]] == [steps, 2 * steps]
    kind = recommender("ease")
    told = len(list(judge_on_split(tiny_dataset, kind, kind.config(), article_splits([0])[0])))
    assert found[2].memory_mb == told
