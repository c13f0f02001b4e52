"""The curve of a recommender that learns in epochs."""

from __future__ import annotations

from matplotlib.figure import Figure

from movierec_gui.figures import LIGHT
from movierec_gui.figures.list_epochs import draw_list_epochs
from movierec_gui.training.list_events import ListEpoch

CURVE = (ListEpoch(1, 9.0, 0.1), ListEpoch(2, None, 0.2), ListEpoch(3, 7.0, None))


def test_lists_are_solid_and_the_first_runs_loss_is_dashed_beside_them() -> None:
    axes = Figure().subplots()
    first, second, loss = draw_list_epochs(axes, [("mine", CURVE), ("other", CURVE[:1])], LIGHT)
    assert (first.get_xdata().tolist(), first.get_ydata().tolist()) == ([1, 2], [0.1, 0.2])
    assert (loss.get_xdata().tolist(), loss.get_ydata().tolist(), loss.get_linestyle()) == ([1, 3], [9, 7], "--")
    assert second.get_marker() == "o"
    told = [text.get_text() for text in loss.axes.get_legend().get_texts()]
    assert told == ["mine", "other", "mine: training loss"]
    assert loss.axes is not axes


def test_without_validation_there_is_the_loss_alone_and_without_runs_nothing() -> None:
    (loss,) = draw_list_epochs(Figure().subplots(), [("mine", (ListEpoch(1, 9.0, None),))], LIGHT)
    assert loss.get_ydata().tolist() == [9.0]
    assert draw_list_epochs(Figure().subplots(), [], LIGHT) == []
