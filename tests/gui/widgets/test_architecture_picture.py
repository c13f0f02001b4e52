"""The picture of a network: every layer below what feeds it, whatever the architecture."""

import numpy as np
import pytest
import torch
from PySide6.QtGui import QFontMetrics

from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.architecture_picture import INPUT, ArchitecturePicture, arrange, shortened
from movierec_gui.models import ARCHITECTURES
from movierec_gui.models.outline import LayerOutline, Weights, network_outline

CHAIN = (
    LayerOutline("embeddings", 100, (), (Weights("user", (671, 50)), Weights("movie", (9125, 50)))),
    LayerOutline("prediction", 1, ("embeddings",), (Weights("w", (1, 100)), Weights("b", (1,)))),
)
BRANCHED = (
    LayerOutline("embeddings", 100, (), ()),
    LayerOutline("deep", 40, ("embeddings",), ()),
    LayerOutline("wide", 2, (), ()),
    LayerOutline("prediction", 1, ("deep", "wide"), ()),
)


def test_a_chain_reads_from_the_top():
    boxes, arrows = arrange(CHAIN)
    assert [(box.name, box.row, box.column) for box in boxes] == [
        (INPUT, 0, 0.0),
        ("embeddings", 1, 0.0),
        ("prediction", 2, 0.0),
    ]
    assert boxes[1].text == "100 numbers, 489,800 parameters\n671×50 + 9,125×50"
    assert boxes[2].text == "1 number, 101 parameters\n1×100 + 1"
    assert [arrow.stations for arrow in arrows] == [((0, 0.0), (1, 0.0)), ((1, 0.0), (2, 0.0))]


def test_arrows_pass_beside_the_boxes_between():
    boxes, arrows = arrange(BRANCHED)
    rows = {box.name: box.row for box in boxes}
    assert rows == {INPUT: 0, "embeddings": 1, "wide": 1, "deep": 2, "prediction": 3}
    places = {(box.row, box.column) for box in boxes}
    passing = [arrow for arrow in arrows if len(arrow.stations) > 2]
    assert len(passing) == 1  # wide feeds the prediction past the row of deep
    assert not places & set(passing[0].stations[1:-1])


def test_no_layers_no_picture():
    assert arrange(()) == ((), ())


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
def test_every_architecture_can_be_drawn(qtbot, tiny_dataset, entry):
    data = training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
    layers = network_outline(entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0)))
    picture = ArchitecturePicture()
    qtbot.addWidget(picture)
    empty = picture.grab().toImage()
    picture.show_layers(layers)
    picture.resize(picture.sizeHint())
    assert picture.grab().toImage() != empty
    places = [(box.row, box.column) for box in picture.boxes]
    assert len(set(places)) == len(places) == len(layers) + 1
    assert "prediction" in picture.accessibleDescription()


def test_lines_that_are_too_long_for_a_box_end_in_dots(qapp):
    metrics = QFontMetrics(qapp.font())
    long = "2 numbers\n" + " + ".join(["671×80"] * 20)
    first, second = shortened(long, metrics, 200.0).splitlines()
    assert first == "2 numbers"
    assert second.startswith("671×80")
    assert second.endswith("…")
    assert metrics.horizontalAdvance(second) <= 200


@pytest.fixture
def chain(qtbot):
    picture = ArchitecturePicture()
    qtbot.addWidget(picture)
    picture.show_layers(CHAIN)
    picture.resize(picture.sizeHint())
    return picture


