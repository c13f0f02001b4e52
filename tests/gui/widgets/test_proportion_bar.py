"""Parts are named with size and share, and drawn as wide as they are large."""

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.proportion_bar import Part, ProportionBar


def test_sizes_and_shares_are_said(qtbot):
    bar = ProportionBar()
    qtbot.addWidget(bar)
    bar.show_parts((Part("Training", 750), Part("Test", 250)))
    assert bar.labels() == ("Training: 750 (75.0%)", "Test: 250 (25.0%)")
    assert bar.accessibleName() == "Training: 750 (75.0%); Test: 250 (25.0%)"


def test_widths_follow_the_sizes_and_the_legend_fits(qtbot):
    bar = ProportionBar()
    qtbot.addWidget(bar)
    bar.resize(400, 100)
    bar.show_parts((Part("Training", 3), Part("Test", 1)))
    image = bar.grab().toImage()
    colors = theme_colors().series
    assert image.pixelColor(280, 11).name() == colors[0]
    assert image.pixelColor(320, 11).name() == colors[1]
    assert bar.minimumSizeHint().height() > 2 * bar.fontMetrics().height() + 22


def test_nothing_is_drawn_of_nothing(qtbot):
    bar = ProportionBar()
    qtbot.addWidget(bar)
    assert bar.labels() == ()
    assert not bar.grab().isNull()
