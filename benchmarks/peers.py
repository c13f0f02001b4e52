"""Fit one recommender of another library on exported ratings; runs in the peers' own environment.

    python benchmarks/peers.py split.npz "Surprise SVD" '{"n_epochs": 40}'

Reads the arrays that ``peers_accuracy.export`` writes and prints one line of JSON: unclipped predictions of the test
pairs, seconds of the fit (imports and predictions left out), the library's version and the settings. Libraries are
imported where they are used: each run needs one of them. Settings are a library's own defaults or those of its
documentation; where a label says "chosen", they won on the inner split of seed 0 (``peers_accuracy.py --inner``).
The last argument changes some of them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
Seconds = tuple[float, float]
"""By the clock and of the processor: a busy machine stretches only the first."""
Fit = Callable[..., tuple[npt.NDArray[np.floating], Seconds]]
SEED = 0
LENSKIT_DAMPING = 5.0
"""Of the bias model that LensKit falls back to; undamped it costs BiasedMF 0.0044 of MSE on seed 0."""
_SAMPLES = 512
"""Sweeps of myFM's Gibbs sampler, as in its own example for MovieLens."""


def surprise(arrays: Arrays, algorithm: str, **settings: Any) -> tuple[npt.NDArray[np.floating], Seconds]:
    """An algorithm of Surprise by its class name."""
    import surprise as library

    reader = library.Reader(rating_scale=tuple(arrays["scale"].tolist()))
    data = library.Dataset.load_from_df(_frame(arrays), reader).build_full_trainset()
    model = getattr(library, algorithm)(**settings)
    start = _now()
    model.fit(data)
    seconds = _since(start)
    pairs = zip(arrays["test_users"].tolist(), arrays["test_movies"].tolist(), strict=True)
    return np.array([model.predict(user, movie).est for user, movie in pairs]), seconds


def lenskit(arrays: Arrays, scorer: str, **settings: Any) -> tuple[npt.NDArray[np.floating], Seconds]:
    """A scorer of LensKit; where it knows nothing, its bias model with damping, since the library's own has none."""
    import pandas as pd
    from lenskit.als import BiasedMFScorer
    from lenskit.basic import BiasScorer
    from lenskit.batch import predict
    from lenskit.data import ItemListCollection, from_interactions_df
    from lenskit.pipeline import predict_pipeline
    from lenskit.training import TrainingOptions

    chosen = {"BiasedMF": BiasedMFScorer, "Bias": BiasScorer}[scorer](**settings)
    pipeline = predict_pipeline(chosen, fallback=BiasScorer(damping=LENSKIT_DAMPING))
    data = from_interactions_df(_frame(arrays).rename(columns={"user": "user_id", "movie": "item_id"}))
    start = _now()
    pipeline.train(data, TrainingOptions(rng=SEED))
    seconds = _since(start)
    test = pd.DataFrame({"user_id": arrays["test_users"], "item_id": arrays["test_movies"]})
    lists = ItemListCollection.from_df(test, ["user_id"])
    scores = predict(pipeline, lists, n_jobs=1).to_df().set_index(["user_id", "item_id"])["score"]
    return scores.loc[pd.MultiIndex.from_frame(test)].to_numpy(np.float64), seconds


def fastai(
    arrays: Arrays, epochs: int, rate: float, decay: float, **settings: Any
) -> tuple[npt.NDArray[np.floating], Seconds]:
    """fastai's collaborative learner, on every training rating, one cycle."""
    import torch
    from fastai.collab import Categorify, TabularCollab, TransformBlock, collab_learner
    from fastai.torch_core import set_seed

    torch.set_num_threads(1)
    set_seed(SEED, reproducible=True)
    frame = _frame(arrays)
    # The library wants a validation part; one training rating, so that none is lost and none is looked at.
    parts = [list(range(len(frame))), [0]]
    data = TabularCollab(
        frame, [Categorify], ["user", "movie"], y_names=["rating"], y_block=TransformBlock(), splits=parts
    )
    loaders = data.dataloaders(path=".", num_workers=0)
    learner = collab_learner(loaders, y_range=tuple(float(end) for end in arrays["scale"] + [-0.5, 0.5]), **settings)
    start = _now()
    with learner.no_bar(), learner.no_logging():
        learner.fit_one_cycle(epochs, rate, wd=decay)
    seconds = _since(start)
    pairs = loaders.test_dl(_frame(arrays, "test_")[["user", "movie"]])
    with learner.no_bar(), learner.no_logging():
        predicted, _ = learner.get_preds(dl=pairs)
    return predicted.numpy().reshape(-1).astype(np.float64), seconds


