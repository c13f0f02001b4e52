"""Data at the edge of what can be learned from: defined, or refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.analysis.film_neighbours import co_rated_films
from movierec_gui.analysis.movie_groups import genre_statistics
from movierec_gui.analysis.projections import MapConfig, raw_map
from movierec_gui.analysis.run_depth.depth import look_into
from movierec_gui.analysis.run_depth.duel import duel
from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.data.dataset import Dataset, Movies, Ratings
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.recommenders import RECOMMENDERS, recommender
from movierec_gui.recommenders.people import Histories
from movierec_gui.training.config import preset_spec
from movierec_gui.training.judged_recommenders import data_of, fit_and_judge
from movierec_gui.training.kept_recommenders import all_ratings
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_tests import after_cut, of_split
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.runs import RunRecord, RunStore
from movierec_gui.training.trained import open_run
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


@pytest.mark.parametrize("name", [kind.name for kind in RECOMMENDERS])
@pytest.mark.parametrize("value", [1.0, 3.0, 5.0])
def test_lists_of_equal_ratings_are_kept_whether_liked_or_not(name: str, value: float, tmp_path: Path) -> None:
    data = full(12, 12, value)
    few = replace(data, rating_scale=(1.0, 5.0), ratings=data.ratings.take(np.flatnonzero(np.arange(144) % 3 > 0)))
    lists = ListStore.beside(RunStore(tmp_path))
    record = finish(train_list(few, default_spec(name), lists, "edge"))
    assert lists.read(record.id).status == "finished"


def test_an_empty_validation_part_leaves_the_last_epoch(tmp_path: Path) -> None:
    record = trained(full(12, 12), "dense", tmp_path, SplitConfig(test=0.2, validation=0.0))
    assert record.validation == {}
    assert record.best_epoch == 2


def test_a_perplexity_that_is_too_large_is_refused_with_the_largest() -> None:
    with pytest.raises(UserError, match=r"(?i)perplexity.*\d"):
        finish(raw_map(full(12, 12), MapConfig(method="tsne", perplexity=500.0)))


@pytest.fixture(name="silent", scope="module")
def _silent(tiny_dataset: Dataset) -> Dataset:
    """The tiny data, and after its users and films some that have no rating."""
    movies, more = tiny_dataset.movies, 3
    return replace(
        tiny_dataset,
        user_ids=np.arange(len(tiny_dataset.user_ids) + more, dtype=np.int64) * 10 + 10,
        movies=replace(
            movies,
            ids=np.arange(len(movies.ids) + more, dtype=np.int64) * 7 + 100,
            titles=(*movies.titles, *["Nobody saw it"] * more),
            years=np.append(movies.years, np.full(more, 2001, np.int32)),
            genres=np.concatenate([movies.genres, movies.genres[:more]]),
            imdb_ids=("",) * (len(movies.ids) + more),
            tmdb_ids=("",) * (len(movies.ids) + more),
        ),
    )


SHORT: dict[str, dict[str, Any]] = {
    "svdpp": {"factors": 3},
    "sequential": {"factors": 3, "length": 4},
    "biases": {},
    "house-context": {"folds": 2, "fits": 1, "factors": 3, "steps": 5, "hidden": 4, "passes": 1, "head_passes": 1},
}


@pytest.mark.parametrize("name", SHORT)
def test_users_and_films_without_ratings_may_come_last(name: str, silent: Dataset, tmp_path: Path) -> None:
    spec = preset_spec(name)
    training = replace(spec.training, epochs=1, threads=1, device="cpu")
    store = RunStore(tmp_path)
    record = finish(train(silent, replace(spec, model=replace(spec.model, **SHORT[name]), training=training), store))
    run = open_run(store, record.id, silent)
    users = np.array([0, silent.n_users - 1])
    with torch.inference_mode():
        states = run.model.user_state(torch.from_numpy(users))
    for state in states:
        predicted, _ = run.model.predict_catalogue(state, silent.n_movies)
        assert torch.isfinite(predicted).all()
    judged = finish(judge_run(run, "validation"))
    assert duel(judged, judged).difference == 0.0
    assert len(finish(look_into(run)).judged) == len(run.split.test)


@pytest.mark.parametrize("name", ["popularity", "ease", "weighted-ease", "slim", "item-knn", "user-knn", "recvae"])
def test_lists_are_the_same_where_silent_users_and_films_come_last(
    name: str, silent: Dataset, tiny_dataset: Dataset
) -> None:
    kind = recommender(name)
    config = kind.config(epochs=2, hidden=6, code=3) if name == "recvae" else kind.config()  # type: ignore[call-arg]
    scores = []
    for dataset in (tiny_dataset, silent):
        data = all_ratings(dataset)
        made = kind.build(config, data, torch.Generator().manual_seed(0))
        for _ in made.fit(data):
            pass
        everybody = Histories(data.ratings, data.n_users).of(np.arange(data.n_users))
        found = made.scores(everybody)
        assert found.shape == (dataset.n_users, dataset.n_movies)
        scores.append(found[:40, :60])
    assert scores[1] == pytest.approx(scores[0], abs=1e-5)


def test_judging_passes_silent_users_over(silent: Dataset, tiny_dataset: Dataset) -> None:
    kind, found = recommender("popularity"), []
    for dataset in (tiny_dataset, silent):
        for test in (after_cut(dataset, 0.3), of_split(dataset, split_ratings(dataset, SplitConfig()))):
            data = data_of(test)
            made = kind.build(kind.config(), data, torch.Generator())
            lists = finish(fit_and_judge(test, made, data)).lists
            found.append((lists.users.tolist(), lists.lists.tolist(), lists.figures.ndcg))
    assert found[:2] == found[2:]


def test_analysis_passes_silent_films_over(silent: Dataset, tiny_dataset: Dataset) -> None:
    near = [finish(co_rated_films(dataset, 5, 8)) for dataset in (tiny_dataset, silent)]
    assert near[0] == near[1]
    assert genre_statistics(silent, [range(20)], range(60)).counts.tolist() == (
        genre_statistics(tiny_dataset, [range(20)], range(60)).counts.tolist()
    )


@pytest.mark.parametrize("name", ["ease", "weighted-ease", "for-you"])
def test_nothing_liked_is_no_word_of_a_library_on_the_terminal(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = full(12, 12, 1.0)
    few = replace(data, rating_scale=(1.0, 5.0), ratings=data.ratings.take(np.flatnonzero(np.arange(144) % 3 > 0)))
    finish(train_list(few, default_spec(name), ListStore.beside(RunStore(tmp_path)), "edge"))
    assert capfd.readouterr() == ("", "")
