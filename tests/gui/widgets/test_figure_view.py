"""Figures are drawn once they are seen, in the theme's colours, and again when the theme changes."""

import subprocess
import sys

import pytest
from shiboken6 import delete

from movierec_gui.errors import UserError
from movierec_gui.gui.style import DARK, LIGHT, apply_style
from movierec_gui.gui.widgets.drawing_queue import drawing_queue
from movierec_gui.gui.widgets.figure_view import FigureView, figure_style


@pytest.fixture
def light(qapp):
    apply_style(qapp, "light")
    yield
    apply_style(qapp, "light")
    qapp.setStyleSheet("")


def test_a_hidden_figure_waits(qtbot, light):
    painted = []
    view = FigureView("Ratings by value")
    qtbot.addWidget(view)
    view.show_figure(lambda axes, style: painted.append(style.background), "0.5: 10")
    assert painted == []
    assert view.figure is None
    assert drawing_queue().idle
    view.show()
    assert not drawing_queue().idle
    qtbot.waitUntil(lambda: view.figure is not None)
    qtbot.waitUntil(lambda: drawing_queue().idle)
    assert painted == [LIGHT.surface]
    assert view.accessibleDescription() == "0.5: 10"


def test_the_theme_is_followed(qapp, qtbot, light):
    painted = []
    view = FigureView("Ratings by value")
    qtbot.addWidget(view)
    view.show()
    view.show_figure(lambda axes, style: painted.append(style.text))
    qtbot.waitUntil(lambda: painted == [LIGHT.text])
    apply_style(qapp, "dark")
    qtbot.waitUntil(lambda: len(painted) > 1)
    assert painted[-1] == DARK.text
    assert figure_style().background == DARK.surface


def test_the_picture_has_the_size_of_the_widget_and_follows_it(qtbot, light):
    view = FigureView("Ratings by value")
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    view.show_figure(lambda axes, style: axes.bar([0, 1], [1, 2], color="#ff0000"))
    qtbot.waitUntil(lambda: view.figure is not None)
    shown = view.grab().toImage()
    assert shown.pixelColor(2, 2).name() == LIGHT.surface
    colors = {shown.pixelColor(left, 150).name() for left in range(shown.width())}
    assert "#ff0000" in colors
    before = view.figure
    view.resize(500, 260)
    qtbot.waitUntil(lambda: view.figure is not before)
    assert tuple(view.figure.bbox.size) == (500, 260)


def test_one_figure_is_drawn_at_a_time_and_one_that_fails_keeps_none_waiting(qtbot, light):
    order = []

    def fail(axes, style):
        raise ValueError("nothing to draw")

    views = [FigureView(str(number)) for number in range(3)]
    for number, view in enumerate(views):
        qtbot.addWidget(view)
        view.show()
        view.show_figure(fail if number == 0 else lambda axes, style, number=number: order.append(number))
    assert order == [], "not while it is asked for"
    with qtbot.captureExceptions() as failures:
        qtbot.waitUntil(lambda: all(view.figure is not None for view in views[1:]))
    assert order == [1, 2]
    assert [str(failure[1]) for failure in failures] == ["nothing to draw"]


def test_a_figure_that_is_hidden_again_or_gone_is_not_drawn(qtbot, light):
    painted = []
    hidden, gone, last = (FigureView(name) for name in ("hidden", "gone", "last"))
    qtbot.addWidget(hidden)
    qtbot.addWidget(last)
    for view in (hidden, gone, last):
        view.show()
        view.show_figure(lambda axes, style, view=view: painted.append(view.accessibleName()))
    hidden.hide()
    delete(gone)
    qtbot.waitUntil(lambda: last.figure is not None)
    assert painted == ["last"]
    hidden.show()
    qtbot.waitUntil(lambda: hidden.figure is not None)


def test_figures_are_saved_or_it_is_said_why_not(qtbot, tmp_path, light):
    view = FigureView("Ratings by value")
    qtbot.addWidget(view)
    with pytest.raises(UserError, match="no figure"):
        view.save(tmp_path / "figure.svg")
    view.show()
    view.show_figure(lambda axes, style: axes.plot([0, 1], [0, 1]))
    qtbot.waitUntil(lambda: view.figure is not None)
    view.save(tmp_path / "figure.svg")
    assert (tmp_path / "figure.svg").read_text(encoding="utf-8").startswith("<?xml")


SCRIPT = """
from PySide6.QtWidgets import QApplication
from movierec_gui.gui.widgets.drawing_queue import drawing_queue
from movierec_gui.gui.widgets.figure_view import FigureView
app = QApplication([])
view = FigureView("Ratings by value")
view.resize(300, 200)
view.show()
view.show_figure(lambda axes, style: axes.plot([0, 1]))
app.processEvents()
print("drawing", view.figure is None)
"""


def test_a_program_may_end_while_a_figure_is_drawn():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.strip() == "drawing True"
    assert done.returncode == 0, done.stderr
