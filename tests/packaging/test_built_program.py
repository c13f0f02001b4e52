"""The built program trains through its window as the environment does.

Left out unless ``MOVIEREC_BUILT`` names the program, such as dist/movierec/movierec-gui. Needs Linux, Xvfb and xdotool;
packaging/linux/check.sh runs it on the package.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from movierec_gui.gui.session import Session
from movierec_gui.models import architecture
from movierec_gui.progress import finish
from movierec_gui.settings import to_mapping
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.runs import FINISHED, RunRecord, RunStore
from movierec_gui.training.trainer import train

BUILT = os.environ.get("MOVIEREC_BUILT", "")
SETTINGS = {"epochs": 2, "batch_size": 256, "threads": 1, "device": "cpu"}
PATIENCE_MS = 300_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not BUILT, reason="MOVIEREC_BUILT names no built program"),
]


def spec() -> RunSpec:
    chosen = preset_spec("dense")
    return replace(chosen, training=replace(chosen.training, **SETTINGS))


def left_by_a_session(home: Path) -> None:
    """What the window leaves behind when it is closed with this form on its Train tab."""
    home.mkdir()
    session = Session(home / "session.ini")
    wanted = spec()
    session.set_tab("Train")
    session.set_form(
        "Train",
        {
            "architecture": wanted.architecture,
            "preset": architecture(wanted.architecture).presets[0].name,
            "model": to_mapping(wanted.model),
            "training": to_mapping(wanted.training),
        },
    )
    session.save()


def trained(qtbot: QtBot, store: RunStore, press: Callable[[str], None]) -> RunRecord:
    """The window's run, once it is finished. The start key does nothing until the data are open, so it is repeated."""
    pressed = time.monotonic()

    def is_finished() -> bool:
        nonlocal pressed
        records = store.list() if store.folder.is_dir() else ()
        if not records and time.monotonic() - pressed > 5:
            press("F5")
            pressed = time.monotonic()
        return bool(records) and records[-1].status == FINISHED

    qtbot.waitUntil(is_finished, timeout=PATIENCE_MS)
    return store.list()[-1]


def test_two_epochs_through_the_window_are_those_of_the_environment(qtbot, recipe, tmp_path, bundled_dataset):
    display = recipe("linux/on_display.py")
    assert display.missing() == []
    home = tmp_path / "home"
    left_by_a_session(home)
    with display.display() as screen:
        program = display.opened([BUILT], screen, home)
        try:
            built = trained(qtbot, RunStore(home / "runs"), program.press)
        finally:
            program.end()
    own = finish(train(bundled_dataset, spec(), RunStore(tmp_path / "own")))
    assert built.spec == own.spec
    assert built.dataset_hash == own.dataset_hash
    assert built.validation["mse"] == pytest.approx(own.validation["mse"], abs=1e-6)
    log = (home / "logs" / "movierec.log").read_text(encoding="utf-8")
    assert "Traceback" not in log
