from __future__ import annotations

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from movierec_gui.figures import (
    DARK,
    LIGHT,
    MapGroup,
    draw_contours,
    draw_legend,
    draw_map,
    draw_map_labels,
    draw_region_names,
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


def test_points_are_round_without_a_rim_and_shine_through() -> None:
    _, axes = new_figure(LIGHT)
    (line,) = draw_map(axes, np.zeros((3, 2)), [MapGroup("all", np.arange(3), "#123456")], LIGHT)
    assert (line.get_marker(), line.get_markeredgewidth(), line.get_color()) == ("o", 0.0, "#123456")
    assert 0.5 < line.get_alpha() < 1.0
    assert line.get_label() == "all"
    assert line.get_markersize() == 6.0


def test_sizes_follow_the_number_of_points_or_the_wish() -> None:
    _, axes = new_figure(LIGHT)
    for count, wish, size in ((10_000, 0.0, 2.2), (10**6, 0.0, 1.4), (100, 3.5, 3.5)):
        group = MapGroup("all", np.arange(2), "#000000")
        (line,) = draw_map(axes, np.zeros((count, 2)), [group], LIGHT, marker_size=wish)
        assert line.get_markersize() == size


def test_a_map_has_no_axes_but_equal_units() -> None:
    _, axes = new_figure(LIGHT)
    draw_map(axes, np.zeros((2, 2)), [MapGroup("all", np.arange(2), "#000000")], LIGHT)
    assert axes.get_aspect() == 1.0
    assert axes.get_adjustable() == "datalim"
    assert len(axes.get_xticks()) == len(axes.get_yticks()) == 0
    assert not any(spine.get_visible() for spine in axes.spines.values())
    assert not any(line.get_visible() for line in (*axes.get_xgridlines(), *axes.get_ygridlines()))
    assert not axes.texts


def test_a_note_stands_in_the_lower_left_corner() -> None:
    _, axes = new_figure(LIGHT)
    draw_map(axes, np.zeros((2, 2)), [], LIGHT, note="unfinished")
    (note,) = axes.texts
    assert note.get_position() == (0.01, 0.01)
    assert note.get_transform() == axes.transAxes
    assert (note.get_color(), note.get_va()) == (LIGHT.muted, "bottom")


def test_the_legend_stands_beside_the_map_with_dots_that_can_be_seen() -> None:
    figure, axes = new_figure(LIGHT)
    rows = np.arange(100_000)
    draw_map(
        axes, np.zeros((100_000, 2)), [MapGroup("other", rows, LIGHT.muted), MapGroup("a", rows, "#123456")], LIGHT
    )
    legend = draw_legend(axes, LIGHT)
    assert [text.get_text() for text in legend.get_texts()] == ["a", "other"]
    figure.draw_without_rendering()
    assert legend.get_window_extent().x0 >= axes.get_window_extent().x1 - 1
    beside, box = axes.get_window_extent(), legend.get_window_extent()
    assert abs((box.y0 + box.y1) / 2 - (beside.y0 + beside.y1) / 2) < 2
    assert legend.legend_handles[0].get_markersize() >= 5.9
    assert not legend.get_frame_on()
    assert all(to_hex(text.get_color()) == LIGHT.text for text in legend.get_texts())


def test_names_stand_above_and_beside_with_a_rim() -> None:
    _, axes = new_figure(LIGHT)
    (label,) = draw_map_labels(axes, np.array([[1.0, 2.0]]), ["a"], LIGHT)
    assert label.get_position()[0] > 0
    assert label.get_position()[1] > 0
    assert label.get_color() == LIGHT.text
    assert len(label.get_path_effects()) == 1


def test_values_at_a_limit_belong_to_the_higher_group() -> None:
    groups = groups_by_value(np.array([1.0, 2.0, 3.0]), LIGHT, steps=2)
    assert [(group.label, group.rows.tolist()) for group in groups] == [("1", [0]), ("2 – 3", [1, 2])]


def test_of_categories_of_one_size_the_first_have_a_colour() -> None:
    names = [f"genre {number}" for number in range(40)]
    groups = groups_by_category(np.arange(30), names, LIGHT)
    assert [group.label for group in groups] == ["other", *names[: len(LIGHT.series) - 1]]


def test_categories_that_do_not_occur_have_no_group() -> None:
    groups = groups_by_category(np.array([-1, -1, 2]), ["a", "b", "c"], LIGHT)
    assert [(group.label, group.rows.tolist()) for group in groups] == [("other", [0, 1]), ("c", [2])]
    assert groups[1].color == LIGHT.color(0)


def test_names_of_regions_do_not_lie_on_each_other():
    figure, axes = new_figure(LIGHT)
    draw_map(axes, np.array([[0.0, 0.0], [1.0, 1.0]]), [MapGroup("a", np.arange(2), "#000000")], LIGHT)
    places = np.array([[0.2, 0.2], [0.201, 0.2], [0.8, 0.8]])
    drawn = draw_region_names(axes, places, ["War", "Drama", "Comedy"], LIGHT)
    assert [note.get_text() for note in drawn] == ["War", "Comedy"]
    assert len(axes.texts) == 2
    figure.canvas.draw()


def test_contours_are_lines_that_the_legend_leaves_out():
    _, axes = new_figure(LIGHT)
    draw_map(axes, np.zeros((1, 2)), [MapGroup("a", np.arange(1), "#000000")], LIGHT)
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 0]])
    assert len(draw_contours(axes, [[square, square + 2], [square]], LIGHT)) == 3
    assert [text.get_text() for text in draw_legend(axes, LIGHT).get_texts()] == ["a"]


def test_a_legend_of_very_many_groups_says_how_many_more_there_are():
    _, axes = new_figure(LIGHT)
    groups = [MapGroup(f"group {number}", np.array([number]), "#123456") for number in range(20)]
    draw_map(axes, np.zeros((20, 2)), groups, LIGHT)
    texts = [text.get_text() for text in draw_legend(axes, LIGHT).get_texts()]
    assert texts == [*(f"group {number}" for number in range(12)), "… and 8 more on the map"]
