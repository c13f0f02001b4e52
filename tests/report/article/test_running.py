from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import ARTICLE_SPLIT, SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.report.article.arrays import array_name
from movierec_gui.report.article.config import ArticleConfig, judging_split
from movierec_gui.report.article.cost import Costs, estimate_costs
from movierec_gui.report.article.networks import DENSE, LSTM, MEAN
from movierec_gui.report.article.running import open_article, run_steps
from movierec_gui.report.article.steps import STEPS, step_named, steps_named
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.report.article.work import ArticleChanged
from movierec_gui.training.comparing.cells import compare
from movierec_gui.training.comparing.contestants import Contestant
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import FINISHED, RunStore

QUICK = ArticleConfig(seeds=2, epochs=7, iterations=20)


def test_every_step_comes_to_a_verdict(measured: Any) -> None:
    record = measured.record
    for step in STEPS:
        assert step.is_done(record), step.name
        assert step.verdict(record) in ("holds", "does not hold", "within noise", "holds in part")
        for check in step.check(record):
            assert len(check.margins) == (1 if check.certain else 2), check.statement
            assert "–" not in (check.here, check.over_splits)
    assert record.seconds.keys() <= {step.name for step in STEPS}


def test_the_figures_are_those_of_a_comparison(measured: Any, tiny_dataset: Dataset) -> None:
    spec = preset_spec("global-mean")
    split = SplitConfig(test=0.2, validation=0.1, seed=1)
    (expected,) = finish(compare(tiny_dataset, [Contestant(MEAN, spec)], [split])).results
    found = measured.record.result(MEAN, split)
    assert found is not None
    assert found.test == expected.test


def test_only_this_splits_networks_become_runs(measured: Any) -> None:
    runs = measured.runs.list()
    assert {run.id for run in runs} == set(measured.record.runs.values())
    assert {run.name for run in runs} == {f"Article: {label}" for label in measured.record.runs}
    assert all(run.spec.split == measured.record.split and run.status == FINISHED for run in runs)


def test_nothing_is_measured_twice(measured: Any, tiny_dataset: Dataset) -> None:
    before = measured.store.path(measured.record.id).read_bytes()
    finish(run_steps(tiny_dataset, measured.runs, measured.record))
    assert measured.store.path(measured.record.id).read_bytes() == before
    nothing = {step.name: 0.0 for step in STEPS}
    assert finish(estimate_costs(tiny_dataset, measured.runs, measured.record)) == Costs(nothing, nothing)