def boxes_of(pixels):
    """First and last row of each box, by its ground."""
    inside = pixels.like(theme_colors().surface, 2)[:, pixels.rgb.shape[1] // 2 - 100]
    rows = np.flatnonzero(inside)
    parts = np.split(rows, np.flatnonzero(np.diff(rows) > 8) + 1)
    return [(int(part[0]), int(part[-1])) for part in parts]


def test_boxes_stand_below_each_other_equally_far_apart(chain, pixels_of):
    pixels, colors = pixels_of(chain), theme_colors()
    boxes = boxes_of(pixels)
    assert len(boxes) == 3
    heights = {last - first for first, last in boxes}
    gaps = {boxes[1][0] - boxes[0][1], boxes[2][0] - boxes[1][1]}
    assert len(heights) == len(gaps) == 1
    assert boxes[0][0] == pixels.rgb.shape[0] - 1 - boxes[-1][1]  # as much room above as below
    assert 12 <= boxes[0][0] <= 20
    x = pixels.rgb.shape[1] // 2 - 100
    edges = [pixels.rgb[first - 1, x] for first, _ in boxes]
    assert edges[0][2] - edges[0][0] > 60  # the inputs' box is set off by the accent
    assert edges[1].tolist() == edges[2].tolist()
    assert max(edges[1]) - min(edges[1]) < 20
    ends = np.flatnonzero(pixels.like(colors.surface, 2)[boxes[1][0] + 30])
    assert abs(ends[0] + ends[-1] - (pixels.rgb.shape[1] - 1)) <= 1
    assert ends[-1] - ends[0] > 3 * (boxes[1][1] - boxes[1][0])


def test_the_picture_has_room_for_boxes_side_by_side(qtbot, chain):
    wide = ArchitecturePicture()
    qtbot.addWidget(wide)
    wide.show_layers(BRANCHED)
    assert wide.sizeHint().width() > 1.9 * (chain.sizeHint().width() - 32)
    assert wide.minimumSize() == wide.sizeHint()
    step = (wide.sizeHint().height() - chain.sizeHint().height()) / (4 - 3)
    assert chain.sizeHint().height() == pytest.approx(3 * step - 24 + 32)


def test_arrows_lead_from_box_to_box_and_end_in_a_head(chain, pixels_of):
    pixels, colors = pixels_of(chain), theme_colors()
    (_, first), (last, _) = boxes_of(pixels)[:2]
    gap = pixels.like(colors.muted, 70)[first + 3 : last - 2]
    middle = pixels.rgb.shape[1] // 2
    assert gap[:, middle - 1 : middle + 2].any(axis=1).all()
    widths = gap[:, middle - 12 : middle + 12].sum(axis=1)
    assert widths[0] <= 3
    assert 8 <= widths.max() <= 13
    assert widths.argmax() > len(widths) / 2
    assert widths[-1] < widths.max()


def test_an_arrow_goes_around_the_box_in_between(qtbot, pixels_of):
    picture = ArchitecturePicture()
    qtbot.addWidget(picture)
    picture.show_layers(BRANCHED)
    picture.resize(picture.sizeHint())
    muted = pixels_of(picture).like(theme_colors().muted, 70)
    down = np.flatnonzero(muted.mean(axis=0) > 0.15)
    assert len(down) > 0  # a line straight down beside the box of the deep part
    beside = abs(down - picture.width() / 2)
    assert beside.max() > 100


def test_a_box_has_its_name_in_bold_above_its_text(chain, pixels_of):
    pixels, colors = pixels_of(chain), theme_colors()
    top, bottom = boxes_of(pixels)[1]
    names = pixels.like(colors.text, 60)[top + 2 : bottom - 1]
    rows, columns = np.nonzero(names)
    assert rows.max() < 0.5 * (bottom - top)
    regular = chain.fontMetrics().horizontalAdvance("embeddings")
    assert columns.max() - columns.min() + 1 > regular
    assert abs((columns.max() + columns.min()) / 2 - chain.width() / 2) <= 3
    texts = np.nonzero(pixels.like(colors.muted, 40)[top + 2 : bottom - 1])[0]
    assert texts.max() > 0.7 * (bottom - top)
    assert texts.max() < bottom - top - 4
    assert pixels.at(chain.width() / 2 - 120, (top + bottom) / 2) == colors.surface


def test_the_box_of_a_layer_without_weights_says_so():
    boxes, _ = arrange(BRANCHED)
    assert boxes[1].text == "100 numbers\nnothing learned"
    assert boxes[0].text == "who rates what"


def test_a_scalar_weight_is_written_as_one():
    boxes, _ = arrange((LayerOutline("prediction", 1, (), (Weights("mean", ()),)),))
    assert boxes[1].text == "1 number, 1 parameter\n1"


def test_without_layers_nothing_is_painted(qtbot, pixels_of):
    picture = ArchitecturePicture()
    qtbot.addWidget(picture)
    picture.resize(200, 100)
    assert len(np.unique(pixels_of(picture).rgb.reshape(-1, 3), axis=0)) == 1
    assert picture.accessibleName() == "The network's layers"
