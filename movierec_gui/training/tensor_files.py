"""Tensors by name in a safetensors file: nothing in it can run, and a checksum tells whether it is what was written."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor

from movierec_gui.records import DamagedError, parse_json

GENERATOR, EPOCHS = "generator", "epochs"
"""Names in a checkpoint besides weights: the random generator's state, and the number of epochs."""
_CHECKSUM = "checksum"
_LENGTH = 8
"""Bytes that say how long the head of a file is, which is JSON."""
_WEIGHTS = ("model.", "own.")
"""How the names of weights begin in a checkpoint; what a fit keeps beside them may be undefined."""


def encode(tensors: Mapping[str, Tensor], notes: Mapping[str, str]) -> bytes:
    """The file's content."""
    plain = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
    return safetensors.torch.save(plain, {**notes, _CHECKSUM: _checksum(plain, notes)})


def read(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors and notes. Raises FileNotFoundError where there is no file, DamagedError where it is damaged.

    Files of older versions have no checksum.
    """
    if path.is_dir():
        raise DamagedError("a folder is in its place")
    try:
        # Not by ``safe_open``: of every tensor that it gives, two objects stay for good
        # (findings/safetensors-kept-objects.sh).
        content = path.read_bytes()
        tensors = safetensors.torch.load(content)
        notes = _notes(content)
    except FileNotFoundError:
        raise
    except (safetensors.SafetensorError, OSError, ValueError, RuntimeError) as error:
        raise DamagedError(str(error)) from error
    checksum = notes.pop(_CHECKSUM, None)
    if checksum is not None and checksum != _checksum(tensors, notes):
        raise DamagedError("its checksum does not fit")
    return tensors, notes


def _notes(content: bytes) -> dict[str, str]:
    """What stands beside the tensors in the head of a file that is whole."""
    length = int.from_bytes(content[:_LENGTH], "little")
    notes = parse_json(content[_LENGTH : _LENGTH + length].decode()).get("__metadata__") or {}
    return {str(name): str(note) for name, note in notes.items()}


def check(tensors: Mapping[str, Tensor], notes: Mapping[str, str], *, is_checkpoint: bool) -> None:
    """Raise DamagedError where weights are not numbers, or a checkpoint lacks what a training needs to go on."""
    for name, tensor in tensors.items():
        if is_checkpoint and (notes.get(EPOCHS) == "0" or not name.startswith(_WEIGHTS)):
            continue
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise DamagedError(f"{name} holds values that are not numbers")
    if not is_checkpoint:
        return
    generator = tensors.get(GENERATOR)
    if generator is None or generator.dtype != torch.uint8 or generator.dim() != 1:
        raise DamagedError("it has no state of the random generator")
    if not notes.get(EPOCHS, "").isdecimal():
        raise DamagedError("it does not say how many epochs it has seen")


def check_fit(tensors: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> None:
    """Raise DamagedError where tensors have other names, shapes or types than a network's own."""
    if missing := sorted(expected.keys() - tensors.keys()):
        raise DamagedError(f"{missing[0]} is missing")
    if strange := sorted(tensors.keys() - expected.keys()):
        raise DamagedError(f"the network has no {strange[0]}")
    for name, own in expected.items():
        found = tensors[name]
        if found.shape != own.shape or found.dtype != own.dtype:
            raise DamagedError(f"{name} is {_described(found)} instead of {_described(own)}")


def _described(tensor: Tensor) -> str:
    return f"{str(tensor.dtype).removeprefix('torch.')} {list(tensor.shape)}"


def _checksum(tensors: Mapping[str, Tensor], notes: Mapping[str, str]) -> str:
    """CRC-32 over names, types, shapes, notes and the bytes of every tensor (4 GB/s)."""
    heads = [(name, _described(tensors[name])) for name in sorted(tensors)]
    value = zlib.crc32(repr((heads, sorted(notes.items()))).encode())
    for name in sorted(tensors):
        flat = tensors[name].reshape(-1)
        flat = flat.as_strided(flat.shape, (1,))  # a single value may come with a stride of 0, which no view takes
        value = zlib.crc32(flat.view(torch.uint8).numpy().data, value)
    return f"{value:08x}"
