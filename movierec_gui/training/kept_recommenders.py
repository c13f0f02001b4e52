"""Recommenders that have learned from all ratings of a dataset, kept so that the next list need not wait for a fit."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Generator
from pathlib import Path

import numpy as np
import torch

from movierec_gui import __version__
from movierec_gui.atomic_files import make_own_folder, replacing
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import ARTICLE_SPLIT, Split
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.recommenders.base import Recommender, RecommenderConfig, RecommenderKind
from movierec_gui.recommenders.for_you import ForYou
from movierec_gui.recommenders.rated import ChanceOfLiking
from movierec_gui.records import DamagedError
from movierec_gui.settings import to_mapping
from movierec_gui.training import tensor_files
from movierec_gui.training.list_tests import NO_ROWS
from movierec_gui.training.starter import STARTER, starter_for, starter_store
from movierec_gui.training.trained import open_run

SEED = 0
MOST_KEPT = 8
"""Files in the folder at most; the ones used longest ago go first."""
_FORMAT = "2"
"""Part of every name: raise it when a recommender learns something else from the same ratings, or is kept otherwise."""
_LOG = logging.getLogger(__name__)


def all_ratings(dataset: Dataset) -> TrainingData:
    """The whole dataset to learn from, with nothing held out: for lists that are to be used, not judged."""
    return training_data(dataset, Split(ARTICLE_SPLIT, np.arange(len(dataset.ratings)), NO_ROWS, NO_ROWS))


def fitted(
    kind: RecommenderKind, config: RecommenderConfig, dataset: Dataset, folder: Path | None
) -> Generator[Progress, None, Recommender]:
    """A recommender that has learned from all ratings: read from the folder if it was kept there, otherwise fitted.

    A file that cannot be read or written is passed over; the fit then takes its time. For you takes the rating model
    that comes with the program where that is of this dataset, and so has learned in less than a second.
    """
    data = all_ratings(dataset)
    made = kind.build(config, data, torch.Generator().manual_seed(SEED))
    if isinstance(made, ForYou) and made.wants_house and starter_for(dataset) is not None:
        made.use(ChanceOfLiking(open_run(starter_store(), STARTER, dataset).model, data))
        yield from made.fit(data)
        return made
    file = folder / f"{kind.name}-{_key(kind, config, dataset)}.safetensors" if folder else None
    if file is not None and _read(made, file):
        return made
    yield from made.fit(data)
    if file is not None:
        _keep(made, file)
    return made


def _key(kind: RecommenderKind, config: RecommenderConfig, dataset: Dataset) -> str:
    told = [_FORMAT, __version__, torch.__version__, kind.name, to_mapping(config), dataset.content_hash, SEED]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _read(made: Recommender, file: Path) -> bool:
    """Whether what the file holds could be taken over."""
    if not file.exists():
        return False
    try:
        tensors, notes = tensor_files.read(file)
        tensor_files.check(tensors, notes, is_checkpoint=False)
        made.load_state(tensors)
        file.touch()
    except (OSError, UserError, DamagedError) as error:
        _LOG.warning("The kept recommender %s is not used: %s", file.name, error)
        return False
    return True


def _keep(made: Recommender, file: Path) -> None:
    try:
        make_own_folder(file.parent)
        with replacing(file) as partial:
            partial.write_bytes(tensor_files.encode(made.state(), {}))
        oldest_first = sorted(file.parent.glob("*.safetensors"), key=lambda one: one.stat().st_mtime)
        for old in oldest_first[:-MOST_KEPT]:
            old.unlink()
    except (OSError, UserError) as error:
        _LOG.warning("The recommender is not kept: %s", error)
