"""Fit recommenders of other libraries on exported ratings and print their lists; runs in the peers' own environment.

    python benchmarks/list_peers.py split.npz "implicit ALS" '[{"factors": 64}]'

Reads the arrays that ``list_peers_accuracy.py`` writes and prints a line of JSON for each of the settings: for every
asked person the ten best movies that the person did not rate (-1 where there are fewer), processor seconds of the fit,
the library's version. Every movie of the catalogue is a candidate as far as the library knows it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
Made = tuple[npt.NDArray[np.int64], float]
Fit = Callable[..., Made]
SEED = 0
LENGTH = 10


def implicit(arrays: Arrays, model: str, signal: str, weight: float = 1.0, **settings: Any) -> Made:
    """A model of implicit on counts, likes or stars, times a weight."""
    import scipy.sparse as sp
    from implicit import als, bpr, nearest_neighbours

    classes = {
        "als": als.AlternatingLeastSquares,
        "bpr": bpr.BayesianPersonalizedRanking,
        "cosine": nearest_neighbours.CosineRecommender,
        "tfidf": nearest_neighbours.TFIDFRecommender,
        "bm25": nearest_neighbours.BM25Recommender,
    }
    rows = _matrix(arrays, signal) * weight
    if model in ("als", "bpr"):
        settings |= {"random_state": SEED, "num_threads": 1}
    made = classes[model](**settings)
    start = time.process_time()
    made.fit(sp.csr_matrix(rows, dtype=np.float32), show_progress=False)
    seconds = time.process_time() - start
    seen, given = _matrix(arrays, "rated", "given_"), _matrix(arrays, signal, "given_") * weight
    options = {"recalculate_user": True} if model == "als" and _is_new(arrays) else {}
    lists = np.full((len(arrays["asked"]), LENGTH), -1, np.int64)
    for place, user in enumerate(arrays["asked"]):
        rated = seen[user]
        own = sp.csr_matrix(given[user], dtype=np.float32)
        found, scores = made.recommend(
            int(user), own, N=LENGTH + rated.nnz, filter_already_liked_items=False, **options
        )
        kept = found[(~np.isin(found, rated.indices)) & np.isfinite(scores) & (found >= 0)][:LENGTH]
        lists[place, : len(kept)] = kept
    return lists, seconds


def lenskit(arrays: Arrays, scorer: str, signal: str, **settings: Any) -> Made:
    """A scorer of LensKit in its top-N pipeline; with stars it learns ratings, else only which movies there are."""
    import pandas as pd
    from lenskit.als import ImplicitMFScorer
    from lenskit.data import ItemList, RecQuery, from_interactions_df
    from lenskit.knn import ItemKNNScorer, UserKNNScorer
    from lenskit.knn.slim import SLIMScorer
    from lenskit.operations import score
    from lenskit.pipeline import topn_pipeline
    from lenskit.training import TrainingOptions

    classes = {"ImplicitMF": ImplicitMFScorer, "ItemKNN": ItemKNNScorer, "UserKNN": UserKNNScorer, "SLIM": SLIMScorer}
    kept = arrays["values"] >= arrays["liked_from"] if signal == "liked" else np.ones(len(arrays["values"]), bool)
    frame = pd.DataFrame({"user_id": arrays["users"][kept], "item_id": arrays["movies"][kept]})
    if signal == "stars":
        frame["rating"] = arrays["values"][kept]
    own = _matrix(arrays, signal, "given_")
    pipeline = topn_pipeline(classes[scorer](**settings), n=LENGTH)
    data = from_interactions_df(frame)
    start = time.process_time()
    pipeline.train(data, TrainingOptions(rng=SEED))
    seconds = time.process_time() - start
    known = np.unique(frame["item_id"])
    seen = _matrix(arrays, "rated", "given_")
    new = _is_new(arrays)
    lists = np.full((len(arrays["asked"]), LENGTH), -1, np.int64)
    for place, user in enumerate(arrays["asked"]):
        candidates = np.setdiff1d(known, seen[user].indices)
        given = np.intersect1d(own[user].indices, known)
        ratings = {"rating": own[user, given].toarray().ravel() * arrays["values"].max()} if signal == "stars" else {}
        query = RecQuery(history_items=ItemList(item_ids=given, **ratings)) if new else int(user)
        found = score(pipeline, query, candidates)
        items, scores = found.ids(), np.asarray(found.scores())
        items, scores = items[~np.isnan(scores)], scores[~np.isnan(scores)]
        best = items[np.argsort(-scores, kind="stable")[:LENGTH]]
        lists[place, : len(best)] = best
    return lists, seconds


def rectools(arrays: Arrays, signal: str, regularization: float) -> Made:
    """EASE of RecTools."""
    from rectools import Columns
    from rectools.dataset import Dataset, IdMap, Interactions
    from rectools.models import EASEModel

    frame = _rectools_frame(arrays, signal, "")
    data = Dataset.construct(frame)
    made = EASEModel(regularization=regularization, recommend_n_threads=1)
    start = time.process_time()
    made.fit(data)
    seconds = time.process_time() - start
    seen = _matrix(arrays, "rated", "given_")
    if _is_new(arrays):
        frame = _rectools_frame(arrays, signal, "given_")
        frame = frame[frame[Columns.Item].isin(data.item_id_map.external_ids)]
        people = IdMap.from_values(frame[Columns.User])
        data = Dataset(people, data.item_id_map, Interactions.from_raw(frame, people, data.item_id_map))
    users = np.intersect1d(arrays["asked"], frame[Columns.User])
    # What a person rated without liking it is unknown to the model: more are asked for, and those are left out here.
    most = int(seen[users].getnnz(axis=1).max()) + LENGTH
    table = made.recommend(users, data, k=min(most, data.item_id_map.size), filter_viewed=False)
    place_of = {int(user): place for place, user in enumerate(arrays["asked"])}
    lists = np.full((len(arrays["asked"]), LENGTH), -1, np.int64)
    for user, group in table.groupby(Columns.User):
        found = group.sort_values(Columns.Rank)[Columns.Item].to_numpy()
        best = found[~np.isin(found, seen[user].indices)][:LENGTH]
        lists[place_of[int(user)], : len(best)] = best
    return lists, seconds


def recbole(arrays: Arrays, model: str, signal: str, epochs: int = 1, **settings: Any) -> Made:
    """A model of RecBole on what was rated or liked, without its own split and without early stopping."""
    import torch
    from recbole.config import Config
    from recbole.data import create_dataset, data_preparation
    from recbole.data.interaction import Interaction
    from recbole.utils import get_model, get_trainer, init_seed

    matrix = _matrix(arrays, signal).tocoo()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows" / "rows.inter"
        file.parent.mkdir()
        lines = [f"{user}\t{movie}" for user, movie in zip(matrix.row, matrix.col, strict=True)]
        file.write_text("\n".join(["user_id:token\titem_id:token", *lines]), encoding="utf-8")
        fixed = {
            "data_path": folder,
            "checkpoint_dir": folder,
            "load_col": {"inter": ["user_id", "item_id"]},
            "eval_args": {"split": {"RS": [1.0, 0.0, 0.0]}, "group_by": "user", "order": "RO", "mode": "full"},
            "use_gpu": False,
            "seed": SEED,
            "reproducibility": True,
            "epochs": epochs,
            "show_progress": False,
        }
        if model in ("EASE", "MultiVAE", "ItemKNN"):
            fixed["train_neg_sample_args"] = None
        config = Config(model=model, dataset="rows", config_dict=fixed | settings)
        init_seed(SEED, True)
        data = create_dataset(config)
        train, _, _ = data_preparation(config, data)
        start = time.process_time()  # those in closed form are fitted when they are made
        made = get_model(model)(config, train.dataset)
        trainer = get_trainer(config["MODEL_TYPE"], model)(config, made)
        trainer.fit(train, None, verbose=False, saved=False)
        seconds = time.process_time() - start
    movies = data.field2id_token["item_id"][1:].astype(np.int64)  # the first stands for none
    place_of = {token: place for place, token in enumerate(data.field2id_token["user_id"])}
    seen = _matrix(arrays, "rated", "given_")
    lists = np.full((len(arrays["asked"]), LENGTH), -1, np.int64)
    made.eval()
    for place, user in enumerate(arrays["asked"]):
        if str(user) not in place_of:
            continue
        with torch.no_grad():
            asked = Interaction({"user_id": torch.tensor([place_of[str(user)]])})
            scores = made.full_sort_predict(asked).reshape(-1)[1:].double().numpy()
        scores[np.isin(movies, seen[user].indices)] = -np.inf
        best = np.argsort(-scores, kind="stable")[:LENGTH]
        best = best[np.isfinite(scores[best])]
        lists[place, : len(best)] = movies[best]
    return lists, seconds


def _rectools_frame(arrays: Arrays, signal: str, part: str) -> Any:
    """The interactions of a signal as RecTools takes them; ``part`` as in ``_matrix``."""
    import pandas as pd
    from rectools import Columns

    values = arrays[f"{part}values"]
    kept = values >= arrays["liked_from"] if signal == "liked" else np.ones(len(values), bool)
    weight = values if signal == "stars" else np.ones(len(values))
    return pd.DataFrame(
        {
            Columns.User: arrays[f"{part}users"][kept],
            Columns.Item: arrays[f"{part}movies"][kept],
            Columns.Weight: weight[kept],
            Columns.Datetime: pd.Timestamp("2020-01-01"),
        }
    )


def _is_new(arrays: Arrays) -> bool:
    """Whether some of what the people gave was not learned from, so that they have to be folded in."""
    return len(arrays["given_values"]) > len(arrays["values"])


def _matrix(arrays: Arrays, signal: str, part: str = "") -> Any:
    """[users, movies] ones, ones where the person likes the movie, or stars as a share of the top.

    Of the ratings that are learned from, or with ``part`` "given_" of those that are known when the list is made.
    """
    import scipy.sparse as sp

    values = arrays[f"{part}values"].astype(np.float64)
    numbers = {
        "rated": np.ones(len(values)),
        "liked": (values >= arrays["liked_from"]).astype(float),
        "stars": values / arrays["values"].max(),
    }[signal]
    shape = int(arrays["n_users"]), int(arrays["n_movies"])
    found = sp.csr_matrix((numbers, (arrays[f"{part}users"], arrays[f"{part}movies"])), shape=shape)
    found.eliminate_zeros()
    return found


def _grid(**values: list[Any]) -> list[dict[str, Any]]:
    """Every combination."""
    import itertools

    return [dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values())]


PEERS: dict[str, tuple[Fit, str, dict[str, Any], list[dict[str, Any]]]] = {
    "implicit ALS": (
        implicit,
        "implicit",
        {"model": "als", "signal": "stars", "iterations": 15},
        _grid(factors=[16, 32, 64], weight=[1.0, 5.0, 20.0], regularization=[0.1, 1.0, 10.0]),
    ),
    "implicit neighbours": (
        implicit,
        "implicit",
        {},
        _grid(model=["tfidf", "bm25", "cosine"], K=[50, 100, 200], signal=["rated", "liked", "stars"]),
    ),
    "implicit BPR": (
        implicit,
        "implicit",
        {"model": "bpr", "signal": "liked", "iterations": 100},
        _grid(factors=[16, 32, 64], learning_rate=[0.01, 0.05, 0.1], regularization=[0.001, 0.01, 0.1]),
    ),
    "LensKit ImplicitMF": (
        lenskit,
        "lenskit",
        {"scorer": "ImplicitMF"},
        _grid(embedding_size=[16, 32, 64], signal=["rated", "liked"], weight=[5.0, 10.0, 20.0, 40.0, 80.0]),
    ),
    "LensKit ItemKNN": (
        lenskit,
        "lenskit",
        {"scorer": "ItemKNN", "feedback": "implicit"},
        _grid(min_nbrs=[1, 3], signal=["liked", "rated"], max_nbrs=[5, 10, 20, 30, 50, 100, 200]),
    ),
    "LensKit ItemKNN on stars": (
        lenskit,
        "lenskit",
        {"scorer": "ItemKNN", "feedback": "explicit", "signal": "stars"},
        _grid(max_nbrs=[10, 20, 30, 50, 100, 200, 400], min_nbrs=[1, 3], min_sim=[1e-6, 0.1])
        + _grid(max_nbrs=[50, 100, 200], min_nbrs=[10, 20, 40], min_sim=[0.1]),
    ),
    "LensKit SLIM": (
        lenskit,
        "lenskit",
        {"scorer": "SLIM", "signal": "liked"},
        _grid(l1_reg=[0.1, 0.3, 0.5, 1.0, 2.0], l2_reg=[1.0, 5.0, 20.0, 50.0, 100.0]),
    ),
    "RecBole EASE": (recbole, "recbole", {"model": "EASE", "signal": "liked"}, _grid(reg_weight=[50.0, 100.0, 200.0])),
    "RecBole ItemKNN": (
        recbole,
        "recbole",
        {"model": "ItemKNN", "signal": "liked"},
        _grid(k=[10, 20, 50, 100, 200, 400], shrink=[0.0, 5.0, 20.0, 50.0, 100.0]),
    ),
    "RecBole MultiVAE": (
        recbole,
        "recbole",
        {"model": "MultiVAE", "signal": "liked"},
        _grid(epochs=[10, 20, 40, 80], anneal_cap=[0.1, 0.3], dropout_prob=[0.5]),
    ),
    "RecTools EASE": (
        rectools,
        "rectools",
        {},
        _grid(
            signal=["liked"],
            regularization=[20.0, 30.0, 40.0, 50.0, 70.0, 100.0, 125.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0],
        )
        + _grid(signal=["stars", "rated"], regularization=[100.0, 200.0, 300.0, 400.0, 600.0, 1000.0]),
    ),
}
"""Label to function, package, fixed settings and the settings that are tried on inner splits: 25 or more, as many as
"for-you" had, where a fit takes no half minute."""


def main() -> None:
    """Fit the peer with each of the settings and print what came out."""
    path, label, tried = sys.argv[1:]
    fit, package, fixed, _ = PEERS[label]
    with np.load(path) as file:
        arrays = dict(file)
    answer = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # some libraries print while they fit
    with os.fdopen(answer, "w", encoding="utf-8") as file:
        for settings in json.loads(tried):
            lists, seconds = fit(arrays, **(fixed | settings))
            row = {"lists": lists.tolist(), "fit_seconds": round(seconds, 3)}
            file.write(json.dumps(row | {"version": f"{package} {version(package)}"}) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
