"""Where the computation runs."""

from __future__ import annotations

import os

import torch

from movierec_gui.errors import UserError
from movierec_gui.training.distributed import ALONE, Workers


def choose_device(name: str, workers: Workers = ALONE) -> torch.device:
    """The device of that name; ``auto`` takes CUDA, then Apple's MPS, then the processor.

    Each of several processes gets a CUDA device of its own; Apple's MPS cannot be shared. Raises UserError where the
    named device is not present.
    """
    present = available_devices()
    if workers.several:
        return _shared_device(name, present, workers)
    if name == "auto":
        return torch.device(present[-1])
    if name not in present:
        raise UserError(
            f"The device {name!r} is not available here", f"Available: {', '.join(present)}", "Choose auto or cpu"
        )
    return torch.device(name)


def available_devices() -> tuple[str, ...]:
    """Names of the devices that work here, the fastest last."""
    present = ["cpu"]
    if torch.backends.mps.is_available():
        present.append("mps")
    if torch.cuda.is_available():
        present.append("cuda")
    return tuple(present)


def _shared_device(name: str, present: tuple[str, ...], workers: Workers) -> torch.device:
    usable = tuple(device for device in present if device != "mps")
    chosen = usable[-1] if name == "auto" else name
    if chosen not in usable:
        raise UserError(
            f"Several processes cannot train on the device {name!r} here",
            f"Available: {', '.join(usable)}",
            "Choose auto or cpu, or train in one process",
        )
    if chosen == "cpu":
        return torch.device("cpu")
    if workers.local_rank >= torch.cuda.device_count():
        raise UserError(
            f"There are {workers.local_size} processes for {torch.cuda.device_count()} CUDA devices on a machine",
            "Each process needs its own",
            "Start fewer processes (torchrun --nproc-per-node), or choose the device cpu",
        )
    return torch.device("cuda", workers.local_rank)


def use_threads(count: int, processes: int = 1) -> None:
    """Let torch use that many processor threads; 0 means all cores but one, which is left to the interface.

    Processes that train together on this machine divide the cores among them.
    """
    torch.set_num_threads(count or max(1, ((os.cpu_count() or 2) - 1) // processes))
