"""Weights and checkpoints on the disk."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from movierec_gui.records import DamagedError
from movierec_gui.training.tensor_files import check, check_fit, encode, read

TENSORS = {
    "model.a": torch.arange(6.0).reshape(2, 3), "model.flags": torch.tensor([True, False]),
    "model.empty": torch.zeros(0, 4), "optimiser.step": torch.tensor(3), "generator": torch.Generator().get_state(),
    "model.half": torch.ones(3, dtype=torch.bfloat16),
}  # fmt: skip
NOTES = {"epochs": "2"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "checkpoint.safetensors"
    path.write_bytes(encode(TENSORS, NOTES))
    return path


def test_tensors_and_notes_come_back(path: Path) -> None:
    tensors, notes = read(path)
    assert notes == NOTES
    assert tensors.keys() == TENSORS.keys()
    assert all(torch.equal(tensors[name], TENSORS[name]) for name in TENSORS)
    check(tensors, notes, is_checkpoint=True)


def test_files_that_are_read_again_and_again_leave_nothing_behind(path: Path) -> None:
    def blocks_after(times: int) -> int:
        for _ in range(times):
            read(path)
        gc.collect()
        return sys.getallocatedblocks()

    before = blocks_after(20)
    assert blocks_after(200) - before < 200 * len(TENSORS) / 4


def test_one_flipped_bit_is_found_wherever_it_is(path: Path) -> None:
    content = path.read_bytes()
    rng = np.random.default_rng(0)
    for bit in rng.integers(8 * len(content), size=400).tolist():
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        try:
            tensors, notes = read(path)
        except DamagedError:
            continue
        # The bit was white space, or made the checksum's own name unknown.
        assert all(torch.equal(tensors[name], TENSORS[name]) for name in TENSORS)
        assert notes.items() >= NOTES.items()


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\xff" * 64])
def test_what_is_no_such_file_is_refused(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    with pytest.raises(DamagedError):
        read(path)


def test_a_cut_file_and_a_folder_are_refused_and_a_missing_one_is_told_apart(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    for size in (7, 100, len(content) - 1):
        path.write_bytes(content[:size])
        with pytest.raises(DamagedError):
            read(path)
    with pytest.raises(DamagedError, match="a folder is in its place"):
        read(tmp_path)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "missing")


def test_an_older_version_s_file_has_no_checksum_and_opens(path: Path) -> None:
    path.write_bytes(safetensors.torch.save(TENSORS, NOTES))
    assert read(path)[1] == NOTES


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_weights_that_are_no_numbers_are_refused(value: float) -> None:
    bad = torch.tensor([1.0, value])
    with pytest.raises(DamagedError, match="values that are not numbers"):
        check({"a": bad}, {}, is_checkpoint=False)
    with pytest.raises(DamagedError, match="values that are not numbers"):
        check({**TENSORS, "model.b": bad}, NOTES, is_checkpoint=True)
    check({**TENSORS, "optimiser.b": bad}, NOTES, is_checkpoint=True)  # may be undefined before the first step
    check({**TENSORS, "model.b": bad}, {"epochs": "0"}, is_checkpoint=True)  # inside the first epoch


@pytest.mark.parametrize(
    ("tensors", "notes", "message"),
    [
        ({}, NOTES, "random generator"),
        ({"generator": torch.zeros(3)}, NOTES, "random generator"),
        ({"generator": torch.zeros(3, 2, dtype=torch.uint8)}, NOTES, "random generator"),
        (TENSORS, {}, "how many epochs"),
        (TENSORS, {"epochs": "-1"}, "how many epochs"),
        (TENSORS, {"epochs": "two"}, "how many epochs"),
    ],
)
def test_a_checkpoint_that_could_not_go_on_is_refused(
    tensors: dict[str, torch.Tensor], notes: dict[str, str], message: str
) -> None:
    with pytest.raises(DamagedError, match=message):
        check(tensors, notes, is_checkpoint=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model.a": torch.zeros(3, 2)}, r"model.a is float32 \[3, 2\] instead of float32 \[2, 3\]"),
        ({"model.a": torch.zeros(2, 3, dtype=torch.float64)}, "model.a is float64"),
        ({"more": torch.zeros(1)}, "the network has no more"),
    ],
)
def test_tensors_of_another_network_are_refused(changes: dict[str, torch.Tensor], message: str) -> None:
    check_fit(TENSORS, TENSORS)
    with pytest.raises(DamagedError, match=message):
        check_fit({**TENSORS, **changes}, TENSORS)
    with pytest.raises(DamagedError, match=r"model\.a is missing"):
        check_fit({name: tensor for name, tensor in TENSORS.items() if name != "model.a"}, TENSORS)
