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


def shown(qtbot, sizes, width=400):
    bar = ProportionBar()
    qtbot.addWidget(bar)
    bar.show_parts(tuple(Part(f"Part {number}", size) for number, size in enumerate(sizes)))
    bar.resize(width, bar.sizeHint().height())
    return bar


def test_each_part_has_a_line_below_with_its_colour_and_its_text(qtbot, pixels_of):
    bar = shown(qtbot, (2, 1, 1))
    pixels, colors = pixels_of(bar), theme_colors()
    below = [pixels.like(color, 4)[24:] for color in colors.series[:3]]
    written = pixels.like(colors.text, 60)[24:]
    tops = []
    for square in below:
        down, across = square.nonzero()
        assert across.max() - across.min() == down.max() - down.min() == 9
        assert across.min() == 0
        middle = round(down.mean())
        text = written[middle - 6 : middle + 7, 11:].nonzero()
        assert 5 <= text[1].min() <= 14
        assert abs((text[0].min() + text[0].max()) / 2 - 6) <= 3  # as high as the square
        tops.append(down.min())
    assert tops[1] - tops[0] == tops[2] - tops[1] >= bar.fontMetrics().height()
    assert not written[:, :11].any()


def test_parts_lie_side_by_side_and_fill_the_bar(qtbot, pixels_of):
    pixels, colors = pixels_of(shown(qtbot, (2, 1, 1))), theme_colors().series
    row = [pixels.at(x, 11) for x in range(400)]
    assert row.count(colors[0]) == 200
    assert row.count(colors[1]) == row.count(colors[2]) == 100
    assert row[0] == colors[0]
    assert row[399] == colors[2]


def test_the_ends_are_round_and_the_bar_ends_above_its_legend(qtbot, pixels_of):
    pixels, colors = pixels_of(shown(qtbot, (1, 1))), theme_colors().series
    ground = pixels.at(200, 25)
    assert pixels.at(0, 0) == pixels.at(399, 0) == pixels.at(0, 21) == pixels.at(399, 21) == ground
    assert pixels.at(8, 0) == colors[0]
    assert pixels.at(100, 21) == colors[0]
    assert pixels.at(100, 23) == ground
    assert pixels.at(1, 1) not in (ground, colors[0])  # smooth


def test_more_parts_need_more_room(qtbot):
    one, three = shown(qtbot, (1,)), shown(qtbot, (1, 1, 1))
    line = three.sizeHint().height() - one.sizeHint().height()
    assert line >= 2 * one.fontMetrics().height()
    assert one.sizeHint() == one.minimumSizeHint()
    empty = ProportionBar()
    qtbot.addWidget(empty)
    assert empty.sizeHint() == one.sizeHint()
    assert one.sizeHint().height() > 22 + one.fontMetrics().height()
