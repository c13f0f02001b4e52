"""What runs, on a page of kept records."""

import threading

import pytest

from movierec_gui.gui.closing import COMPARISON
from movierec_gui.gui.tabs.train_tab.kept_panel import KeptCard, progress_text
from movierec_gui.gui.tabs.train_tab.kept_runner import KeptRunner
from movierec_gui.progress import Progress


@pytest.mark.parametrize(
    ("progress", "left", "text"),
    [
        (Progress(""), None, "Preparing…"),
        (Progress("Dividing the ratings"), None, "Dividing the ratings…"),
        (Progress("LSTM, seed 0 · fit 3 of 6", 2.5, 6), None, "LSTM, seed 0 · fit 3 of 6"),
        (Progress("LSTM, seed 1 · fit 6 of 6", 6, 6), 61.0, "LSTM, seed 1 · fit 6 of 6 · 1 min 01 s left"),
    ],
)
def test_progress_reads_as_a_line(progress, left, text):
    assert progress_text(progress, left) == text


def test_it_controls_what_runs(qtbot, workspace):
    gate = threading.Semaphore(0)

    def work():
        for number in (1, 2):
            yield Progress(f"fit {number} of 2", number, 2)
            gate.acquire()

    runner = KeptRunner(workspace, "Comparing models", COMPARISON, workspace)
    card = KeptCard(runner, "comparison", "Cancel", "what is finished")
    qtbot.addWidget(card)
    assert card.isHidden()
    assert card.stop.toolTip() == "End the comparison and keep what is finished (Shift+F5)"
    runner.begin(work)
    assert not card.isHidden()
    qtbot.waitUntil(lambda: card.text.text().startswith("fit 1 of 2"))
    gate.release()
    qtbot.waitUntil(lambda: card.text.text().startswith("fit 2 of 2"))
    assert card.bar.value() >= 500
    card.pause.click()
    assert card.pause.text() == "Resume"
    assert card.text.text().startswith("Paused")
    card.pause.click()
    card.stop.click()
    assert card.text.text() == "Stopping, with what is finished kept…"
    assert not card.stop.isEnabled()
    with qtbot.waitSignal(runner.ended):
        gate.release()
    assert card.isHidden()
