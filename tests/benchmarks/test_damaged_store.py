"""A damaged file is left out and named, and hides nothing else; the long form is the benchmark itself."""

from __future__ import annotations

import importlib.util
import logging
import sys
from pathlib import Path

import pytest

_SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "reliability" / "damaged_store.py"


@pytest.mark.slow
def test_every_stored_file_survives_every_damage(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("damaged_store", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "damaged_store", script)  # its dataclasses look themselves up by name
    spec.loader.exec_module(script)
    logger = logging.getLogger("movierec_gui")
    level = logger.level
    try:
        results = script.try_all(tries=3, seed=11)
    finally:
        logger.setLevel(level)  # by this function: the loggers below remember what they may say until it is called
    assert len(results) > 50
    faults = {case: counts for case, counts in results.items() if set(counts) - {script.NAMED, script.HARMLESS}}
    assert faults == {}
