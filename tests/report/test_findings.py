from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.analysis.projections import MapConfig
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.report.config import LEARNED_MAP, NO_MAP, ReportConfig
from movierec_gui.report.findings import Findings, describe_split, fitting_map, recommend, study, typical_user
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import TrainedRun


def test_results_hold_the_run_and_the_simple_baselines(findings: Findings, run: TrainedRun) -> None:
    results = findings.results.set_index("model")
    assert list(results.index) == [run.record.name, "User + movie bias", "Global mean"]
    assert results.loc[run.record.name, "test_mse"] == run.record.test["mse"]
    actual = run.dataset.ratings.values[run.split.test]
    assert results.loc["Global mean", "test_mse"] == pytest.approx(np.mean((actual - run.data.mean) ** 2), rel=1e-4)
    assert (results["split"] == describe_split(run.split)).all()


def test_recommendations_are_the_best_unrated_movies(findings: Findings, run: TrainedRun) -> None:
    found = findings.recommendations
    assert found.user_id == run.dataset.user_ids[typical_user(run)]
    assert len(found.movies) == 4
    assert found.movies["rated"].isna().all()
    assert found.movies["predicted"].is_monotonic_decreasing
    assert set(found.errors["part"]) <= {"train", "validation", "test"}


def test_recommendations_are_for_the_user_who_is_named(run: TrainedRun) -> None:
    assert finish(recommend(run, 30, 2)).user_id == 30
    with pytest.raises(UserError, match="No user 7"):
        finish(recommend(run, 7, 2))


def test_the_typical_user_has_the_median_number_of_ratings(run: TrainedRun) -> None:
    counts = run.dataset.user_counts
    assert abs(counts[typical_user(run)] - np.median(counts)) <= 1
    nothing_held_out = replace(run, split=replace(run.split, validation=run.split.test[:0], test=run.split.test[:0]))
    assert counts[typical_user(nothing_held_out)] == counts[typical_user(run)]


def test_a_split_is_described_in_words(tiny_dataset: Dataset) -> None:
    split = split_ratings(tiny_dataset, SplitConfig(method="per_user", test=0.0, validation=0.5, seed=3))
    train, validation = len(split.train), len(split.validation)
    assert describe_split(split) == f"per user, seed 3: {train:,} train, {validation:,} validation"


@pytest.mark.parametrize("kind", [NO_MAP, LEARNED_MAP])
def test_the_map_is_the_one_asked_for(run: TrainedRun, store: RunStore, kind: str) -> None:
    found = finish(study([run], store, ReportConfig(map_kind=kind), MapConfig(method="pca")))
    if kind == NO_MAP:
        assert found.movie_map is None
    else:
        assert found.movie_map is not None
        assert found.movie_map.config.source == "embedding"


def test_no_run_is_no_report(store: RunStore) -> None:
    with pytest.raises(UserError, match="needs a run"):
        finish(study([], store, ReportConfig(), MapConfig()))


def test_the_perplexity_fits_the_number_of_movies(tiny_dataset: Dataset, bundled_dataset: Dataset) -> None:
    assert fitting_map(bundled_dataset, MapConfig()) == MapConfig()
    assert fitting_map(tiny_dataset, MapConfig()).perplexity == 19
    few = replace(tiny_dataset, ratings=tiny_dataset.ratings.take(np.flatnonzero(tiny_dataset.ratings.movies < 9)))
    assert fitting_map(few, MapConfig()).method == "pca"
