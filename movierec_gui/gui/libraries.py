"""Imports what takes long behind the open window, so that it never waits for an import later."""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.util
import os
import sys
import threading
from collections.abc import Generator
from pathlib import Path

from movierec_gui.garbage import no_collection
from movierec_gui.progress import Progress

LIBRARIES = (
    "numpy",
    "pandas",
    "matplotlib.backends.backend_agg",
    "torch",
    "movierec_gui.figures",
    "movierec_gui.training.runs",
)
"""In the order in which they are needed; together they take some seconds. The last import all that a tab calls."""
_TORCH = {"linux": "libtorch_python.so", "darwin": "libtorch_python.dylib"}
"""Libraries that torch's extension module needs; on Windows torch itself loads it as ``_load_torch`` does elsewhere."""
_ALONE = threading.RLock()


def load_libraries() -> Generator[Progress, None, None]:
    """Import everything that is slow to import, and report after each library. Jobs may do so side by side."""
    # A library is some hundred thousand objects that stay to the end, and to look through them for garbage holds the
    # window up: not while they are made, and never after.
    with no_collection():
        for number, name in enumerate(LIBRARIES):
            yield Progress("Loading libraries", number, len(LIBRARIES))
            fresh = name not in sys.modules
            if fresh and name == "torch":
                _load_torch()
            import_alone(name)
            if fresh:
                gc.freeze()


def import_alone(name: str) -> None:
    """Import a slow module while no other job does so.

    Two threads that import libraries which need each other, in different orders, can see them half made.
    """
    with _ALONE:
        importlib.import_module(name)


def _load_torch() -> None:
    """Let the system load torch's shared libraries while the window goes on.

    ``import`` would do it, in one go of a tenth of a second to a second, and keep the interpreter for itself meanwhile.
    A foreign function is called without it. Where it fails, the import that follows tells why.
    """
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None or sys.platform not in _TORCH:
        return
    path = Path(spec.origin).parent / "lib" / _TORCH[sys.platform]
    ctypes.CDLL(None).dlopen(os.fsencode(path), os.RTLD_NOW)
