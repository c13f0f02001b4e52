"""Runs that were trained with a person, from the training to the zip file: what changes, and what must not."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from movierec_gui.analysis.explanations import explain_new_user
from movierec_gui.analysis.fold_in import acquaintance_text, fold_in_user
from movierec_gui.analysis.list_likeness import measure_likeness
from movierec_gui.analysis.predictions import bias_baseline, new_user_predictions, user_predictions
from movierec_gui.analysis.similarity import similar_users
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.people.joining import JoinedPerson
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import finish
from movierec_gui.training.averaging_runs import average_runs
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.events import EpochEnded
from movierec_gui.training.run_files import export_run, import_run
from movierec_gui.training.runs import PERSON_FILE, WEIGHTS_FILE, RunRecord, RunStore
from movierec_gui.training.trained import TrainedRun, open_run
from movierec_gui.training.trainer import train

EVEN = tuple(range(0, 40, 2))
ANN = JoinedPerson("ann-1", "Ann", 25, EVEN, (4.5,) * len(EVEN), (10**9,) * len(EVEN))
"""Somebody who loves even movies; five films of hers are not in the data."""
RATINGS = dict(zip(ANN.movies, ANN.values, strict=True))


def quick(name: str, **training: object) -> RunSpec:
    spec = preset_spec(name)
    values = {"epochs": 3, "batch_size": 32, "learning_rate": 0.01, "threads": 1, "device": "cpu", **training}
    short = {"steps": 10, "passes": 1, "folds": 2, "head_passes": 1, "fits": 1} if name.startswith("house") else {}
    return replace(spec, model=replace(spec.model, **short), training=replace(spec.training, **values))


@pytest.fixture(name="with_ann", scope="module")
def _with_ann(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunStore, RunRecord]:
    store = RunStore(tmp_path_factory.mktemp("with") / "runs")
    return store, finish(train(tiny_dataset, quick("dot"), store, person=ANN))


@pytest.fixture(name="run")
def _run(with_ann: tuple[RunStore, RunRecord], tiny_dataset: Dataset) -> TrainedRun:
    store, record = with_ann
    return open_run(store, record.id, tiny_dataset)


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
def test_every_architecture_takes_a_person_and_opens_again(
    entry: object, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    spec = quick(entry.name, epochs=1)  # type: ignore[attr-defined]
    store = RunStore(tmp_path)
    record = finish(train(tiny_dataset, spec, store, person=ANN))
    run = open_run(store, record.id, tiny_dataset)
    table = new_user_predictions(run, list(RATINGS), list(RATINGS.values()))
    assert np.isfinite(table["predicted"]).all()
    assert len(user_predictions(run, 39)) == tiny_dataset.n_movies


def test_the_record_says_whose_ratings_and_the_parts_stay_those_of_the_split(
    with_ann: tuple[RunStore, RunRecord], tiny_dataset: Dataset, tmp_path: Path
) -> None:
    store, record = with_ann
    alone = finish(train(tiny_dataset, quick("dot"), RunStore(tmp_path)))
    assert record.person is not None
    assert (record.person.name, record.person.used, record.person.given) == ("Ann", 20, 25)
    assert record.parts == alone.parts
    assert record.validation != alone.validation  # other weights, judged on the same ratings
    assert record.parameters == alone.parameters + 21  # a vector of twenty and a bias
    assert store.read(record.id) == record
    assert alone.person is None


def test_the_person_of_the_training_is_not_folded_in(run: TrainedRun) -> None:
    state = fold_in_user(run, list(RATINGS), list(RATINGS.values()))
    with torch.inference_mode():
        assert torch.equal(state, run.model.user_state(torch.tensor([run.dataset.n_users]))[0])
    fewer = fold_in_user(run, list(RATINGS)[:-1], list(RATINGS.values())[:-1])
    assert not torch.equal(state, fewer)
    predicted = new_user_predictions(run, list(RATINGS), list(RATINGS.values()))["predicted"]
    explanation = finish(explain_new_user(run, list(RATINGS), list(RATINGS.values()), 41))
    assert explanation.predicted == pytest.approx(predicted[41], abs=1e-5)


def test_it_is_said_how_the_run_knows_somebody(run: TrainedRun) -> None:
    assert acquaintance_text(run, RATINGS) == "The run was trained with these ratings, as those of Ann."
    changed = RATINGS | {50: 1.0}
    assert "have changed since the run was trained with 20 of them" in acquaintance_text(run, changed, "ann-1")
    assert acquaintance_text(run, changed, "somebody-else") == ""


def test_others_are_never_told_of_the_person(run: TrainedRun) -> None:
    assert similar_users(run, 0, k=100)["user"].max() < run.dataset.n_users
    assert len(bias_baseline(run).user_bias) == run.dataset.n_users
    assert run.trained_users.max() < run.dataset.n_users
    assert 0 <= finish(measure_likeness(run)).jaccard <= 1


def test_a_stopped_run_goes_on_with_the_ratings_that_it_was_begun_with(tiny_dataset: Dataset, tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    whole = finish(train(tiny_dataset, quick("dot"), store, person=ANN))
    work, stopped = train(tiny_dataset, quick("dot"), store, person=ANN), ""
    for event in work:
        if isinstance(event, EpochEnded):
            stopped = event.run_id
            break
    work.close()
    later = replace(ANN, movies=(0,), values=(0.5,), times=(0,))  # since then she has taken almost all back
    resumed = finish(train(tiny_dataset, quick("dot"), store, resume=stopped, person=later))
    assert resumed.person == whole.person
    ours, theirs = (store.read_tensors(record.id, WEIGHTS_FILE)[0] for record in (resumed, whole))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_without_the_ratings_the_run_cannot_be_opened(
    with_ann: tuple[RunStore, RunRecord], tiny_dataset: Dataset
) -> None:
    store, record = with_ann
    path = store.path(record.id) / PERSON_FILE
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(UserError, match=r"is damaged.*person\.json: it is missing"):
        open_run(store, record.id, tiny_dataset)
    path.write_bytes(content.replace(b"4.5", b"3.5"))
    with pytest.raises(UserError, match=r"person\.json: it does not hold the ratings"):
        open_run(store, record.id, tiny_dataset)
    path.write_bytes(content)
    assert open_run(store, record.id, tiny_dataset).person == ANN


def test_a_file_that_holds_ratings_is_written_only_if_that_is_said(
    with_ann: tuple[RunStore, RunRecord], tiny_dataset: Dataset, tmp_path: Path
) -> None:
    store, record = with_ann
    target = tmp_path / "run.zip"
    with pytest.raises(UserError, match="would hold 20 of 25 ratings of Ann"):
        export_run(store, record.id, target)
    assert not target.exists()
    export_run(store, record.id, target, with_ratings=True)
    other = RunStore(tmp_path / "other")
    assert import_run(other, target) == record
    assert open_run(other, record.id, tiny_dataset).person == ANN
    with zipfile.ZipFile(target) as archive, zipfile.ZipFile(tmp_path / "without.zip", "w") as changed:
        for name in archive.namelist():
            if name != PERSON_FILE:
                changed.writestr(name, archive.read(name))
    with pytest.raises(UserError, match=r"person\.json: it is missing"):
        import_run(RunStore(tmp_path / "third"), tmp_path / "without.zip")


def test_such_a_run_is_in_no_average(
    with_ann: tuple[RunStore, RunRecord], tiny_dataset: Dataset, tmp_path: Path
) -> None:
    store, record = with_ann
    other = finish(train(tiny_dataset, quick("biases"), store))
    with pytest.raises(UserError, match=r"cannot be averaged.*with ratings of Ann"):
        finish(average_runs(tiny_dataset, [other.id, record.id], store))
