"""Searches that are kept, interrupted and gone on with."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.prepare import prepare
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.list_runs import ListSpec, default_spec
from movierec_gui.training.record_store import FINISHED, RUNNING, STOPPED
from movierec_gui.training.runs import RunStore
from movierec_gui.training.searching import running
from movierec_gui.training.searching.record import FAILED, RANDOM, TPE, SearchRecord, Trial
from movierec_gui.training.searching.running import SearchChanged, SearchPlan, continue_search, run_search
from movierec_gui.training.searching.space import Dimension, parse_dimension
from movierec_gui.training.searching.store import SearchStore

BIASES = preset_spec("biases")
SPACE = (
    Dimension("model", "user_shrinkage", 0.5, 50.0),
    Dimension("model", "movie_shrinkage", 0.5, 50.0),
    Dimension("model", "rounds", 1, 12, whole=True),
)


@pytest.fixture
def store(tmp_path: Path) -> SearchStore:
    return SearchStore.beside(RunStore(tmp_path / "runs"))


def plan(sampler: str = TPE, trials: int = 14, **others: object) -> SearchPlan:
    return SearchPlan(BIASES, SPACE, sampler, most_trials=trials, **others)


def values(record: SearchRecord) -> list[dict[str, object]]:
    return [trial.values for trial in record.trials]


def stopped_after(dataset: Dataset, store: SearchStore, wanted: SearchPlan, trials: int) -> SearchRecord:
    work = run_search(dataset, wanted, store)
    for event in work:
        if isinstance(event, SearchChanged) and len(event.record.trials) == trials:
            break
    work.close()
    return store.list()[0]


def test_a_search_is_kept_with_every_trial_and_begins_with_the_start(tiny_dataset: Dataset, store: SearchStore) -> None:
    record = finish(run_search(tiny_dataset, plan(), store))
    assert (record.status, len(record.trials), record.is_spent) == (FINISHED, 14, True)
    assert store.list() == (record,)
    assert values(record)[0] == {"user_shrinkage": 5.0, "movie_shrinkage": 3.0, "rounds": 10}
    assert all(dimension.holds(trial.values[dimension.name]) for trial in record.trials for dimension in SPACE)
    scores = [trial.score for trial in record.trials]
    assert record.best is not None
    assert record.best.score == min(scores)
    best = record.spec_of(record.best)
    assert isinstance(best, RunSpec)
    assert best.model.rounds == record.best.values["rounds"]
    assert best.split == BIASES.split


@pytest.mark.parametrize("sampler", [TPE, RANDOM])
def test_a_resumed_search_proposes_what_an_undisturbed_one_does(
    tiny_dataset: Dataset, store: SearchStore, tmp_path: Path, sampler: str
) -> None:
    whole = finish(run_search(tiny_dataset, plan(sampler), SearchStore(tmp_path / "other")))
    record = stopped_after(tiny_dataset, store, plan(sampler), 12)
    assert (record.status, len(record.trials)) == (STOPPED, 12)
    resumed = finish(continue_search(tiny_dataset, record.id, store))
    assert values(resumed) == values(whole)
    assert [trial.score for trial in resumed.trials] == [trial.score for trial in whole.trials]
    assert values(whole) != values(finish(run_search(tiny_dataset, plan(sampler, seed=1), store)))


def test_no_test_rating_is_looked_at(tiny_dataset: Dataset, store: SearchStore) -> None:
    ratings = tiny_dataset.ratings
    spoilt = ratings.values.copy()
    spoilt[split_ratings(tiny_dataset, BIASES.split).test] = 0.5
    other = replace(tiny_dataset, ratings=replace(ratings, values=spoilt))
    lists = SearchPlan(default_spec("ease"), (parse_dimension(default_spec("ease"), "ridge=1..1000"),), most_trials=4)
    for wanted in (plan(trials=3, inner=3), plan(trials=3), lists):
        one, two = (finish(run_search(dataset, wanted, store)) for dataset in (tiny_dataset, other))
        assert [trial.scores for trial in one.trials] == [trial.scores for trial in two.trials]


def test_the_score_is_the_best_epoch_s_validation_error_of_a_run_with_these_settings(
    tiny_dataset: Dataset, store: SearchStore
) -> None:
    from movierec_gui.training.trainer import train

    spec = preset_spec("dense")
    spec = replace(spec, training=replace(spec.training, epochs=3, threads=1))
    space = (parse_dimension(spec, "learning_rate=0.001..0.01"), parse_dimension(spec, "hidden=5..9"))
    record = finish(run_search(tiny_dataset, SearchPlan(spec, space, most_trials=2), store))
    trial = record.trials[1]
    trained = finish(train(tiny_dataset, record.spec_of(trial), RunStore(store.folder.parent)))
    assert trial.score == trained.validation["mse"]
    assert trial.epochs == (trained.best_epoch,)


def test_a_recommender_is_searched_by_the_lists_of_validation(tiny_dataset: Dataset, store: SearchStore) -> None:
    from movierec_gui.training.list_runs import ListStore
    from movierec_gui.training.list_trainer import train_list

    spec = default_spec("ease")
    space = (parse_dimension(spec, "ridge=1..1000"), parse_dimension(spec, "signal=liked,stars"))
    record = finish(run_search(tiny_dataset, SearchPlan(spec, space, most_trials=6), store))
    assert (record.makes_lists, record.figure) == (True, "validation NDCG@10")
    assert record.best is not None
    assert record.best.score == max(trial.score for trial in record.trials)
    best = record.spec_of(record.best)
    assert isinstance(best, ListSpec)
    run = finish(train_list(tiny_dataset, best, ListStore.beside(RunStore(store.folder.parent))))
    assert run.validation["ndcg"] == record.best.score


def test_a_trial_that_fails_is_kept_with_its_reason_and_the_others_go_on(
    tiny_dataset: Dataset, store: SearchStore
) -> None:
    spec = preset_spec("dot")
    # Each step multiplies the weights by 1 - 10, where they decay.
    spec = replace(spec, training=replace(spec.training, epochs=30, threads=1, learning_rate=10.0, decay="decoupled"))
    space = (parse_dimension(spec, "weight_decay=0,1"), parse_dimension(spec, "penalty=0.05,10"))
    record = finish(run_search(tiny_dataset, SearchPlan(spec, space, most_trials=9), store))
    assert len(record.trials) == 4  # all there are
    failed = [trial for trial in record.trials if trial.status == FAILED]
    assert failed
    assert all(trial.reason and trial.score is None for trial in failed)
    assert store.read(record.id) == record


def test_the_time_is_a_budget_too(tiny_dataset: Dataset, store: SearchStore) -> None:
    wanted = replace(plan(), most_trials=0, most_seconds=0.05)
    record = finish(run_search(tiny_dataset, wanted, store))
    assert record.seconds >= 0.05
    assert record.seconds - record.trials[-1].seconds < 0.05
    with pytest.raises(UserError, match="complete"):
        finish(continue_search(tiny_dataset, record.id, store))
    more = finish(continue_search(tiny_dataset, record.id, store, most_trials=len(record.trials) + 2))
    assert more.trials[: len(record.trials)] == record.trials
    assert len(more.trials) == len(record.trials) + 2


def test_a_search_in_which_nothing_succeeds_gives_up_and_says_why(
    tiny_dataset: Dataset, store: SearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge(*_arguments: object):
        raise UserError("It does not fit", "", "")
        yield

    monkeypatch.setattr(running, "judge", judge)
    with pytest.raises(UserError, match=r"No trial succeeded, of 10\. It does not fit"):
        finish(run_search(tiny_dataset, plan(trials=100), store))
    assert [trial.reason for trial in store.list()[0].trials] == ["It does not fit."] * 10


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (plan(trials=0), "no end"),
        (plan(sampler="grid"), "Unknown sampler"),
        (replace(plan(), space=()), "No setting varies"),
        (replace(plan(), space=(SPACE[0], SPACE[0])), "named twice"),
        (replace(plan(), spec=replace(BIASES, split=SplitConfig(validation=0.0))), "no validation part"),
        (plan(inner=21), "1 to 20"),
        (replace(plan(), space=(Dimension("training", "learning_rate", 0.001, 0.1),)), "changes nothing here"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused_and_leaves_nothing(
    tiny_dataset: Dataset, store: SearchStore, wanted: SearchPlan, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        finish(run_search(tiny_dataset, wanted, store))
    assert store.list() == ()


def test_other_data_are_refused(tiny_dataset: Dataset, store: SearchStore) -> None:
    record = stopped_after(tiny_dataset, store, plan(), 2)
    ratings = tiny_dataset.ratings
    other = replace(tiny_dataset, ratings=replace(ratings, values=np.full_like(ratings.values, 3.0)))
    with pytest.raises(UserError, match="made on other data"):
        finish(continue_search(other, record.id, store))


_KILLED = """
import sys
from pathlib import Path
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.searching.running import SearchChanged, SearchPlan, run_search
from movierec_gui.training.searching.space import Dimension
from movierec_gui.training.searching.store import SearchStore
data, folder = map(Path, sys.argv[1:])
dataset = finish(load_dataset(data, None))
space = (Dimension("model", "user_shrinkage", 0.5, 50.0), Dimension("model", "movie_shrinkage", 0.5, 50.0))
for event in run_search(dataset, SearchPlan(preset_spec("biases"), space, most_trials=100_000), SearchStore(folder)):
    if isinstance(event, SearchChanged) and len(event.record.trials) == 4:
        print("four", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_search_goes_on_as_if_nothing_had_happened(start_program: Callable[..., Any], tmp_path: Path) -> None:
    from movierec_gui.data.sources import load_dataset

    data = tmp_path / "ratings.csv"
    draw = np.random.default_rng(0)
    pairs = draw.choice(40 * 30, 600, replace=False)
    rows = [f"{pair // 30 + 1},{pair % 30 + 1},{draw.integers(1, 6)},{10**9 + pair}" for pair in pairs]
    data.write_text("\n".join(["userId,movieId,rating,timestamp", *rows]) + "\n", encoding="utf-8")
    folder = tmp_path / "searches"
    program = start_program(_KILLED, data, folder)
    assert program.hear() == "four"
    program.kill()
    store = SearchStore(folder)
    (record,) = store.list()
    kept = len(record.trials)
    assert record.status == RUNNING
    assert kept >= 4
    dataset = finish(load_dataset(data, None))
    resumed = finish(continue_search(dataset, record.id, store, most_trials=kept + 3))
    assert resumed.trials[:kept] == record.trials
    whole = SearchPlan(preset_spec("biases"), record.space, most_trials=kept + 3)
    undisturbed = finish(run_search(dataset, whole, SearchStore(tmp_path / "whole")))
    assert values(resumed) == values(undisturbed)


def test_best_so_far_never_gets_worse() -> None:
    trials = tuple(
        Trial(number, {}, "done" if score else FAILED, score)
        for number, score in enumerate((None, 3.0, 4.0, None, 1.0, 2.0), 1)
    )
    record = SearchRecord("", "", FINISHED, "", "", {"architecture": "biases"}, (), trials=trials)
    assert [(number, best.number) for number, best in record.best_so_far()] == [(2, 2), (3, 2), (4, 2), (5, 5), (6, 5)]
    assert record.best == trials[4]


def test_of_prepared_data_one_goes_on_with_data_prepared_the_same_way(
    tiny_dataset: Dataset, store: SearchStore
) -> None:
    prepared = finish(prepare(tiny_dataset, PreparationConfig(min_user_ratings=28)))
    record = stopped_after(prepared, store, plan(), 1)
    assert store.read(record.id).preparation == PreparationConfig(min_user_ratings=28)
    with pytest.raises(UserError, match=r"Open the dataset it was made on and prepare it the same way"):
        finish(continue_search(tiny_dataset, record.id, store))
    whole = stopped_after(tiny_dataset, store, plan(), 1)
    with pytest.raises(UserError, match=r"Open the dataset it was made on, or start"):
        finish(continue_search(prepared, whole.id, store))
    assert re.fullmatch(r"\d{8}-\d{6}-\d+", whole.id)
