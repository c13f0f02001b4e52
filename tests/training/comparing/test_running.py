"""Comparisons that are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from movierec_gui import records
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.prepare import prepare
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish
from movierec_gui.training.comparing import cells
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.record import ComparisonRecord, Entry
from movierec_gui.training.comparing.running import ComparisonChanged, continue_comparison, run_comparison
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.comparing.table import Failure
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import default_spec
from movierec_gui.training.runs import FAILED, FINISHED, RUNNING, STOPPED, RunStore

CONTESTANTS = [Contestant("mean", preset_spec("global-mean")), Contestant("biases", preset_spec("biases"))]


@pytest.fixture
def store(tmp_path: Path) -> ComparisonStore:
    return ComparisonStore.beside(RunStore(tmp_path / "runs"))


def test_a_comparison_is_kept_with_everything_in_it(tiny_dataset: Dataset, store: ComparisonStore) -> None:
    record = finish(run_comparison(tiny_dataset, CONTESTANTS, article_splits([0, 1]), store))
    assert (record.status, record.cells, record.cells_done, record.is_complete) == (FINISHED, 4, 4, True)
    assert store.list() == (record,)
    assert store.read(record.id).comparison.table().equals(record.comparison.table())
    assert [entry.contestant() for entry in record.entries] == CONTESTANTS
    assert record.test_ratings[0] == pytest.approx(0.2 * len(tiny_dataset.ratings), rel=0.2)
    assert RunStore(store.folder.parent).list() == ()  # the networks are not


def test_what_was_finished_before_a_stop_stays(tiny_dataset: Dataset, store: ComparisonStore) -> None:
    work = run_comparison(tiny_dataset, CONTESTANTS, article_splits([0]), store)
    for event in work:
        if isinstance(event, ComparisonChanged) and event.record.cells_done == 1:
            break
    work.close()
    (record,) = store.list()
    assert record.status == STOPPED
    assert [result.label for result in record.comparison.results] == ["mean"]


def stopped_after_one_cell(dataset: Dataset, store: ComparisonStore, **options: bool) -> ComparisonRecord:
    """One of its four cells is done."""
    work = run_comparison(dataset, CONTESTANTS, article_splits([0, 1]), store, **options)
    for event in work:
        if isinstance(event, ComparisonChanged) and event.record.cells_done == 1:
            break
    work.close()
    return store.list()[0]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Label and seed of every cell that is fitted."""
    seen: list[tuple[str, int]] = []
    judge = cells._judge

    def note(dataset, contestant, split, *others):
        seen.append((contestant.label, split.seed))
        return (yield from judge(dataset, contestant, split, *others))

    monkeypatch.setattr(cells, "_judge", note)
    return seen


def figures(record: ComparisonRecord) -> list[tuple[object, ...]]:
    """Everything but times and memory."""
    return [
        (one.label, one.split, one.epoch, one.test, one.test_curve, one.ranking) for one in record.comparison.results
    ]


def test_a_stopped_comparison_goes_on_where_it_was(
    tiny_dataset: Dataset, store: ComparisonStore, judged: list[tuple[str, int]]
) -> None:
    stopped = stopped_after_one_cell(tiny_dataset, store)
    del judged[:]
    events = []
    work = continue_comparison(tiny_dataset, stopped.id, store)
    for event in work:
        events.append(event)
        if isinstance(event, ComparisonChanged):
            assert store.read(stopped.id) == event.record
            assert event.record.status == RUNNING
    assert judged == [("biases", 0), ("mean", 1), ("biases", 1)]
    shares = [event.progress.fraction for event in events if " · fit " in event.progress.stage]
    assert shares == sorted(shares)
    assert shares[0] == pytest.approx(0.25, abs=0.05)
    assert shares[-1] == pytest.approx(1.0)
    (record,) = store.list()
    assert (record.id, record.created, record.status) == (stopped.id, stopped.created, FINISHED)
    assert record.comparison.results[:1] == stopped.comparison.results
    whole = finish(run_comparison(tiny_dataset, CONTESTANTS, article_splits([0, 1]), store))
    assert figures(record) == figures(whole)


def test_a_comparison_whose_program_died_goes_on(tiny_dataset: Dataset, store: ComparisonStore) -> None:
    left = replace(stopped_after_one_cell(tiny_dataset, store, ranking=False), status=RUNNING)
    store.write(left)
    record = finish(continue_comparison(tiny_dataset, left.id, store))
    assert record.is_complete
    assert [one.ranking for one in record.comparison.results] == [None] * 4  # as it was asked for at first


def test_what_failed_is_tried_again(
    tiny_dataset: Dataset, store: ComparisonStore, judged: list[tuple[str, int]]
) -> None:
    whole = finish(run_comparison(tiny_dataset, CONTESTANTS, article_splits([0]), store))
    first, second = whole.comparison.results
    failure = Failure(first.label, first.split, "It blew up.")
    store.write(replace(whole, comparison=replace(whole.comparison, results=(second,), failures=(failure,))))
    del judged[:]
    record = finish(continue_comparison(tiny_dataset, whole.id, store))
    assert judged == [("mean", 0)]
    assert record.comparison.failures == ()
    assert [one.label for one in record.comparison.results] == ["biases", "mean"]
    assert record.is_complete


def test_a_continued_comparison_can_be_stopped_again(tiny_dataset: Dataset, store: ComparisonStore) -> None:
    stopped = stopped_after_one_cell(tiny_dataset, store)
    work = continue_comparison(tiny_dataset, stopped.id, store)
    assert next(work) == Progress("Reading what is finished")
    next(work)
    work.close()
    assert store.list() == (stopped,)


