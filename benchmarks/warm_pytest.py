"""Runs pytest in copies of the tree, without the seconds that importing the libraries takes; for ``mutants.py``.

A process imports what is slow and nothing of the package, and each run is a child that it forks.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

LIBRARIES = (
    "_hypothesis_pytestplugin",
    "hypothesis",
    "matplotlib.pyplot",
    "msgspec",
    "pandas",
    "pytest",
    "pytest_timeout",
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
    "PySide6.QtTest",
    "PySide6.QtWidgets",
    "pytestqt.plugin",
    "safetensors.torch",
    "scipy.optimize",
    "sklearn.cluster",
    "sklearn.decomposition",
    "sklearn.manifold",
    "torch",
)
_PIECE = 65_536


class WarmPytest:
    """pytest in one tree, one run at a time."""

    def __init__(self, tree: Path, libraries: Sequence[str] = LIBRARIES) -> None:
        self.tree = tree
        variables = {"PYTHONPATH": str(tree), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
        self._process = subprocess.Popen(
            [sys.executable, __file__, *libraries],
            cwd=tree,
            env=os.environ | variables | {"MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def failing(self, tests: Sequence[str], timeout: float) -> str | None:
        """Returns the first test that fails, as pytest takes it, ``time`` where the time was up, or None."""
        print(json.dumps({"tests": list(tests), "timeout": timeout}), file=self._process.stdin, flush=True)
        status, output = json.loads(cast("IO[str]", self._process.stdout).readline())
        if status in (0, "time"):
            return None if status == 0 else "time"
        named = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output, re.MULTILINE)
        return named.group(1) if named else f"exit status {status}"

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def _serve(libraries: Sequence[str]) -> None:
    """Reads one run a line, and answers with its status and what it printed."""
    for name in libraries:
        importlib.import_module(name)
    gc.freeze()  # no child looks through the libraries for garbage
    for line in sys.stdin:
        print(json.dumps(_run(**json.loads(line))), flush=True)


def _run(tests: list[str], timeout: float) -> tuple[int | str, str]:
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        _test(tests, there)
    os.close(there)
    ends, output = time.monotonic() + timeout, b""
    with os.fdopen(here, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], max(0.0, ends - time.monotonic()))[0]:
            piece = pipe.read(_PIECE)
            if not piece:
                _, status = os.waitpid(child, 0)
                return os.waitstatus_to_exitcode(status), output.decode(errors="replace")
            output += piece
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "time", ""


def _test(tests: list[str], output: int) -> None:
    """The child: a session of its own, so that what the tests start ends with them."""
    import pytest

    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    status: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        options = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        status = int(pytest.main([*options, *tests]))
    finally:
        sys.stdout.flush()
        os._exit(status)


if __name__ == "__main__":
    sys.path[0] = os.getcwd()  # noqa: PTH109 - in place of this script's folder
    _serve(sys.argv[1:])
