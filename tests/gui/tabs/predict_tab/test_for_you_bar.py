"""The controls above the list of what to watch, driven by mouse and keyboard."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, Signal

from movierec_gui.analysis.list_source import ListSource
from movierec_gui.gui.tabs.predict_tab.for_you_bar import ForYouBar
from movierec_gui.training.config import preset_spec


class Runs(QObject):
    """A catalogue of finished runs, and of none else."""

    changed = Signal()

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.lists = ()
        self.keep(*names)

    def keep(self, *names: str) -> None:
        spec = preset_spec("biases")
        self.records = [
            SimpleNamespace(id=name, name=name.title(), spec=spec, dataset_name="tiny", person=None) for name in names
        ]
        self.changed.emit()


@pytest.fixture
def runs():
    return Runs("first", "second")


@pytest.fixture
def bar(keep, workspace, runs):
    bar = ForYouBar(workspace.people, runs)
    keep(bar)
    bar.set_scale(0.0, 1.0, 0.3)
    bar.resize(1000, 90)
    bar.show()
    return bar


def test_the_slider_stands_as_usual_until_somebody_moves_it(bar, qtbot):
    assert (bar.slider.minimum(), bar.slider.maximum(), bar.slider.value()) == (0, 100, 30)
    assert bar.wanted is None
    assert not bar.reset.isEnabled()
    bar.set_scale(0.0, 2.0, 0.5)
    assert (bar.slider.maximum(), bar.slider.value()) == (200, 50)
    with qtbot.waitSignal(bar.moved) as heard:
        qtbot.keyClick(bar.slider, Qt.Key.Key_Right)
    assert heard.args == [pytest.approx(0.55)]
    assert bar.wanted == pytest.approx(0.55)
    bar.set_scale(0.0, 1.0, 0.1)
    assert bar.slider.value() == 55
    with qtbot.waitSignal(bar.moved) as heard:
        qtbot.keyClick(bar.slider, Qt.Key.Key_PageUp)
    assert heard.args == [pytest.approx(0.7)]


def test_usual_puts_the_slider_back_and_tells_once(bar, qtbot):
    told = []
    bar.want(0.9)
    assert bar.slider.value() == 90
    bar.moved.connect(told.append)
    qtbot.mouseClick(bar.reset, Qt.MouseButton.LeftButton)
    assert told == [None]
    assert (bar.wanted, bar.slider.value()) == (None, 30)
    assert not bar.reset.isEnabled()


def test_a_list_is_made_by_a_recommender_or_a_run(bar, qtbot):
    assert bar.chosen == ListSource("for-you")
    with qtbot.waitSignal(bar.source_chosen):
        qtbot.keyClick(bar.source, Qt.Key.Key_End)
        bar.source.activated.emit(bar.source.currentIndex())
    assert bar.chosen == ListSource(run="second")
    bar.show_recommenders()
    assert bar.chosen == ListSource(run="second")
    bar.choose_source("recommender:ease")
    assert bar.chosen == ListSource("ease")
    assert bar.source.itemData(bar.source.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    bar.choose_source("recommender:for-you:new people")
    assert bar.chosen == ListSource("for-you:new people")
    assert bar.source.currentText() == "For you, new people"
    bar.choose_source("run:nobody's")
    assert bar.chosen == ListSource("for-you")


def test_a_source_that_is_gone_gives_way_to_the_usual_one_and_says_so(bar, qtbot, runs):
    bar.choose_source("run:second")
    with qtbot.assertNotEmitted(bar.source_chosen):
        runs.keep("second", "third")
    assert bar.chosen == ListSource(run="second")
    with qtbot.waitSignal(bar.source_chosen):
        runs.keep("third")
    assert bar.chosen == ListSource("for-you")


def test_how_two_agree_is_asked_where_there_are_two(bar, qtbot):
    assert not bar.agreement.isVisible()
    with qtbot.waitSignal(bar.company_changed):
        bar.companion.list.setCurrentIndex(bar.companion.list.count() - 1)
        bar.companion.list.activated.emit(bar.companion.list.currentIndex())
    assert bar.agreement.isVisible() == (bar.companion.someone is not None)
    told = []
    bar.agreement_changed.connect(told.append)
    bar.agreement.show()
    for place in (1, 0):
        bar.agreement.setCurrentIndex(place)
        bar.agreement.activated.emit(place)
    assert told == ["mean", "least"]


def test_without_anything_to_slide_nothing_is_said_of_it(bar):
    bar.set_slides(False)
    assert not bar.slider.isVisible()
    assert not bar.reset.isVisible()
    bar.set_slides(True)
    assert bar.slider.isVisible()
    assert bar.slider.width() == 200


def test_printing_is_asked_for(bar, qtbot):
    with qtbot.waitSignal(bar.print_requested):
        qtbot.mouseClick(bar.print_button, Qt.MouseButton.LeftButton)


def test_buttons_keep_their_size_at_the_ends_of_their_lines(bar):
    bar.grab()
    assert bar.print_button.geometry().right() == bar.width() - 1
    assert bar.print_button.width() == bar.print_button.sizeHint().width()
    assert bar.reset.width() == bar.reset.sizeHint().width()
    assert bar.source.geometry().left() < 100
