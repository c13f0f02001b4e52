"""Imports the heavy libraries behind the open window, so that no tab has to wait for one later."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Generator

from movierec_gui.progress import Progress

LIBRARIES = ("numpy", "pandas", "matplotlib.backends.backend_agg", "torch", "sklearn.manifold")
"""In the order in which they are needed; together they take some seconds."""


def load_libraries() -> Generator[Progress, None, None]:
    """Import everything that is slow to import, and report after each library."""
    known = set(sys.modules)
    for number, name in enumerate(LIBRARIES):
        yield Progress("Loading libraries", number, len(LIBRARIES))
        importlib.import_module(name)
    if not known.issuperset(LIBRARIES):
        # Some hundred thousand objects that stay to the end; looking through them for garbage holds the window up.
        gc.freeze()
