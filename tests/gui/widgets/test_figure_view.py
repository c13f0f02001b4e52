"""Figures are drawn once they are seen, in the theme's colours, and again when the theme changes."""

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.style import DARK, LIGHT, apply_style
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
    view.show()
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
