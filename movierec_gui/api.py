"""MovieRec from Python: the names to build upon, for a notebook or a script.

These keep their names and their meaning from version to version; the modules behind them may change. What takes long
tells its progress to ``watch``, a function of one event. What cannot be done raises ``UserError``, whose text says why
and what to do. ``docs/python-api.md`` shows each at work.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from movierec_gui.analysis.predictions import new_user_predictions, user_predictions
from movierec_gui.analysis.projections import MapConfig, MovieMap, learned_map, raw_map
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_bundled, load_dataset
from movierec_gui.data.splits import ARTICLE_SPLIT, SplitConfig
from movierec_gui.data.title_search import find_movie
from movierec_gui.errors import UserError
from movierec_gui.figures import STYLES
from movierec_gui.recommenders import chosen_recommender
from movierec_gui.recommenders.base import Recommender
from movierec_gui.recommenders.for_you import ForYou
from movierec_gui.recommenders.listing import Listed, list_movies
from movierec_gui.recommenders.people import Histories, People, new_person
from movierec_gui.report import movie_map as map_report
from movierec_gui.report.movie_map import map_table
from movierec_gui.resource_paths import data_home
from movierec_gui.settings import from_mapping, to_mapping
from movierec_gui.training import trained, trainer
from movierec_gui.training.config import TrainingConfig, preset_spec
from movierec_gui.training.kept_recommenders import fitted
from movierec_gui.training.runs import RunStore, default_store
from movierec_gui.training.trained import TrainedRun

__all__ = [
    "ARTICLE_SPLIT", "Dataset", "MovieMap", "SplitConfig", "TrainedRun", "UserError", "find_movie", "load",
    "map_figure", "map_movies", "map_table", "open_run", "predict", "recommend", "train",
]  # fmt: skip

ResultT = TypeVar("ResultT")
Watch = Callable[[Any], object]
"""Told every event of a long task; each has a ``progress`` with a ``stage``, and ``done`` of ``total``."""


def load(path: str | Path | None = None, watch: Watch | None = None) -> Dataset:
    """The ratings in a folder, a zip or a file of any known layout; without a path those that come with the program.

    Large ones are kept in the program's cache, as the window does. Raises UserError where they cannot be read.
    """
    return _pull(load_bundled() if path is None else load_dataset(Path(path), data_home() / "cache"), watch)


def train(
    data: Dataset,
    architecture: str = "lstm",
    *,
    preset: str = "",
    network: Mapping[str, Any] | None = None,
    split: SplitConfig | None = None,
    name: str = "",
    folder: str | Path | None = None,
    watch: Watch | None = None,
    **training: Any,
) -> TrainedRun:
    """Train a network as ``movierec train`` does, with the same result, and open the run.

    ``network`` holds settings of the architecture and ``training`` those of ``TrainingConfig`` (epochs, batch_size,
    seed and others) that differ from the preset's, by default the first. The run is kept where the window lists its
    runs, or in ``folder``. Raises UserError at a name or a value that is not allowed.
    """
    spec = preset_spec(architecture, preset, split)
    spec = replace(
        spec,
        model=from_mapping(type(spec.model), to_mapping(spec.model) | dict(network or {})),
        training=from_mapping(TrainingConfig, to_mapping(spec.training) | training),
    )
    store = _store(folder)
    record = _pull(trainer.train(data, spec, store, name), watch)
    return trained.open_run(store, record.id, data)


def open_run(data: Dataset, run: str = "starter", folder: str | Path | None = None) -> TrainedRun:
    """A run by its id, as the window and ``movierec runs`` list them; by default the one that comes with the program.

    Raises UserError where it is missing or was trained on other data.
    """
    return trained.open_run(_store(folder), run, data)


def predict(
    run: TrainedRun,
    user: int | str | None = None,
    *,
    ratings: Mapping[int | str, float] | None = None,
    include_rated: bool = False,
) -> pd.DataFrame:
    """What a user of the data, or somebody with these ratings, would think of every movie: the highest first.

    ``ratings`` has ids or titles as in ``{"Heat (1995)": 4.5}``. Columns: see ``analysis.predictions``, among them id,
    title, year, genres, predicted (stars), low and high (80 % interval), rated and part of the split. Raises UserError
    where the user or a movie is not in the data, or a rating is off the scale.
    """
    if ratings is None:
        table = user_predictions(run, _user(run.dataset, user))
    else:
        _only_one(user)
        table = new_user_predictions(run, _movies(run.dataset, ratings), list(ratings.values()))
    kept = table if include_rated else table[table["rated"].isna()]
    return kept.sort_values("predicted", ascending=False, kind="stable").reset_index(drop=True)


def recommend(
    data: Dataset,
    user: int | str | None = None,
    *,
    ratings: Mapping[int | str, float] | None = None,
    recommender: str = "for-you",
    length: int = 10,
    watch: Watch | None = None,
) -> pd.DataFrame:
    """What a user of the data, or somebody with these ratings, is likely to watch and to like: the best first.

    Columns: id, title, year, genres, count (ratings of the movie), score (no unit), expected (stars; NaN where the
    recommender predicts none) and because (the person's own movies that speak for it). The recommender learns from all
    ratings; what it learned is kept for the next time. Raises UserError as ``predict`` does, and at an unknown name.
    """
    kind, preset = chosen_recommender(recommender)
    if ratings is None:
        index = _user(data, user)
        person = Histories(data.ratings.take(data.rows_of_user(index)), data.n_users).of(np.array([index]))
    else:
        _only_one(user)
        person = new_person(_movies(data, ratings), list(ratings.values()))
    made = _pull(fitted(kind, kind.settings(preset), data, data_home() / "cache" / "recommenders"), watch)
    return _list_table(data, made, person, list_movies(made, [person], made.scores(person)[0], length))


def map_movies(source: Dataset | TrainedRun, watch: Watch | None = None, **settings: Any) -> MovieMap:
    """The movies on a plane: by who gave them which rating, or as a trained run sees them.

    ``settings`` are those of ``MapConfig``, such as method, perplexity and iterations. Raises UserError at a name or a
    value that is not allowed, and where there are too few movies.
    """
    if isinstance(source, TrainedRun):
        return _pull(learned_map(source, from_mapping(MapConfig, {"source": "embedding", **settings})), watch)
    return _pull(raw_map(source, from_mapping(MapConfig, settings)), watch)


def map_figure(data: Dataset, movie_map: MovieMap, color_by: str = "mean", theme: str = "light") -> Figure:
    """The picture of a map, coloured by mean, genre, year or count. Raises UserError at another name."""
    return map_report.map_figure(data, movie_map, STYLES[theme], color_by)


def _pull(work: Generator[Any, None, ResultT], watch: Watch | None) -> ResultT:
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            return cast(ResultT, end.value)
        if watch is not None:
            watch(event)


def _store(folder: str | Path | None) -> RunStore:
    return default_store() if folder is None else RunStore(Path(folder))


def _user(data: Dataset, user: int | str | None) -> int:
    if user is None:
        raise UserError("Nobody is named", "", "Give a user of the data, or ratings={title: stars}")
    return data.user_named(str(user))


def _only_one(user: int | str | None) -> None:
    if user is not None:
        raise UserError("A user and ratings are both given", "", "Give one of them")


def _movies(data: Dataset, ratings: Mapping[int | str, float]) -> list[int]:
    return [find_movie(data, str(name)) for name in ratings]


def _list_table(data: Dataset, made: Recommender, person: People, listed: tuple[Listed, ...]) -> pd.DataFrame:
    chosen = [one.movie for one in listed]
    table = data.movie_table().iloc[chosen].drop(columns=["movie", "mean"]).reset_index(drop=True)
    table["score"] = [one.score for one in listed]
    expected = made.expected_ratings(person)[chosen] if isinstance(made, ForYou) else np.full(len(chosen), np.nan)
    table["expected"] = expected
    table["because"] = [
        ", ".join(f"{data.movies.label(reason.movie)} {reason.rating:g}" for reason in one.reasons) for one in listed
    ]
    return table
