import pytest
from matplotlib.figure import Figure

from movierec_gui.figures.log_axis import label_plainly


@pytest.mark.parametrize("limits", [(12.0, 80.0), (1.0, 3000.0), (1e-5, 0.3), (55.0, 75.0)])
def test_no_power_of_ten_stands_at_the_axis(limits):
    figure = Figure()
    axes = figure.subplots()
    axes.set_xscale("log")
    axes.set_xlim(*limits)
    label_plainly(axes.xaxis)
    figure.draw_without_rendering()
    texts = [label.get_text() for label in axes.get_xticklabels(which="both") if label.get_text()]
    assert texts
    assert not any("10^" in text or "times" in text or "$" in text for text in texts)
    low, high = limits
    assert any(low <= float(text.replace(",", "")) <= high for text in texts)
