"""The comparison that runs."""

import pytest

from movierec_gui.gui.tabs.train_tab.comparing.progress_card import ProgressCard, progress_text
from movierec_gui.gui.tabs.train_tab.comparing.runner import ComparisonRunner
from movierec_gui.progress import Progress
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.config import preset_spec


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


def test_it_controls_the_comparison(qtbot, workspace, make_player):
    player = make_player(gated=True)
    runner = ComparisonRunner(workspace, player, workspace)
    card = ProgressCard(runner)
    qtbot.addWidget(card)
    assert card.isHidden()
    contestants = [Contestant("a", preset_spec("global-mean"))]
    runner.start(workspace.dataset, contestants, article_splits([0, 1]), ComparisonStore.beside(workspace.store))
    assert not card.isHidden()
    qtbot.waitUntil(lambda: card.text.text().startswith("a, seed 0 · fit 1 of 2"))
    player.let_go()
    qtbot.waitUntil(lambda: card.text.text().startswith("a, seed 1 · fit 2 of 2"))
    assert card.bar.value() >= 500
    card.pause.click()
    assert card.pause.text() == "Resume"
    assert card.text.text().startswith("Paused")
    card.pause.click()
    card.stop.click()
    assert "what is finished is kept" in card.text.text()
    assert not card.stop.isEnabled()
    with qtbot.waitSignal(runner.ended):
        player.let_go()
    assert card.isHidden()
