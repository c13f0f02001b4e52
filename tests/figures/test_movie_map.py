from __future__ import annotations

import numpy as np
from matplotlib.lines import Line2D

from movierec_gui.figures import (
    DARK,
    LIGHT,
    MapGroup,
    draw_legend,
    draw_map,
    draw_map_labels,
    groups_by_category,
    groups_by_value,
    new_figure,
)


def covered(groups: tuple[MapGroup, ...]) -> list[int]:
    return sorted(row for group in groups for row in group.rows)


def test_categories_get_colours_by_size_and_the_rest_is_muted() -> None:
    codes = np.repeat(np.arange(20), np.arange(20, 0, -1))
    codes[0] = -1
    groups = groups_by_category(codes, [f"genre {code}" for code in range(20)], LIGHT)
    assert groups[0].label == "other"
    assert groups[0].color == LIGHT.muted
    assert len(groups) == len(LIGHT.series)
    assert len({group.color for group in groups}) == len(groups)
    assert "genre 19" not in [group.label for group in groups]
    assert covered(groups) == list(range(len(codes)))


def test_few_categories_leave_no_others() -> None:
    groups = groups_by_category(np.array([0, 1, 1]), ["a", "b", "unused"], LIGHT)
    assert [(group.label, group.rows.tolist()) for group in groups] == [("b", [1, 2]), ("a", [0])]


def test_values_fall_into_groups_of_equal_size_in_order() -> None:
    values = np.random.default_rng(1).permutation(80).astype(float)
    groups = groups_by_value(values, DARK, steps=8, form=".0f")
    assert [len(group.rows) for group in groups] == [10] * 8
    assert [group.label for group in groups][:2] == ["0 – 9", "10 – 19"]
    assert len({group.color for group in groups}) == 8
    assert covered(groups) == list(range(80))


def test_unknown_values_are_muted() -> None:
    groups = groups_by_value(np.array([1.0, np.nan, 2.0, 3.0]), LIGHT, steps=2)
    assert (groups[0].label, groups[0].rows.tolist(), groups[0].color) == ("unknown", [1], LIGHT.muted)
    assert [group.label for group in groups_by_value(np.array([np.nan]), LIGHT)] == ["unknown"]


def test_equal_values_make_one_group() -> None:
    (group,) = groups_by_value(np.full(5, 2.0), LIGHT)
    assert (group.label, len(group.rows)) == ("2", 5)


def test_map_draws_one_line_of_markers_per_group() -> None:
    _, axes = new_figure(LIGHT)
    coordinates = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], np.float32)
    groups = groups_by_category(np.array([0, 1, 1]), ["a", "b"], LIGHT)
    lines = draw_map(axes, coordinates, groups, LIGHT, note="unfinished")
    assert all(isinstance(line, Line2D) and line.get_linestyle() == "None" for line in lines)
    assert lines[0].get_xydata().tolist() == [[2.0, 3.0], [4.0, 5.0]]
    assert len(axes.collections) == 0
    assert [text.get_text() for text in axes.texts] == ["unfinished"]
    assert len(axes.get_xticks()) == 0


def test_more_points_are_drawn_smaller() -> None:
    _, axes = new_figure(LIGHT)
    sizes = []
    for n in (10, 100_000):
        group = MapGroup("all", np.arange(n), "#000000")
        sizes += [line.get_markersize() for line in draw_map(axes, np.zeros((n, 2)), [group], LIGHT)]
    assert sizes[0] > sizes[1] >= 1


def test_legend_names_the_others_last() -> None:
    _, axes = new_figure(LIGHT)
    groups = groups_by_value(np.array([1.0, np.nan, 2.0]), LIGHT, steps=2)
    draw_map(axes, np.zeros((3, 2)), groups, LIGHT)
    legend = draw_legend(axes, LIGHT, "Mean rating")
    assert [text.get_text() for text in legend.get_texts()][-1] == "unknown"
    assert legend.get_title().get_text() == "Mean rating"


def test_labels_stand_at_their_points() -> None:
    _, axes = new_figure(LIGHT)
    (label,) = draw_map_labels(axes, np.array([[1.0, 2.0]]), ["Toy Story (1995)"], LIGHT)
    assert (label.get_text(), label.xy) == ("Toy Story (1995)", (1.0, 2.0))
