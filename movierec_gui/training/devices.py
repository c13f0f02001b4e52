"""Where the computation runs."""

from __future__ import annotations

import os

import torch

from movierec_gui.errors import UserError


def choose_device(name: str) -> torch.device:
    """The device of that name; ``auto`` takes CUDA, then Apple's MPS, then the processor.

    Raises UserError where the named device is not present.
    """
    present = available_devices()
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


def use_threads(count: int) -> None:
    """Let torch use that many processor threads; 0 means all cores but one, which is left to the interface."""
    torch.set_num_threads(count or max(1, (os.cpu_count() or 2) - 1))
