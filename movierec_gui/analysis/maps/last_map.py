"""The last map on the disk, for the next start to show at once: a sealed safetensors file in the program's home."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import msgspec
import numpy as np
import torch

from movierec_gui import records
from movierec_gui.analysis.maps.columns import one_hot_columns
from movierec_gui.analysis.maps.config import RATINGS, MapConfig
from movierec_gui.analysis.projections import MovieMap
from movierec_gui.atomic_files import make_own_folder, write_atomically
from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.records import Amount, Count, DamagedError
from movierec_gui.resource_paths import data_home
from movierec_gui.settings import from_mapping
from movierec_gui.training.tensor_files import encode, read

FILE = "last-map.safetensors"
_SHAPES = {"movies": (torch.int64, 1), "space": (torch.float32, 2), "coordinates": (torch.float32, 2)}
_NOTES = "map"


class _Notes(msgspec.Struct):
    config: dict[str, Any]
    title: str
    dataset_hash: str
    explained: Annotated[float, msgspec.Meta(ge=0, le=1.001)]
    complete: bool
    iteration: Count
    kl: Amount | None
    remark: str = ""


def last_map_file() -> Path:
    """Where the last map lies in the program's home."""
    return data_home() / FILE


def keep_map(movie_map: MovieMap, path: Path) -> None:
    """Write a map in the place of the last one. Raises UserError where it cannot be written."""
    tensors = {
        "movies": torch.from_numpy(movie_map.movies.astype(np.int64)),
        "space": torch.from_numpy(movie_map.space.astype(np.float32)),
        "coordinates": torch.from_numpy(movie_map.coordinates.astype(np.float32)),
    }
    notes = {
        "config": asdict(movie_map.config),
        "title": movie_map.title,
        "dataset_hash": movie_map.dataset_hash,
        "explained": movie_map.explained,
        "complete": movie_map.complete,
        "iteration": movie_map.iteration,
        "kl": movie_map.kl,
        "remark": movie_map.remark,
    }
    make_own_folder(path.parent)
    write_atomically(path, encode(tensors, {_NOTES: json.dumps(notes)}))


def read_map(path: Path, dataset: Dataset) -> MovieMap | None:
    """The map that was kept of this dataset; None where none is, or it is of other data.

    A map of the ratings has its rows again; what a run learned would need the run. Raises UserError where the file is
    damaged.
    """
    try:
        tensors, texts = read(path)
        notes = records.decode(_Notes, texts.get(_NOTES, "").encode())
        if notes.dataset_hash != dataset.content_hash:
            return None
        _check(tensors, dataset)
        config = from_mapping(MapConfig, notes.config)
    except FileNotFoundError:
        return None
    except (DamagedError, UserError) as error:
        raise UserError(
            "The last map is damaged and left out", f"{path.name}: {error}", "Lay the movies out"
        ) from error
    movies, space, coordinates = (tensors[name].numpy() for name in _SHAPES)
    found = MovieMap(
        config, notes.title, notes.dataset_hash, movies, space, notes.explained, coordinates, notes.complete,
        iteration=notes.iteration, kl=notes.kl, remark=notes.remark,
    )  # fmt: skip
    return replace(found, rows=partial(one_hot_columns, dataset, movies)) if config.source == RATINGS else found


def _check(tensors: dict[str, torch.Tensor], dataset: Dataset) -> None:
    """Raise DamagedError where the numbers cannot be a map of the dataset."""
    for name, (dtype, dimensions) in _SHAPES.items():
        tensor = tensors.get(name)
        if tensor is None or tensor.dtype != dtype or tensor.dim() != dimensions:
            raise DamagedError(f"it has no {name} as a map has")
        if not bool(torch.isfinite(tensor).all()):
            raise DamagedError(f"{name} holds values that are not numbers")
    movies = tensors["movies"]
    if any(len(tensors[name]) != len(movies) for name in _SHAPES) or tensors["coordinates"].shape[1] != 2:
        raise DamagedError("its parts do not fit each other")
    ascending = bool((movies[1:] > movies[:-1]).all())
    if not len(movies) or not ascending or int(movies[0]) < 0 or int(movies[-1]) >= dataset.n_movies:
        raise DamagedError("its movies are not those of the data")
