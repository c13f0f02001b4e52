"""A line that gives way to its neighbours."""

import pytest

from movierec_gui.gui.widgets.elided_label import ElidedLabel

LONG = "Ratings of a dataset · t-SNE, perplexity 50 · 1,000 steps · KL 1.250"


@pytest.fixture
def label(qtbot):
    label = ElidedLabel("caption")
    qtbot.addWidget(label)
    label.setText(LONG)
    label.show()
    return label


def test_it_is_cut_only_where_there_is_no_room(label):
    label.resize(label.sizeHint())
    assert label.shown == LONG
    label.resize(label.sizeHint().width() // 2, label.height())
    assert label.shown.endswith("…")
    assert LONG.startswith(label.shown[:-1])
    assert label.text() == LONG


def test_it_asks_for_little_room_and_paints_in_its_colours(label, pixels_of):
    assert label.minimumSizeHint().width() <= 40
    label.resize(120, 20)
    assert len({pixels_of(label).at(x, y) for x in range(120) for y in range(20)}) > 4
