"""The pictures of the Train tab: which are there, and how they are saved."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog

from movierec_gui.gui.tabs.train_tab.board import RunBoard
from movierec_gui.gui.tabs.train_tab.curve_card import CURVES, LISTS, NETWORK, RATES, CurveCard
from movierec_gui.progress import finish
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.lr_finder import RateSearch


@pytest.fixture
def board(workspace):
    return RunBoard(workspace, workspace)


@pytest.fixture
def card(qtbot, board):
    made = CurveCard(board)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def read(qtbot, board):
    with qtbot.waitSignal(board.changed):
        board._workspace.catalogue.refresh()


def there(card):
    return [page for page in (CURVES, NETWORK, RATES, LISTS) if card.pages.isTabVisible(page)]


def test_the_options_belong_to_the_curves(card):
    assert there(card) == [CURVES, NETWORK]
    assert card.chart.toolbar.isVisible()
    card.pages.setCurrentIndex(NETWORK)
    assert not card.chart.toolbar.isVisible()
    assert card.picture.isVisible()
    card.pages.setCurrentIndex(CURVES)
    assert card.chart.toolbar.isVisible()


def test_a_test_of_learning_rates_has_a_page_of_its_own(qtbot, card):
    search = RateSearch((0.001, 0.01, 0.1), (1.0, 0.8, 0.9), 0.005)
    card.show_rates(search)
    assert card.pages.currentIndex() == RATES
    assert there(card) == [CURVES, NETWORK, RATES]
    assert card.rates.accessibleDescription() == "The loss is lowest at about ten times 0.005"
    qtbot.waitUntil(lambda: card.rates.figure is not None)


def test_lists_are_drawn_once_a_recommender_with_epochs_is_there(qtbot, workspace, board, card):
    spec = default_spec("recvae")
    spec = replace(spec, settings=replace(spec.settings, epochs=2))
    record = finish(train_list(workspace.dataset, spec, ListStore.beside(workspace.store), "mine"))
    read(qtbot, board)
    assert there(card) == [CURVES, NETWORK, LISTS]
    ndcg = record.curve[-1].ndcg
    assert card.lists.accessibleDescription() == f"mine after epoch 2: NDCG {ndcg:.3f}"
    assert card.pages.currentIndex() == CURVES
    board.lists_changed.emit()
    assert card.pages.currentIndex() == LISTS
    qtbot.waitUntil(lambda: card.lists.figure is not None)
    figure = card.lists.figure
    board.changed.emit()
    assert card.lists._stale is False  # nothing to draw anew
    assert card.lists.figure is figure


def test_curves_are_saved_as_a_picture_or_a_table(qtbot, board, card, stored_run, tmp_path, monkeypatch):
    read(qtbot, board)
    qtbot.waitUntil(lambda: bool(card.chart.canvas.runs))
    asked, answers = [], ["", str(tmp_path / "a.png"), str(tmp_path / "a.csv"), str(tmp_path / "a.doc")]

    def choose(_parent, title, start, names, *_):
        asked.append((title, start.rpartition("/")[2], names))
        return answers[len(asked) - 1], ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    told, failed = [], []
    card.told.connect(told.append)
    card.failed.connect(failed.append)
    for kind in ("figure", "figure", "table", "figure"):
        card.chart.toolbar.save_requested.emit(kind)
    assert asked[0] == ("Save the learning curves", "learning-curves.png", "Pictures (*.png *.svg *.pdf)")
    assert asked[2] == ("Save the learning curves", "learning-curves.csv", "Tables (*.csv)")
    assert told == ["Saved as a.png.", "Saved as a.csv."]
    assert len(failed) == 1
    assert (tmp_path / "a.png").stat().st_size > 1000
    lines = (tmp_path / "a.csv").read_text("utf-8").splitlines()
    assert sum("stored" in line for line in lines) == 2  # an epoch each
    board.set_shown(stored_run.id, False)
    card.save_chart(tmp_path / "b.csv", "table")
    assert "stored" not in (tmp_path / "b.csv").read_text("utf-8")
