"""Which tests enter which functions? A plugin of pytest that writes it down, for ``mutants.py``.

    MOVIEREC_REACH=reach.json PYTHONPATH=benchmarks python -m pytest -p reach

The file holds the seconds of every test, and for every module the tests that enter its functions, by the functions'
names in the module: ``Class.method``, or ``function``, which stands for those inside it too. A fixture that many tests
share is run by the first one only, and counts for all of them. What other processes run is not seen.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Recorder:
    """Notes the functions below ``folder`` that are entered, in the main thread and in others."""

    def __init__(self, folder: Path, file: Path) -> None:
        self._prefix = f"{folder}{os.sep}"
        self._file = file
        self._now: set[CodeType] = set()
        self._of_fixtures: dict[str, set[CodeType]] = {}
        self._tests: list[str] = []
        self._seconds: list[float] = []
        self._reached: dict[CodeType, set[int]] = defaultdict(set)

    def trace(self, frame: FrameType, event: str, argument: object) -> None:
        """Notes a call; the lines of the function go untraced."""
        if frame.f_code.co_filename.startswith(self._prefix):
            self._now.add(frame.f_code)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Traces one test with its fixtures."""
        _trace_qt_threads(self.trace)
        self._now = set()
        started = time.monotonic()
        threading.settrace(self.trace)
        sys.settrace(self.trace)
        result = yield
        sys.settrace(None)
        threading.settrace(None)
        shared = (self._of_fixtures.get(name, set()) for name in getattr(item, "fixturenames", ()))
        for code in self._now.union(*shared):
            self._reached[code].add(len(self._tests))
        self._tests.append(item.nodeid)
        self._seconds.append(round(time.monotonic() - started, 2))
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Notes apart what a fixture of many tests enters."""
        before = self._now
        self._now = set()
        result = yield
        if fixturedef.scope != "function":
            self._of_fixtures[fixturedef.argname] = self._now
        self._now |= before
        return result

    def pytest_sessionfinish(self) -> None:
        """Writes the file."""
        modules: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for code, tests in self._reached.items():
            if not code.co_flags & inspect.CO_OPTIMIZED:
                continue  # the body of a module or class, which runs once in a session
            module = Path(code.co_filename).relative_to(Path(self._prefix).parent).as_posix()
            modules[module][code.co_qualname.partition(".<locals>")[0]] |= tests
        found = {
            module: {name: sorted(tests) for name, tests in names.items()} for module, names in sorted(modules.items())
        }
        self._file.write_text(json.dumps({"tests": self._tests, "seconds": self._seconds, "modules": found}))


def _trace_qt_threads(trace: Callable[[FrameType, str, object], None]) -> None:
    """Qt starts its threads without Python's hook: those of the package trace themselves."""
    if "PySide6.QtCore" not in sys.modules:
        return
    for kind in sys.modules["PySide6.QtCore"].QThread.__subclasses__():
        if kind.__module__.startswith("movierec_gui") and not hasattr(kind.run, "traced"):
            kind.run = _traced(kind.run, trace)


def _traced(run: Callable[[Any], None], trace: Callable[[FrameType, str, object], None]) -> Callable[[Any], None]:
    def traced(thread: Any) -> None:
        sys.settrace(trace)
        run(thread)

    traced.traced = True  # type: ignore[attr-defined]
    return traced


def pytest_configure(config: pytest.Config) -> None:
    """Records what the variable asks for."""
    if file := os.environ.get("MOVIEREC_REACH"):
        config.pluginmanager.register(Recorder(ROOT / "movierec_gui", Path(file)))
