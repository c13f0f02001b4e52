"""What trainings, comparisons and searches on the tiny data tell and find, held by number.

``tests/test_numbers.py`` says how to write it anew. What takes time is left out, and passes report their end alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import finish
from movierec_gui.recommenders import RECOMMENDERS, recommender
from movierec_gui.training import passes
from movierec_gui.training.averaging_runs import average_runs
from movierec_gui.training.comparing import running
from movierec_gui.training.comparing.cells import CellFinished, compare
from movierec_gui.training.comparing.contestants import Contestant, article_splits, k_fold_splits
from movierec_gui.training.comparing.running import ComparisonChanged, continue_comparison, run_comparison
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.estimate import estimate
from movierec_gui.training.intervals import calibrate, check, cross_check, rating_spread
from movierec_gui.training.judged_recommenders import data_of, fit_and_judge, judge_on_split
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_tests import after_cut, of_rows, of_split
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.lr_finder import find_learning_rate
from movierec_gui.training.ranking import judge_lists
from movierec_gui.training.run_differences import differing_settings, run_differences
from movierec_gui.training.runs import RunStore
from movierec_gui.training.searching.running import SearchChanged, SearchPlan, continue_search, run_search
from movierec_gui.training.searching.space import Dimension, parse_dimension, suggested, variables
from movierec_gui.training.searching.store import SearchStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train
from tests.held_numbers import hold

HOUSE = {"folds": 2, "fits": 1, "factors": 3, "steps": 5, "hidden": 4, "passes": 1, "head": 4, "head_passes": 2}


@pytest.fixture(autouse=True)
def passes_report_their_end_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "REPORT_SECONDS", 1e9)


def followed(work: Generator[Any, None, Any]) -> dict[str, Any]:
    """All that a long task told, and its result."""
    told: list[Any] = []
    while True:
        try:
            event = next(work)
            kept = isinstance(event, (ComparisonChanged, SearchChanged))  # its record grows to the result
            told.append((event.progress, event.news) if kept else event)
        except StopIteration as end:
            return {"number": len(told), "told": dict(enumerate(told)), "result": end.value}


def quick(name: str, model: Mapping[str, Any] | None = None, **training: Any) -> RunSpec:
    spec = preset_spec(name)
    values = {"epochs": 3, "batch_size": 128, "threads": 1, "device": "cpu", **training}
    return replace(spec, model=replace(spec.model, **(model or {})), training=replace(spec.training, **values))


TRAININGS: dict[str, RunSpec] = {
    "averaged, falling rate": quick("dense", averaging=0.7, schedule="cosine"),
    "plateaus": quick("lstm", {"hidden": 4}, schedule="plateau", learning_rate=0.1, epochs=6),
    "early stop": quick("dense", learning_rate=0.05, epochs=9, patience=1, keep_best=False),
    "decay": quick("dot", weight_decay=0.01, decay="decoupled", schedule="steps"),
    "no validation": replace(quick("gru", {"hidden": 3}), split=SplitConfig(validation=0.0)),
    "fits itself": quick("house", HOUSE, keep_best=False),
}


@pytest.mark.parametrize("name", TRAININGS)
def test_a_training(name: str, tiny_dataset: Dataset, tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    told = followed(train(tiny_dataset, TRAININGS[name], store, "mine"))
    run = open_run(store, told["result"].id, tiny_dataset)
    held_out = tiny_dataset.ratings.take(run.split.test)
    intervals = calibrate(run.model, held_out.take(np.arange(50)))
    judged = [check(intervals, run.model, held_out), cross_check(run.model, held_out)] if intervals else []
    more = {"history": store.read_history(run.record.id), "intervals": run.intervals, "judged": (intervals, *judged)}
    hold("training", name, told | more | {"spread": rating_spread(run.model, held_out)})


@pytest.mark.parametrize("name", ["recvae", "ease", "popularity"])
def test_a_list_run(name: str, tiny_dataset: Dataset, tmp_path: Path) -> None:
    spec = replace(default_spec(name), split=SplitConfig(test=0.2, validation=0.2))
    if name == "recvae":
        spec = replace(spec, settings=recommender(name).config(epochs=2, hidden=6, code=3))  # type: ignore[call-arg]
    hold("training", f"list, {name}", followed(train_list(tiny_dataset, spec, ListStore(tmp_path))))


CONTESTANTS = (
    Contestant("dense", quick("dense", epochs=2)),
    Contestant("biases", quick("biases")),
    Contestant("context", quick("house-context", HOUSE, keep_best=False)),
    Contestant("vbfm", quick("vbfm", {"factors": 2, "steps": 20}, keep_best=False)),
    Contestant("ease", default_spec("ease")),
)
SECONDS = {contestant.spec: 2.0 * number for number, contestant in enumerate(CONTESTANTS)}


def _timeless(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop(columns=["fit_seconds", "memory_mb"])


def test_a_comparison(tiny_dataset: Dataset) -> None:
    told = followed(compare(tiny_dataset, CONTESTANTS, article_splits([1]), seconds=SECONDS))
    found = told.pop("result")
    ended = {place: event for place, event in told["told"].items() if isinstance(event, CellFinished)}
    steps = {place: event for place, event in told["told"].items() if place % 7 == 0 and place not in ended}
    hold(
        "training",
        "comparison",
        {"number": told["number"], "ended": ended, "steps": steps, "table": _timeless(found.table())},
    )
    again = followed(compare(tiny_dataset, CONTESTANTS[:2], article_splits([1, 2]), False, found.results[:1], SECONDS))
    hold(
        "training",
        "comparison, gone on with",
        again | {"tables": [_timeless(part.table()) for part in found.by_moment()]},
    )


def test_a_kept_comparison(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def timed(dataset: Dataset, specs: Sequence[Any], split: SplitConfig, ranking: bool) -> Iterator[Any]:
        asked.append((len(specs), split, ranking))
        return {spec: 3.0 + place for place, spec in enumerate(specs)}
        yield

    asked: list[Any] = []
    monkeypatch.setattr(running, "time_cells", timed)
    store, splits = ComparisonStore(tmp_path), k_fold_splits(tiny_dataset, 2, seed=5)
    work = run_comparison(tiny_dataset, [CONTESTANTS[1], CONTESTANTS[4]], splits, store, ranking=False)
    begun = [next(work) for _ in range(8)]
    work.close()
    (stopped,) = store.listing().records
    told = followed(continue_comparison(tiny_dataset, stopped.id, store))
    kept = store.read(stopped.id)
    facts = (kept.cells, kept.cells_done, kept.is_complete, kept.test_ratings, stopped.cells_done)
    hold(
        "training",
        "kept comparison",
        told
        | {
            "begun": [event.progress for event in begun],
            "facts": facts,
            "standings": [[one.label for one in part] for part in kept.standings()],
        },
    )
    hold("training", "what is timed", asked)


@pytest.mark.parametrize("sampler", ["tpe", "random"])
def test_a_search(sampler: str, tiny_dataset: Dataset, tmp_path: Path) -> None:
    spec, store = quick("dense", {"hidden": 5}, epochs=2), SearchStore(tmp_path)
    space = tuple(parse_dimension(spec, text) for text in ("learning_rate", "hidden=2..6", "batch_norm", "epochs=1,2"))
    plan = SearchPlan(spec, space, sampler, seed=4, inner=2, most_trials=4)
    told = followed(run_search(tiny_dataset, plan, store))
    more = finish(continue_search(tiny_dataset, told["result"].id, store, most_trials=6))
    facts = (more.share_done(0.5), more.best, [(number, best.number) for number, best in more.best_so_far()])
    hold("training", f"search, {sampler}", told | {"space": space, "facts": facts, "trials": more.trials})


def test_a_search_of_lists(tiny_dataset: Dataset, tmp_path: Path) -> None:
    spec = replace(default_spec("ease"), split=SplitConfig(test=0.2, validation=0.2))
    space = (parse_dimension(spec, "ridge=1..500"), parse_dimension(spec, "signal"))
    plan = SearchPlan(spec, space, seed=4, most_trials=3)
    hold("training", "search of lists", followed(run_search(tiny_dataset, plan, SearchStore(tmp_path))))


def _text(found: Dimension) -> str:
    marks = [name for name in ("logarithmic", "whole") if getattr(found, name)]
    return " ".join([found.text, *marks])


def test_what_a_search_may_vary_and_how_far() -> None:
    specs: dict[str, Any] = {entry.name: preset_spec(entry.name) for entry in ARCHITECTURES if entry.presets}
    specs |= {kind.name: default_spec(kind.name) for kind in RECOMMENDERS}
    for name, spec in specs.items():
        hold("ranges", name, {f"{one.part}.{one.entry.name}": _text(suggested(one)) for one in variables(spec)})


def test_an_average_and_what_differs_between_runs(tiny_dataset: Dataset, tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    specs = (quick("biases"), quick("dense", {"hidden": 5}), quick("dense", {"hidden": 9}, learning_rate=0.02))
    members = [finish(train(tiny_dataset, spec, store)) for spec in specs]
    told = followed(average_runs(tiny_dataset, [record.id for record in members], store))
    told["told"] = dict(enumerate(str(step) for step in told["told"].values()))
    differences = [run_differences(members[1], other) for other in (members[0], members[2], told["result"])]
    columns = differing_settings([*members, told["result"]])
    run = open_run(store, told["result"].id, tiny_dataset)
    weights = [member.weight for member in told["result"].spec.model.members]
    found = {"weights": weights, "history": store.read_history(run.record.id), "intervals": run.intervals}
    hold("training", "average", told | found | {"differences": differences, "columns": columns})


def test_a_test_of_learning_rates(tiny_dataset: Dataset) -> None:
    told = followed(find_learning_rate(tiny_dataset, quick("dense"), steps=90))
    told["told"] = [told["told"][place] for place in (0, 1, 2, 45, told["number"] - 1)]
    hold("training", "learning rates", told)


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_the_size_of_a_run(name: str, tiny_dataset: Dataset) -> None:
    hold("training", f"size, {name}", followed(estimate(tiny_dataset, preset_spec(name), timed=False)))


def test_lists_are_judged(tiny_dataset: Dataset) -> None:
    kind = recommender("ease")
    judged = followed(judge_on_split(tiny_dataset, kind, kind.config(), SplitConfig(seed=3)))
    lists = judged["result"].lists
    hold("training", "judged recommender", {"told": judged["told"], "figures": lists.figures, "lists": lists.lists})
    split = split_ratings(tiny_dataset, SplitConfig())
    tests = {
        "test": of_split(tiny_dataset, split),
        "validation": of_split(tiny_dataset, split, "validation"),
        "cut": after_cut(tiny_dataset, 0.3),
        "rows": of_rows(tiny_dataset, split.train, split.test, split.validation, 3.0),
    }
    for name, test in tests.items():
        made = kind.build(kind.config(), data_of(test), torch.Generator())
        found = finish(fit_and_judge(test, made, data_of(test), length=5, most_people=20))
        rows = (test.fitted, test.given, test.hidden, test.liked_at, test.wanted)
        hold("training", f"lists, {name}", (rows, found.lists, followed(judge_lists(made.scores, test, 3))["told"]))
