"""Findings of a report: runs and their errors beside those of simple baselines, a person's movies, nodes, a map."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd
import torch

from movierec_gui.analysis.map_quality import MapQuality, judge_map
from movierec_gui.analysis.maps.config import fitting
from movierec_gui.analysis.people import KnownUser, predict_person
from movierec_gui.analysis.projections import MapConfig, MapEvents, MapFrame, MovieMap, learned_map, raw_map
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import Split
from movierec_gui.errors import UserError
from movierec_gui.models.baselines import BIASES, GLOBAL_MEAN
from movierec_gui.progress import Progress
from movierec_gui.report.config import LEARNED_MAP, MAP, ReportConfig
from movierec_gui.report.nodes import NodeFindings, study_nodes
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.run_labels import run_label
from movierec_gui.training.runs import RunRecord, RunStore
from movierec_gui.training.trained import TrainedRun


@dataclass(frozen=True, eq=False)
class Recommendations:
    """The best movies that a user has not rated, and how well the run knows the user."""

    user_id: int
    movies: pd.DataFrame
    """Columns as in ``user_predictions``, the highest prediction first."""
    errors: pd.DataFrame
    """part, count, mse, baseline_mse."""


@dataclass(frozen=True, eq=False)
class Findings:
    """All that a report shows."""

    config: ReportConfig
    dataset: Dataset
    split: Split
    """The first run's."""
    runs: tuple[RunRecord, ...]
    histories: tuple[tuple[EpochRecord, ...], ...]
    results: pd.DataFrame
    """model, run (empty for a baseline), split, epoch (or missing), then mse, rmse, mae of validation and test."""
    recommendations: Recommendations
    nodes: NodeFindings
    movie_map: MovieMap | None
    map_quality: MapQuality | None = None
    """How far the map can be trusted; None without one, and where there are too few movies to tell."""


def study(
    runs: Sequence[TrainedRun], store: RunStore, config: ReportConfig, map_config: MapConfig
) -> Generator[Progress | MapFrame, None, Findings]:
    """Work out everything that a report on these runs of one dataset shows. Raises UserError where there is none."""
    if not runs:
        raise UserError("A report needs a run", "", "Train one first")
    first = runs[0]
    yield Progress("Measuring baselines")
    rows = [_run_row(run) for run in runs] + baseline_rows(first)
    recommendations = yield from recommend(first, config.user, config.recommendations)
    nodes = yield from study_nodes(first, view="top", top=config.top)
    movie_map = (yield from _map(first, config, map_config)) if config.shows(MAP) else None
    return Findings(
        config=config,
        dataset=first.dataset,
        split=first.split,
        runs=tuple(run.record for run in runs),
        histories=tuple(store.read_history(run.record.id) for run in runs),
        results=pd.DataFrame(rows).astype({"epoch": "Int64"}),
        recommendations=recommendations,
        nodes=nodes,
        movie_map=movie_map,
        map_quality=None if movie_map is None else (yield from judge_map(movie_map)),
    )


def _map(run: TrainedRun, config: ReportConfig, map_config: MapConfig) -> MapEvents:
    if config.map_kind != LEARNED_MAP:
        return (yield from raw_map(run.dataset, map_config))
    source = map_config.source if map_config.source != MapConfig().source else "embedding"
    return (yield from learned_map(run, replace(map_config, source=source)))


def fitting_map(dataset: Dataset, config: MapConfig) -> MapConfig:
    """The settings with a perplexity that the number of rated movies allows; principal components where none does."""
    return fitting(config, int(np.count_nonzero(dataset.movie_counts)))


def recommend(run: TrainedRun, user_id: int, count: int) -> Generator[Progress, None, Recommendations]:
    """The best movies for a user by id (0: a typical one). Raises UserError at an unknown id."""
    user = run.dataset.user_index(user_id) if user_id else typical_user(run)
    person = yield from predict_person(run, KnownUser(user))
    movies = person.table[person.table["unrated"]].sort_values("predicted", ascending=False, kind="stable").head(count)
    errors = pd.DataFrame([asdict(error) for error in person.errors])
    return Recommendations(int(run.dataset.user_ids[user]), movies.reset_index(drop=True), errors)


def typical_user(run: TrainedRun) -> int:
    """The index of the user with the median number of ratings among those with held-out ones; the first of several."""
    known = np.unique(run.dataset.ratings.users[run.split.held_out])
    known = known if len(known) else np.unique(run.dataset.ratings.users)
    counts = run.dataset.user_counts[known]
    return int(known[np.argmin(np.abs(counts - np.median(counts)))])


def baseline_rows(run: TrainedRun) -> list[dict[str, object]]:
    """Result rows of the simple baselines, computed on the run's own split."""
    rows = []
    for entry in (BIASES, GLOBAL_MEAN):
        model = entry.build(entry.presets[0].model, run.data_of_split, torch.Generator().manual_seed(0))
        model.fit(run.data_of_split)
        errors = {
            part: evaluate(model, run.dataset.ratings.take(numbers))
            for part, numbers in (("validation", run.split.validation), ("test", run.split.test))
        }
        rows.append(_row(entry.title, "", describe_split(run.split), None, errors))
    return rows


def describe_split(split: Split) -> str:
    """The split in a few words, as in ``random, seed 0: 72,300 train, 7,888 validation, 19,816 test``."""
    config = split.config
    method = config.method.replace("_", " ") + (f" {config.fold}" if config.fold else "")
    parts = {"train": split.train, "validation": split.validation, "test": split.test}
    sizes = ", ".join(f"{len(rows):,} {part}" for part, rows in parts.items() if len(rows))
    return f"{method}, seed {config.seed}: {sizes}"


def _run_row(run: TrainedRun) -> dict[str, object]:
    record = run.record
    errors = {"validation": record.validation, "test": record.test}
    return _row(run_label(record), record.id, describe_split(run.split), record.best_epoch, errors)


def _row(model: str, run: str, split: str, epoch: int | None, errors: dict[str, dict[str, float]]) -> dict[str, object]:
    measured = {
        f"{part}_{metric}": errors[part].get(metric, np.nan)
        for part in ("validation", "test")
        for metric in ("mse", "rmse", "mae")
    }
    return {"model": model, "run": run, "split": split, "epoch": epoch, **measured}
