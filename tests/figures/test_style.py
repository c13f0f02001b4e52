from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib.colors import to_rgb

from movierec_gui.errors import UserError
from movierec_gui.figures import STYLES, FigureStyle, dress_axes, new_figure, new_figure_row, save_figure


def luminance(color: str) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_text_and_series_stand_out_from_the_background(style: FigureStyle) -> None:
    assert contrast(style.text, style.background) > 7
    assert contrast(style.muted, style.background) > 4.5
    assert min(contrast(color, style.background) for color in style.series) > 2.8
    assert len(set(style.series)) == len(style.series)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_ordered_colors_get_lighter_step_by_step(style: FigureStyle) -> None:
    steps = [luminance(color) for color in style.ordered_colors(8)]
    assert all(low < high for low, high in pairwise(steps))
    assert len(style.ordered_colors(1)) == 1


def test_colors_repeat_after_the_last() -> None:
    style = STYLES["light"]
    assert style.color(len(style.series)) == style.color(0)


def test_dressing_again_changes_the_colours() -> None:
    _, axes = new_figure(STYLES["light"])
    dress_axes(axes, STYLES["dark"])
    assert to_rgb(axes.get_facecolor()) == to_rgb(STYLES["dark"].background)
    assert axes.xaxis.label.get_color() == STYLES["dark"].text


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_picture_is_the_same_file(tmp_path: Path, ending: str) -> None:
    files = []
    for name in ("one", "two"):
        figure, axes = new_figure(STYLES["light"])
        axes.plot([1, 2], [3, 4])
        axes.set_title("Título")
        files.append(save_figure(figure, tmp_path / f"{name}.{ending}").read_bytes())
    assert files[0] == files[1]
    assert len(files[0]) > 500


def test_other_endings_are_refused(tmp_path: Path) -> None:
    figure, _ = new_figure(STYLES["light"])
    with pytest.raises(UserError, match=r"\.png, \.svg, \.pdf"):
        save_figure(figure, tmp_path / "picture.bmp")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    figure, _ = new_figure(STYLES["light"])
    with pytest.raises(UserError, match="cannot be written"):
        save_figure(figure, tmp_path / "nowhere" / "picture.png")


def test_axes_side_by_side_share_a_figure() -> None:
    figure, row = new_figure_row(STYLES["dark"], 3, 8.0, 3.0)
    assert figure.axes == row
    assert figure.get_size_inches().tolist() == [8.0, 3.0]
    figure.draw_without_rendering()
    left = [axes.get_position().x0 for axes in row]
    assert left == sorted(set(left))
    assert len({axes.get_position().y0 for axes in row}) == 1