def test_what_cannot_go_on_is_told_and_left_as_it_is(tiny_dataset: Dataset, store: ComparisonStore) -> None:
    stopped = stopped_after_one_cell(tiny_dataset, store)
    complete = finish(run_comparison(tiny_dataset, CONTESTANTS, article_splits([0]), store))
    gone = replace(stopped, id="gone", entries=(Entry("mean", {"architecture": "forgotten"}), stopped.entries[1]))
    store.write(gone)
    other = replace(tiny_dataset, name="other", user_ids=tiny_dataset.user_ids + 1)
    for dataset, comparison_id, message in (
        (other, stopped.id, r"was made on other data \(tiny\)\. Open now: other\. Open the dataset it was made on"),
        (tiny_dataset, complete.id, r"is complete\. All 2 fits are there"),
        (tiny_dataset, "gone", "Unknown architecture 'forgotten'"),
        (tiny_dataset, "unknown", "There is no comparison 'unknown'"),
        (tiny_dataset, "../unknown", "is not the id of a comparison"),
    ):
        with pytest.raises(UserError, match=message):
            finish(continue_comparison(dataset, comparison_id, store))
    assert sorted(store.list(), key=str) == sorted((stopped, complete, gone), key=str)
    assert not list(store.folder.glob("*unknown*"))


def test_of_prepared_data_one_goes_on_with_data_prepared_the_same_way(
    tiny_dataset: Dataset, store: ComparisonStore
) -> None:
    config = PreparationConfig(min_user_ratings=28)
    contestants = [CONTESTANTS[0], Contestant("popular", default_spec("popularity"))]
    work = run_comparison(finish(prepare(tiny_dataset, config)), contestants, article_splits([0]), store)
    next(event for event in work if isinstance(event, ComparisonChanged) and event.news)
    work.close()
    (stopped,) = store.list()
    assert stopped.preparation == config
    with pytest.raises(UserError, match="Open the dataset it was made on and prepare it the same way, or"):
        finish(continue_comparison(tiny_dataset, stopped.id, store))
    record = finish(continue_comparison(finish(prepare(tiny_dataset, config)), stopped.id, store))
    assert {one.label for one in record.comparison.results} == {"popular", contestants[0].label}
    assert record.preparation == config


def test_two_programs_do_not_run_the_same_comparison(tiny_dataset: Dataset, store: ComparisonStore) -> None:
    work = run_comparison(tiny_dataset, CONTESTANTS, article_splits([0]), store)
    next(work), next(work)
    (running,) = store.list()
    with pytest.raises(UserError, match="is being run by another program"):
        finish(continue_comparison(tiny_dataset, running.id, store))
    with pytest.raises(UserError, match="is still being run"):
        store.delete(running.id)
    assert store.read(running.id) == running
    work.close()
    assert finish(continue_comparison(tiny_dataset, running.id, store)).is_complete


def test_an_unfinished_comparison_is_on_disk_while_it_runs(tiny_dataset: Dataset, store: ComparisonStore) -> None:
    work = run_comparison(tiny_dataset, CONTESTANTS, article_splits([0]), store)
    done = [event.record for event in work if isinstance(event, ComparisonChanged)]
    assert [record.cells_done for record in done] == [0, 1, 2]
    assert done[1].status == RUNNING


def test_a_model_that_fails_is_kept_as_a_failure(
    tiny_dataset: Dataset, store: ComparisonStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = cells._judge

    def fail(dataset, contestant, *others):
        if contestant.label == "mean":
            raise UserError("It blew up")
        return (yield from judge(dataset, contestant, *others))

    monkeypatch.setattr(cells, "_judge", fail)
    record = finish(run_comparison(tiny_dataset, CONTESTANTS, article_splits([0]), store))
    assert record.status == FINISHED
    assert record.comparison.failures == (Failure("mean", article_splits([0])[0], "It blew up."),)
    assert store.read(record.id) == record
    with pytest.raises(UserError, match="No model could be fitted"):
        finish(run_comparison(tiny_dataset, CONTESTANTS[:1], article_splits([0]), store))
    assert sorted(kept.status for kept in store.list()) == [FAILED, FINISHED]


def test_what_cannot_be_compared_is_told_and_leaves_nothing(tiny_dataset: Dataset, store: ComparisonStore) -> None:
    one = replace(tiny_dataset, ratings=tiny_dataset.ratings.take(np.arange(1)))
    splits = article_splits([0])
    for dataset, contestants, chosen, message in (
        (tiny_dataset, [], splits, "No contestant is chosen"),
        (tiny_dataset, CONTESTANTS, (), "No split is chosen"),
        (tiny_dataset, [CONTESTANTS[0]] * 2, splits, "Two contestants have the same label"),
        (one, CONTESTANTS, splits, "part of the split is empty"),
    ):
        with pytest.raises(UserError, match=message):
            finish(run_comparison(dataset, contestants, chosen, store))
    assert store.list() == ()


def test_figures_outlive_their_architecture(store: ComparisonStore, tiny_dataset: Dataset) -> None:
    record = finish(run_comparison(tiny_dataset, CONTESTANTS, article_splits([0]), store))
    path = store.path(record.id)
    values, _ = records.unseal(path.read_bytes())
    values["entries"][0]["settings"]["architecture"] = "forgotten"
    path.write_bytes(records.seal(values))
    opened = store.read(record.id)
    assert [entry.is_known for entry in opened.entries] == [False, True]
    assert opened.comparison.table().equals(record.comparison.table())
    with pytest.raises(UserError, match="Unknown architecture 'forgotten'"):
        opened.entries[0].contestant()
