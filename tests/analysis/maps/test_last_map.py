from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from movierec_gui.analysis.maps.config import MapConfig
from movierec_gui.analysis.maps.last_map import keep_map, last_map_file, read_map
from movierec_gui.analysis.projections import raw_map
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training.tensor_files import encode, read


@pytest.fixture(scope="module")
def tiny_map(tiny_dataset):
    return finish(raw_map(tiny_dataset, MapConfig(method="pca", components=3)))


def test_a_map_is_read_back_as_it_was(tmp_path, tiny_map, tiny_dataset):
    path = tmp_path / "new" / "map"
    keep_map(tiny_map, path)
    found = read_map(path, tiny_dataset)
    for name in ("movies", "space", "coordinates"):
        assert np.array_equal(getattr(found, name), getattr(tiny_map, name))
    for name in ("config", "title", "dataset_hash", "explained", "complete", "iteration", "kl", "description"):
        assert getattr(found, name) == getattr(tiny_map, name)
    assert finish(found.rows()).n == finish(tiny_map.rows()).n


def test_what_a_run_learned_comes_back_without_its_rows(tmp_path, tiny_map, tiny_dataset):
    keep_map(replace(tiny_map, config=replace(tiny_map.config, source="embedding"), kl=1.5), tmp_path / "map")
    found = read_map(tmp_path / "map", tiny_dataset)
    assert found.rows is None
    assert found.kl == 1.5


def test_there_is_none_of_other_data_or_at_first(tmp_path, tiny_map, tiny_dataset):
    assert read_map(tmp_path / "map", tiny_dataset) is None
    keep_map(replace(tiny_map, dataset_hash="another"), tmp_path / "map")
    assert read_map(tmp_path / "map", tiny_dataset) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda tensors: tensors.pop("space"),
        lambda tensors: tensors.update(movies=tensors["movies"].flip(0)),
        lambda tensors: tensors.update(movies=tensors["movies"] + 7),
        lambda tensors: tensors.update(coordinates=tensors["coordinates"][1:]),
        lambda tensors: tensors.update(coordinates=tensors["coordinates"] * torch.nan),
        lambda tensors: tensors.update(coordinates=tensors["coordinates"].double()),
    ],
)
def test_what_cannot_be_a_map_of_the_data_is_refused(tmp_path, tiny_map, tiny_dataset, damage):
    path = tmp_path / "map"
    keep_map(tiny_map, path)
    tensors, notes = read(path)
    damage(tensors)
    path.write_bytes(encode(tensors, notes))
    with pytest.raises(UserError, match="damaged"):
        read_map(path, tiny_dataset)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff" * 5000])
def test_a_damaged_file_is_named(tmp_path, tiny_dataset, content):
    (tmp_path / "map").write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        read_map(tmp_path / "map", tiny_dataset)


def test_notes_of_another_kind_are_refused(tmp_path, tiny_map, tiny_dataset):
    path = tmp_path / "map"
    keep_map(tiny_map, path)
    tensors, notes = read(path)
    for wrong in (notes["map"].replace('"perplexity"', '"perplexities"'), notes["map"].replace("true", '"yes"'), "[]"):
        path.write_bytes(encode(tensors, {"map": wrong}))
        with pytest.raises(UserError, match="damaged"):
            read_map(path, tiny_dataset)


def test_it_lies_in_the_home():
    assert last_map_file().suffix == ".safetensors"
