"""Imports the heavy libraries behind the open window, so that no tab has to wait for one later."""

from __future__ import annotations

import importlib
from collections.abc import Generator

from movierec_gui.progress import Progress

LIBRARIES = ("numpy", "pandas", "matplotlib.backends.backend_qtagg", "torch", "sklearn.manifold")
"""In the order in which they are needed; together they take some seconds."""


def load_libraries() -> Generator[Progress, None, None]:
    """Import everything that is slow to import, and report after each library."""
    for number, name in enumerate(LIBRARIES):
        yield Progress("Loading libraries", number, len(LIBRARIES))
        importlib.import_module(name)
