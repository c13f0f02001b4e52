"""Data at the edge of what can be learned from: defined, or refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.analysis.projections import MapConfig, raw_map
from movierec_gui.data.dataset import Dataset, Movies, Ratings
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.runs import RunRecord, RunStore
from movierec_gui.training.trainer import train


def full(users: int, movies: int, value: float | None = None) -> Dataset:
    """Everybody rated everything, with the same value if one is given."""
    user, movie = np.divmod(np.arange(users * movies), movies)
    values = (1 + (3 * user + 7 * movie) % 9 / 2).astype(np.float32)
    return Dataset(
        name="edge",
        ratings=Ratings(
            user.astype(np.int32), movie.astype(np.int32),
            values if value is None else np.full_like(values, value), 10**9 + np.arange(len(user)) * 60,
        ),
        movies=Movies(
            ids=np.arange(movies, dtype=np.int64), titles=tuple(f"Movie {number}" for number in range(movies)),
            years=np.full(movies, 1990, np.int32), genre_names=("Drama",), genres=np.ones((movies, 1), np.bool_),
            imdb_ids=("",) * movies, tmdb_ids=("",) * movies,
        ),
        user_ids=np.arange(users, dtype=np.int64),
    )  # fmt: skip


def trained(data: Dataset, name: str, folder: Path, split: SplitConfig | None = None) -> RunRecord:
    spec = preset_spec(name)
    training = replace(spec.training, epochs=2, threads=1, device="cpu")
    return finish(train(data, replace(spec, split=split or spec.split, training=training), RunStore(folder), "edge"))


@pytest.mark.parametrize("name", ["global-mean", "biases", "dot", "dense"])
@pytest.mark.parametrize(("users", "movies"), [(1, 40), (40, 1)])
def test_one_user_and_one_movie_are_data_like_others(name: str, users: int, movies: int, tmp_path: Path) -> None:
    record = trained(full(users, movies), name, tmp_path)
    assert record.status == "finished"
    assert np.isfinite(record.test["mse"])


@pytest.mark.parametrize("name", ["global-mean", "biases", "dot", "dense"])
def test_equal_ratings_are_predicted_as_they_are(name: str, tmp_path: Path) -> None:
    record = trained(full(12, 12, 3.0), name, tmp_path)
    assert record.test["mse"] < (1e-9 if name in ("global-mean", "biases") else 1.0)


@pytest.mark.parametrize("name", ["popularity", "ease", "slim", "als", "item-knn"])
def test_lists_of_one_user_are_kept(name: str, tmp_path: Path) -> None:
    lists = ListStore.beside(RunStore(tmp_path))
    record = finish(train_list(full(1, 40), default_spec(name), lists, "edge"))
    assert lists.read(record.id).status == "finished"


def test_an_empty_validation_part_leaves_the_last_epoch(tmp_path: Path) -> None:
    record = trained(full(12, 12), "dense", tmp_path, SplitConfig(test=0.2, validation=0.0))
    assert record.validation == {}
    assert record.best_epoch == 2


def test_a_perplexity_that_is_too_large_is_refused_with_the_largest() -> None:
    with pytest.raises(UserError, match=r"(?i)perplexity.*\d"):
        finish(raw_map(full(12, 12), MapConfig(method="tsne", perplexity=500.0)))
