from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.gui.widgets.movie_map.raster import Raster, _stamp, argb, mix

WHITE, RED, BLUE = argb("#ffffff"), argb("#ff0000"), argb("#0000ff")


def _draw(places, colors, radius, size=(40, 30)):
    raster = Raster(*size, margin=12, background=WHITE)
    raster.draw_dots(np.array(places, np.float32).reshape(-1, 2), np.array(colors, np.uint32), radius)
    rows = raster.pixels.reshape(-1, raster.stride)
    return rows[12:-12, 12:-12]


def test_a_dot_is_round_and_where_it_belongs():
    picture = _draw([(20, 10)], [RED], 4.0)
    assert picture.shape == (30, 40)
    assert picture[10, 20] == RED
    assert picture[10, 24] != WHITE
    assert picture[10, 26] == WHITE
    assert picture[14, 24] == WHITE  # the corner of the square around it
    assert 40 < np.count_nonzero(picture != WHITE) < 75


def test_its_rim_is_a_mixture():
    colors = set(_draw([(20, 10)], [RED], 3.3).ravel().tolist())
    assert {WHITE, RED} < colors
    assert all(color >> 16 & 0xFF == 0xFF for color in colors)  # red stays full, green and blue fade


def test_later_dots_lie_on_top():
    assert _draw([(20, 10), (20, 10)], [RED, BLUE], 3.0)[10, 20] == BLUE


@pytest.mark.parametrize("place", [(-2, 5), (41, 5), (5, -2), (5, 31)])
def test_a_dot_at_the_edge_is_cut(place):
    picture = _draw([place], [RED], 5.0)
    assert np.any(picture != WHITE)


@pytest.mark.parametrize("place", [(-500, 5), (5, 1e6), (-20, -20)])
def test_a_dot_out_of_sight_is_left_out(place):
    assert np.all(_draw([place], [RED], 3.0) == WHITE)


def test_no_dots_at_all():
    assert np.all(_draw([], [], 3.0) == WHITE)


def test_colours_move_towards_another():
    colors = np.array([RED, BLUE], np.uint32)
    assert mix(colors, WHITE, 0.0).tolist() == [RED, BLUE]
    assert mix(colors, WHITE, 1.0).tolist() == [WHITE, WHITE]
    assert mix(colors, WHITE, 0.5).tolist() == [argb("#ff8080"), argb("#8080ff")]


@pytest.mark.parametrize("radius", [0.5, 1.0, 2.5, 4.2])
def test_a_dot_is_the_same_from_all_sides_and_covers_its_area(radius):
    rim, core = _stamp(radius)
    covered = {(down, right): parts for down, right, parts in (*rim, *core)}
    assert covered == {(-down, right): parts for (down, right), parts in covered.items()}
    assert covered == {(right, down): parts for (down, right), parts in covered.items()}
    assert sum(covered.values()) / 256 == pytest.approx(np.pi * radius**2, rel=0.15)
    assert all(parts == 256 for *_, parts in core)
    assert all(12 < parts < 240 for *_, parts in rim)