def myfm(
    arrays: Arrays, rank: int, history: bool, words: bool, ordinal: bool
) -> tuple[npt.NDArray[np.floating], Seconds]:
    """A Bayesian factorisation machine on identities, both histories, genres and years, as asked.

    The histories are the library's own features for SVD++ and its mirror image: the movies that a user rated and the
    users that rated a movie, each divided by the root of their number, of training ratings only.
    """
    import warnings

    warnings.filterwarnings("ignore", message="pkg_resources")
    import scipy.sparse as sp
    from myfm import MyFMOrderedProbit, MyFMRegressor, RelationBlock

    users, movies = int(arrays["n_users"]), int(arrays["n_movies"])
    rated = sp.csr_matrix((np.ones(len(arrays["users"])), (arrays["users"], arrays["movies"])), shape=(users, movies))
    user_groups, movie_groups = [sp.identity(users)], [sp.identity(movies)]
    if history:
        user_groups.append(_per_root(rated))
        movie_groups.append(_per_root(rated.T.tocsr()))
    if words:
        movie_groups += [_per_root(sp.csr_matrix(arrays["genres"].astype(float))), _one_hot(arrays["years"])]
    blocks = [sp.hstack(groups).tocsr() for groups in (user_groups, movie_groups)]
    shapes = [group.shape[1] for group in user_groups + movie_groups]

    def relations(prefix: str = "") -> list[Any]:
        columns = arrays[f"{prefix}users"], arrays[f"{prefix}movies"]
        return [RelationBlock(column.astype(np.int64), block) for column, block in zip(columns, blocks, strict=True)]

    options: dict[str, Any] = {"X_rel": relations(), "n_iter": _SAMPLES, "group_shapes": shapes}
    levels, classes = np.unique(arrays["values"], return_inverse=True)
    start = _now()
    if ordinal:
        model = MyFMOrderedProbit(rank, random_seed=SEED).fit(None, classes, **options)
    else:
        model = MyFMRegressor(rank, random_seed=SEED).fit(None, arrays["values"].astype(float), **options)
    seconds = _since(start)
    if ordinal:
        return model.predict_proba(None, relations("test_"), n_workers=1) @ levels, seconds
    return np.asarray(model.predict(None, relations("test_"), n_workers=1)), seconds


def _now() -> Seconds:
    return time.perf_counter(), time.process_time()


def _since(start: Seconds) -> Seconds:
    now = _now()
    return now[0] - start[0], now[1] - start[1]


def _per_root(rows: Any) -> Any:
    """Each row divided by the root of its number of ones."""
    import scipy.sparse as sp

    return sp.diags(1 / np.sqrt(np.maximum(rows.getnnz(axis=1), 1))) @ rows


def _one_hot(values: npt.NDArray[Any]) -> Any:
    import scipy.sparse as sp

    _, codes = np.unique(values, return_inverse=True)
    return sp.csr_matrix((np.ones(len(codes)), (np.arange(len(codes)), codes)))


def _frame(arrays: Arrays, prefix: str = "") -> Any:
    import pandas as pd

    columns = {"user": arrays[f"{prefix}users"], "movie": arrays[f"{prefix}movies"]}
    return pd.DataFrame(columns if prefix else columns | {"rating": arrays["values"].astype(np.float32)})


_PEARSON = {"name": "pearson_baseline", "user_based": False}
_TUTORIAL = {"epochs": 5, "rate": 5e-3, "decay": 0.1}
"""fastai's own tutorial on MovieLens."""

PEERS: dict[str, tuple[Fit, str, dict[str, Any]]] = {
    "Surprise BaselineOnly": (surprise, "scikit-surprise", {"algorithm": "BaselineOnly", "verbose": False}),
    "Surprise SVD": (surprise, "scikit-surprise", {"algorithm": "SVD", "random_state": SEED}),
    "Surprise SVD, chosen": (
        surprise,
        "scikit-surprise",
        {"algorithm": "SVD", "random_state": SEED, "n_epochs": 150, "reg_all": 0.1, "n_factors": 100},
    ),
    "Surprise KNNBaseline, movies": (
        surprise,
        "scikit-surprise",
        {"algorithm": "KNNBaseline", "sim_options": _PEARSON, "verbose": False},
    ),
    "Surprise SVD++": (surprise, "scikit-surprise", {"algorithm": "SVDpp", "random_state": SEED}),
    "LensKit Bias": (lenskit, "lenskit", {"scorer": "Bias", "damping": 5.0}),
    "LensKit BiasedMF": (lenskit, "lenskit", {"scorer": "BiasedMF"}),
    "fastai dot and bias": (fastai, "fastai", {"n_factors": 50, **_TUTORIAL}),
    "fastai network": (fastai, "fastai", {"use_nn": True, "layers": [100, 50], **_TUTORIAL}),
    "myFM, identities": (myfm, "myfm", {"rank": 10, "history": False, "words": False, "ordinal": False}),
    "myFM, histories": (myfm, "myfm", {"rank": 10, "history": True, "words": False, "ordinal": False}),
    "myFM, histories, genres, years": (myfm, "myfm", {"rank": 10, "history": True, "words": True, "ordinal": False}),
    "myFM ordinal, histories, genres, years": (
        myfm,
        "myfm",
        {"rank": 10, "history": True, "words": True, "ordinal": True},
    ),
}


def main() -> None:
    """Fit the peer and print what came out."""
    path, label, changes = sys.argv[1:]
    fit, package, settings = PEERS[label]
    settings = settings | json.loads(changes)
    with np.load(path) as file:
        arrays = dict(file)
    answer = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # some libraries print while they fit
    predicted, seconds = fit(arrays, **settings)
    row = {
        "predictions": predicted.tolist(),
        "fit_seconds": round(seconds[0], 3),
        "fit_processor_seconds": round(seconds[1], 3),
        "version": f"{package} {version(package)}",
        "settings": settings,
    }
    with os.fdopen(answer, "w", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
