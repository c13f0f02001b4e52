"""Records of comparisons, and a player of a few lines that tests open and shut."""

import math
import threading
from dataclasses import replace

import pytest

from movierec_gui.progress import Progress
from movierec_gui.training.comparing.cells import CellFailed, CellFinished
from movierec_gui.training.comparing.contestants import article_splits
from movierec_gui.training.comparing.record import ComparisonRecord, Entry
from movierec_gui.training.comparing.running import ComparisonChanged, _new_record, _with_cell
from movierec_gui.training.comparing.table import Comparison, Failure, Result
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import default_spec
from movierec_gui.training.ranking import ListFigures
from movierec_gui.training.runs import FINISHED, RUNNING, STOPPED

LISTS = ListFigures(10, 600, 0.08, 0.09, 0.04, 0.2, 3.0, 0.7, 90.0, 0.95)


def result(label, seed, mse, **changes):
    test = {"mse": mse, "rmse": mse**0.5, "mae": mse / 2}
    made = Result(label, article_splits([seed])[0], 7, test, mse - 0.01, 8, 1.5, LISTS, 0.79, 2.1, 12.0)
    return replace(made, **changes)


def record_of(results, failures=(), entries=(), seeds=(0, 1), **changes):
    labels = dict.fromkeys([one.label for one in (*results, *failures)])
    settings = {"architecture": "global-mean", "model": {}, "split": {}, "training": {}}
    timed = {one.label for one in (*results, *failures) if one.uses_moment}
    made = ComparisonRecord(
        id="20260101-120000-1",
        created="2026-01-01T12:00:00+00:00",
        status=FINISHED,
        entries=tuple(entries) or tuple(Entry(label, settings, label in timed) for label in labels),
        splits=article_splits(seeds),
        test_ratings=tuple(20_000 + seed for seed in seeds),
        comparison=Comparison("tiny", "hash", tuple(results), tuple(failures)),
    )
    return replace(made, **changes)


@pytest.fixture
def record():
    """Two models on two splits, one that failed, and one that is told the moment."""
    results = [result(label, seed, mse + seed / 50) for label, mse in (("bad", 0.9), ("good", 0.7)) for seed in (0, 1)]
    results += [result("told", seed, 0.5 + seed / 100, uses_moment=True) for seed in (0, 1)]
    failures = [Failure("blown", split, "The loss is not a number.") for split in article_splits([0, 1])]
    return record_of(results, failures)


class FakePlayer:
    """Judges the n-th contestant at 0.7 + n / 10, one cell per ``let_go`` where it is gated."""

    def __init__(self, gated=False, error=None):
        self.gate = threading.Semaphore(0)
        self.gated, self.error = gated, error
        self.failing = ""

    def let_go(self, cells=1):
        self.gate.release(cells)

    def shut(self):
        """Nothing goes on of what was let go and not used: a stop may have come first."""
        self.gate = threading.Semaphore(0)

    def __call__(self, dataset, contestants, splits, store):
        record = _new_record(dataset, contestants, splits, True)
        with store.claim() as comparison_id:
            return (yield from self.play(replace(record, id=comparison_id), store))

    def go_on(self, dataset, comparison_id, store):
        return self.play(store.read(comparison_id), store)

    def play(self, record, store):
        record = replace(record, status=RUNNING)
        store.write(record)
        known = {(one.label, one.split) for one in record.comparison.results}
        status = STOPPED
        try:
            yield ComparisonChanged(record, Progress("Estimating the comparison"))
            for split in record.splits:
                for place, contestant in enumerate(record.entries):
                    if (contestant.label, split) in known:
                        continue
                    number = f"fit {record.cells_done + 1} of {record.cells}"
                    stage = f"{contestant.label}, {split.name} · {number}"
                    progress = Progress(stage, record.cells_done + 0.5, record.cells)
                    yield progress
                    if self.gated:
                        self.gate.acquire(timeout=20)
                    if self.error is not None:
                        raise self.error
                    record = replace(
                        record, comparison=_with_cell(record.comparison, self.cell(contestant, split, place))
                    )
                    store.write(record)
                    yield ComparisonChanged(record, Progress(progress.stage, record.cells_done, record.cells))
            status = FINISHED
        finally:
            record = replace(record, status=status)
            store.write(record)
        return record

    def cell(self, contestant, split, place):
        nothing = Progress("")
        if contestant.label == self.failing:
            return CellFailed(Failure(contestant.label, split, "It blew up."), nothing)
        return CellFinished(result(contestant.label, split.seed, 0.7 + place / 10), nothing)


@pytest.fixture
def make_player():
    """The fake player's class."""
    return FakePlayer


@pytest.fixture
def make_result():
    """Makes a result: label, seed, MSE."""
    return result


@pytest.fixture
def make_record():
    """Makes a record of results and failures."""
    return record_of


@pytest.fixture
def mixed_record():
    """A rating model and two recommenders on two splits; the recommenders' figures are the better lists."""
    results = [result("net", seed, 0.7 + seed / 50, ranking=lists(0.1, 0.1)) for seed in (0, 1)]
    for label, ndcg in (("poor", 0.2), ("fine", 0.3)):
        results += [
            result(label, seed, 0.0, test={}, optimistic_mse=math.nan, epoch=0, optimistic_epoch=0,
                   ranking=lists(ndcg + seed / 50, 0.15))
            for seed in (0, 1)
        ]  # fmt: skip
    settings = default_spec("ease").to_mapping()
    entries = (Entry("net", preset_spec("global-mean").to_mapping()), Entry("poor", settings), Entry("fine", settings))
    return record_of(results, entries=entries)


def lists(ndcg, popular):
    gain = ndcg - popular
    return replace(
        LISTS, ndcg=ndcg, recall_of_all=0.1, calibration=0.5, ndcg_interval=0.02, better=0.6, worse=0.2, gain=gain,
        gain_low=gain - 0.01, gain_high=gain + 0.01,
    )  # fmt: skip
