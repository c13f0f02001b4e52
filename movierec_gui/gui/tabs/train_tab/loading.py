"""Imports the networks behind the open window."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from movierec_gui.gui.libraries import load_libraries
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.models.base import Architecture


IMPORTED = "Offering the networks"
"""The stage in which everything is imported."""


def load_architectures() -> Generator[Progress, None, tuple[Architecture, ...]]:
    """The registry, with everything imported that the Train tab will call in the window's own thread."""
    yield from load_libraries()
    yield Progress("Loading the networks")
    import movierec_gui.figures
    import movierec_gui.training.estimate
    import movierec_gui.training.list_estimate
    import movierec_gui.training.list_trainer
    import movierec_gui.training.lr_finder
    import movierec_gui.training.trainer  # noqa: F401
    from movierec_gui.models import ARCHITECTURES

    yield Progress(IMPORTED)
    return ARCHITECTURES
