"""Averages of runs: the weights, what is stored, and what cannot be averaged."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import scipy.optimize

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import COMBINATIONS
from movierec_gui.models.baselines import BIASES
from movierec_gui.progress import finish
from movierec_gui.training import averaging_runs
from movierec_gui.training.averaging_runs import average_runs, stacking_weights
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.metrics import evaluate, predict_ratings
from movierec_gui.training.run_files import export_run, import_run
from movierec_gui.training.runs import FINISHED, RUN_FILE, STOPPED, RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train


@pytest.fixture(scope="module", name="trained")
def _trained(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> RunStore:
    """Three quick runs on the default split, one on another, and one on a split without a validation part."""
    store = RunStore(tmp_path_factory.mktemp("trained") / "runs")
    for name in ("biases", "dot", "vbfm"):
        finish(train(tiny_dataset, quick(name), store, name))
    finish(train(tiny_dataset, quick("biases", SplitConfig(seed=1)), store, "other split"))
    finish(train(tiny_dataset, quick("biases", SplitConfig(refit=True)), store, "refit"))
    finish(train(tiny_dataset, quick("dot", SplitConfig(refit=True)), store, "refit too"))
    return store


@pytest.fixture(name="store")
def _store(trained: RunStore, tmp_path: Path) -> RunStore:
    return RunStore(Path(shutil.copytree(trained.folder, tmp_path / "runs")))


def quick(name: str, split: SplitConfig | None = None) -> RunSpec:
    spec = preset_spec(name, split=split)
    return replace(spec, training=replace(spec.training, epochs=3, batch_size=32, learning_rate=0.01, threads=1))


def ids(store: RunStore, *names: str) -> list[str]:
    found = {record.name: record.id for record in store.list()}
    return [found[name] for name in names]


def test_the_weights_are_those_of_the_constrained_least_squares_fit() -> None:
    rng = np.random.default_rng(3)
    ratings = rng.normal(3.5, 1.0, 200)
    errors = rng.multivariate_normal([0, 0.1, 0, 0], np.eye(4) * 0.5 + 0.5, 200) * [1.0, 0.9, 1.4, 2.5]
    predictions = (ratings[:, None] + errors).astype(np.float32)
    weights = stacking_weights(predictions, ratings)

    def objective(point: np.ndarray) -> float:
        return float(np.square(predictions @ point - ratings).sum() + np.square(point).sum())

    constraint = {"type": "eq", "fun": lambda point: point.sum() - 1}
    answer = scipy.optimize.minimize(
        objective, np.full(4, 0.25), bounds=[(0, 1)] * 4, constraints=[constraint], options={"ftol": 1e-12}
    )
    assert weights == pytest.approx(answer.x, abs=1e-4)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[3] == 0.0


def test_predictors_that_say_the_same_share_their_weight() -> None:
    one = np.linspace(1, 5, 20)
    assert stacking_weights(np.stack([one, one], axis=1), one) == pytest.approx([0.5, 0.5])
    assert stacking_weights(np.stack([one, one + 1], axis=1), one)[0] > 0.9
    assert stacking_weights(np.array([[3.0, 4.0]]), np.array([3.0])) == pytest.approx([2 / 3, 1 / 3])


def test_an_average_is_stored_measured_and_opens_without_its_members(tiny_dataset: Dataset, store: RunStore) -> None:
    members = ids(store, "biases", "dot", "vbfm")
    runs = [open_run(store, run_id, tiny_dataset) for run_id in members]
    record = finish(average_runs(tiny_dataset, members, store, "mine"))
    for run_id in members:
        shutil.rmtree(store.path(run_id))
    assert store.read(record.id) == record
    run = open_run(store, record.id, tiny_dataset)
    weights = [member.weight for member in run.record.spec.model.members]
    together = sum(
        weight * predict_ratings(one.model, tiny_dataset.ratings) for weight, one in zip(weights, runs, strict=True)
    )
    assert predict_ratings(run.model, tiny_dataset.ratings) == pytest.approx(together, abs=1e-5)
    for part in ("validation", "test"):
        ratings = tiny_dataset.ratings.take(getattr(run.split, part))
        assert getattr(record, part) == pytest.approx(evaluate(run.model, ratings), rel=1e-5)
    best = min(one.record.validation["mse"] for one in runs)
    # The pull to equal weights counts as one rating a member, which is something among so few.
    assert record.validation["mse"] <= best * 1.05
    (epoch,) = store.read_history(record.id)
    assert epoch.validation == record.validation
    assert (record.name, record.status, record.parts) == ("mine", FINISHED, runs[0].record.parts)
    assert record.parameters == sum(one.record.parameters for one in runs)
    assert [word for word in record.note.split() if word.isalpha()] == ["biases", "dot", "vbfm"]


def test_the_test_part_has_no_say_in_the_weights(tiny_dataset: Dataset, store: RunStore) -> None:
    members = ids(store, "biases", "dot")
    record = finish(average_runs(tiny_dataset, members, store))
    split = split_ratings(tiny_dataset, record.spec.split)
    values = np.array(tiny_dataset.ratings.values)
    values[split.test] = values[split.test][::-1]
    changed = replace(tiny_dataset, ratings=replace(tiny_dataset.ratings, values=values))
    for run_id in members:
        store.write(replace(store.read(run_id), dataset_hash=changed.content_hash))
    again = finish(average_runs(changed, members, store))
    assert again.spec == record.spec
    assert again.test != record.test


def test_an_average_can_be_averaged_and_handed_on(tiny_dataset: Dataset, store: RunStore, tmp_path: Path) -> None:
    first = finish(average_runs(tiny_dataset, ids(store, "biases", "dot"), store))
    assert first.name == "Average of biases and dot"
    both = finish(average_runs(tiny_dataset, [first.id, *ids(store, "vbfm")], store))
    other = RunStore(tmp_path / "other")
    copy = import_run(other, export_run(store, both.id, tmp_path / "run.zip"))
    assert copy.spec == both.spec
    ratings = tiny_dataset.ratings
    models = [open_run(where, both.id, tiny_dataset).model for where in (store, other)]
    assert np.array_equal(*(predict_ratings(model, ratings) for model in models))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "at least two different runs, not 0"),
        (["biases", "biases"], "at least two different runs, not 1"),
        (["biases", "other split"], "different splits. 'biases': seed 0; 'other split': seed 1"),
        (["refit", "refit too"], "The split of 'refit' has no validation part"),
    ],
)
def test_runs_that_do_not_fit_together_are_refused(
    names: list[str], message: str, tiny_dataset: Dataset, store: RunStore
) -> None:
    before = store.list()
    with pytest.raises(UserError, match=message):
        finish(average_runs(tiny_dataset, ids(store, *names), store))
    assert store.list() == before


def test_unfinished_runs_and_those_on_other_data_are_refused(tiny_dataset: Dataset, store: RunStore) -> None:
    members = ids(store, "biases", "dot")
    record = store.read(members[1])
    store.write(replace(record, status=STOPPED))
    with pytest.raises(UserError, match=r"'dot' is not finished\. Its status: stopped"):
        finish(average_runs(tiny_dataset, members, store))
    store.write(replace(record, dataset_hash="0"))
    with pytest.raises(UserError, match="trained on other data"):
        finish(average_runs(tiny_dataset, members, store))
    with pytest.raises(UserError, match="There is no run 'gone'"):
        finish(average_runs(tiny_dataset, [*members, "gone"], store))


def test_a_model_that_looks_at_the_moment_is_refused(
    tiny_dataset: Dataset, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    dot = replace(averaging_runs.architecture("dot"), uses_moment=True)
    monkeypatch.setattr(averaging_runs, "architecture", {"biases": BIASES, "dot": dot}.__getitem__)
    with pytest.raises(UserError, match="'dot' cannot be averaged"):
        finish(average_runs(tiny_dataset, ids(store, "biases", "dot"), store))


def test_closing_it_leaves_nothing_behind(tiny_dataset: Dataset, store: RunStore) -> None:
    before = sorted(store.folder.iterdir())
    work = average_runs(tiny_dataset, ids(store, "biases", "dot"), store)
    stages = [next(work).stage for _ in range(3)]
    work.close()
    assert stages[:2] == ["Opening the runs", "Predicting with biases"]
    assert sorted(store.folder.iterdir()) == before


def test_a_damaged_average_is_named(tiny_dataset: Dataset, store: RunStore) -> None:
    record = finish(average_runs(tiny_dataset, ids(store, "biases", "dot"), store))
    path = store.path(record.id) / RUN_FILE
    text = path.read_text(encoding="utf-8")
    for right, wrong in (('"architecture": "dot"', '"architecture": "dots"'), ('"weight": ', '"weight": "much", "": ')):
        path.write_text(text.replace(right, wrong), encoding="utf-8")
        with pytest.raises(UserError, match="is damaged"):
            store.read(record.id)


@pytest.mark.parametrize("entry", COMBINATIONS, ids=lambda entry: entry.name)
def test_an_average_cannot_be_trained(entry, tiny_dataset: Dataset, store: RunStore) -> None:
    with pytest.raises(UserError, match="made from finished runs"):
        preset_spec(entry.name)
    record = finish(average_runs(tiny_dataset, ids(store, "biases", "dot"), store))
    before = store.list()
    with pytest.raises(UserError, match="made from finished runs"):
        finish(train(tiny_dataset, record.spec, store))
    assert store.list() == before


@pytest.mark.parametrize(
    ("names", "name"),
    [("ab", "Average of a and b"), ("abc", "Average of a, b and c"), ("abcd", "Average of 4 runs")],
)
def test_an_average_is_named_by_few_members_or_by_their_number(names: str, name: str) -> None:
    assert averaging_runs._name([SimpleNamespace(name=one) for one in names]) == name  # type: ignore[misc]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" my\nmean ", "my mean"), ("\u202ekrow", "krow"), ("\u202e\x07", "Average of biases and dot"),
        ("", "Average of biases and dot"),
    ],
    ids=["lines", "turning signs", "nothing left", "nothing"],
)  # fmt: skip
def test_a_typed_name_becomes_one_line(typed: str, name: str, tiny_dataset: Dataset, store: RunStore) -> None:
    record = finish(average_runs(tiny_dataset, ids(store, "biases", "dot"), store, typed))
    assert store.read(record.id).name == name


def test_a_name_that_is_too_long_is_refused_before_the_work_and_long_members_are_counted(
    tiny_dataset: Dataset, store: RunStore
) -> None:
    with pytest.raises(UserError, match="The name is too long"):
        next(average_runs(tiny_dataset, ids(store, "biases", "dot"), store, "x" * 501))
    both = ids(store, "biases", "dot")
    for run_id, letter in zip(both, "ab", strict=True):
        store.rename(run_id, letter * 400)
    assert finish(average_runs(tiny_dataset, both, store)).name == "Average of 2 runs"
