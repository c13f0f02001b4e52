"""Memory that the process keeps between steps that free and take the same amounts again."""

from __future__ import annotations

import torch

LARGEST = 31 * 2**20
"""Bytes of a block that glibc learns from; of blocks over 32 MiB it learns nothing."""


def keep_freed_memory() -> None:
    """Let the process keep what it frees, up to twice ``LARGEST``, instead of giving it back after every step.

    On Linux memory that was given back comes again page by page, each filled with zeros first: a tenth of the time of a
    step on arrays of a megabyte. glibc keeps as much as the largest block that was ever freed: this one, which is
    never written to. Elsewhere nothing changes.
    """
    torch.empty(LARGEST, dtype=torch.uint8)
