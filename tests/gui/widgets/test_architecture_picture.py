"""The picture of a network: every layer below what feeds it, whatever the architecture."""

import pytest
import torch
from PySide6.QtGui import QFontMetrics

from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
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