def test_an_interrupted_step_goes_on_where_it_was(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = RunStore(tmp_path / "runs")
    record = open_article(tiny_dataset, runs, SplitConfig(), ArticleConfig(seeds=2, epochs=2, iterations=10))
    step = step_named("baseline")
    work = run_steps(tiny_dataset, runs, record, [step])
    first = next(event for event in work if isinstance(event, ArticleChanged))
    work.close()
    (kept,) = first.record.results
    record = open_article(tiny_dataset, runs, SplitConfig(), record.config)
    assert record.results == (kept,)
    assert not step.is_done(record)
    record = finish(run_steps(tiny_dataset, runs, record, [step]))
    assert step.is_done(record)
    assert record.results[0] == kept
    assert [result.split.seed for result in record.results] == [0, 1]


def test_an_interrupted_run_is_the_one_that_goes_on(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = RunStore(tmp_path / "runs")
    record = open_article(tiny_dataset, runs, SplitConfig(), ArticleConfig(seeds=1, epochs=3, iterations=10))
    work = run_steps(tiny_dataset, runs, record, [step_named("over-fitting")])
    for event in work:
        if isinstance(event, ArticleChanged) and DENSE in event.record.runs:
            run_id = event.record.runs[DENSE]
        elif runs.list() and runs.has(runs.list()[0].id, "checkpoint.safetensors"):
            break
    work.close()
    finish(run_steps(tiny_dataset, runs, record, [step_named("over-fitting")]))
    (run,) = runs.list()
    assert (run.id, run.status) == (run_id, FINISHED)


def test_a_run_that_is_there_is_taken(measured: Any, tiny_dataset: Dataset) -> None:
    store = ArticleStore.beside(measured.runs)
    other = open_article(tiny_dataset, measured.runs, SplitConfig(), ArticleConfig(seeds=1, epochs=7, iterations=20))
    try:
        record = finish(run_steps(tiny_dataset, measured.runs, other, [step_named("over-fitting")]))
        assert record.runs[DENSE] == measured.record.runs[DENSE]
    finally:
        store.path(other.id).unlink()


def test_two_programs_do_not_measure_the_same_at_once(measured: Any, tiny_dataset: Dataset) -> None:
    with measured.store.work_lock(measured.record), pytest.raises(UserError, match="by another program"):
        finish(run_steps(tiny_dataset, measured.runs, measured.record))


def test_the_articles_split_gets_a_test_part_of_the_same_ratings() -> None:
    assert judging_split(ARTICLE_SPLIT) == SplitConfig(test=0.2, validation=0.1)
    assert judging_split(SplitConfig(method="by_time")) == SplitConfig(method="by_time")


def test_a_split_of_ones_own_is_measured_beside_the_three(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = RunStore(tmp_path / "runs")
    own = SplitConfig(method="by_time")
    record = open_article(tiny_dataset, runs, own, QUICK)
    record = finish(run_steps(tiny_dataset, runs, record, [step_named("embeddings")]))
    assert record.result(DENSE, own) is not None
    assert len(record.over_splits(DENSE)) == 2
    assert record.result(DENSE, own) not in record.over_splits(DENSE)


def test_a_split_that_does_not_fit_is_refused(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = RunStore(tmp_path / "runs")
    record = open_article(tiny_dataset, runs, SplitConfig(method="official", fold="u1"), QUICK)
    with pytest.raises(UserError, match="ships no folds"):
        finish(run_steps(tiny_dataset, runs, record, [step_named("baseline")]))


def test_a_run_that_was_deleted_is_trained_again(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = RunStore(tmp_path / "runs")
    config = ArticleConfig(seeds=1, epochs=1, iterations=10)
    record = open_article(tiny_dataset, runs, SplitConfig(), config)
    record = finish(run_steps(tiny_dataset, runs, record, [step_named("over-fitting")]))
    runs.delete(record.runs[DENSE])
    record = finish(run_steps(tiny_dataset, runs, record, [step_named("over-fitting")]))
    assert runs.read(record.runs[DENSE]).status == FINISHED


def test_the_estimate_counts_each_piece_once(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = RunStore(tmp_path / "runs")
    record = open_article(tiny_dataset, runs, SplitConfig(), QUICK)
    costs = finish(estimate_costs(tiny_dataset, runs, record))
    assert costs.in_turn["over-fitting"] == 0.0
    assert costs.in_turn["nodes-on-map"] == 0.0
    assert costs.in_turn["wide-deep"] > 0.0
    assert min(costs.alone.values()) > 0.0
    assert costs.alone["over-fitting"] == costs.in_turn["baseline"]
    assert costs.alone["nodes-on-map"] == costs.alone["map"] + costs.alone["nodes"]


def test_nodes_of_movies_are_kept_for_every_split(measured: Any) -> None:
    arrays = measured.store.arrays(measured.record.id)
    for split in measured.record.splits:
        nodes = arrays[array_name(split)]
        assert nodes.shape == (60,)
        assert nodes[59] == -1
        assert np.unique(nodes).size > 1


def test_an_unknown_step_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="Did you mean 'baseline'"):
        steps_named(["baselin"])
    assert steps_named([]) == STEPS
    assert [step.name for step in steps_named(["wide-deep", "map"])] == ["map", "wide-deep"]


def test_lstm_is_judged_once_for_two_steps(measured: Any) -> None:
    assert sum(result.label == LSTM for result in measured.record.results) == 2
