"""Four small maps side by side."""

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.analysis.map_quality import MapQuality
from movierec_gui.analysis.maps.perplexities import JudgedMap
from movierec_gui.analysis.projections import MapConfig
from movierec_gui.gui.tabs.map_tab.perplexities import PerplexityMaps, PerplexityPage
from movierec_gui.gui.widgets.movie_map import PointGroup
from movierec_gui.gui.widgets.row_page import Kind, PageOf


@pytest.fixture
def page(qtbot):
    made = PerplexityPage()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def later(movie_map):
    """A map of every third film alone."""
    rows = np.arange(0, 59, 3)
    parts = {"movies": movie_map.movies[rows], "space": movie_map.space[rows]}
    return replace(movie_map, coordinates=movie_map.coordinates[rows], **parts)


def captions(page):
    return [caption.text() for caption in page.captions]


def test_at_first_each_waits(page):
    assert captions(page) == [f"Perplexity {perplexity}: waits" for perplexity in (5, 30, 50, 100)]
    assert page.title.text() == "Four perplexities"
    assert not any(taker.isEnabled() for taker in page.takers)


def test_a_map_that_forms_says_how_far_it_is_and_only_a_whole_one_can_be_taken(qtbot, page, movie_map, tiny_dataset):
    assert page.show_map(tiny_dataset, 1, replace(movie_map, complete=False, iteration=1200))
    assert captions(page)[1] == "Perplexity 30, 1,200 steps so far"
    assert not page.takers[1].isEnabled()
    assert page.views[1]._moving
    assert not page.show_map(tiny_dataset, 1, movie_map)
    assert captions(page)[1] == "Perplexity 30"
    assert not page.views[1]._moving
    assert [view.scene.count for view in page.views] == [0, 59, 0, 0]
    counts = tiny_dataset.movie_counts[movie_map.movies]
    assert page.views[1].scene.priority.tolist() == np.argsort(-counts, kind="stable").tolist()
    with qtbot.waitSignal(page.map_chosen) as chosen:
        page.takers[1].click()
    assert chosen.args == [movie_map]
    page.reset()
    assert captions(page)[1] == "Perplexity 30: waits"
    assert page.views[1].scene.count == 0
    with qtbot.assertNotEmitted(page.map_chosen):
        page._take(1)


def test_trust_is_said_below_each(page, movie_map):
    quality = MapQuality(12, 59, 0.5, 0.875, 0.9)
    page.show_judged([JudgedMap(movie_map, quality), JudgedMap(replace(movie_map, kl=None), None)])
    kept = "neighbours kept 50%, trustworthiness 0.88"
    assert captions(page)[:2] == [f"Perplexity 5: {kept}, KL\N{NO-BREAK SPACE}1.25", "Perplexity 30"]


def test_what_is_selected_or_opened_in_one_is_told_by_its_films(qtbot, page, later, tiny_dataset):
    page.show_map(tiny_dataset, 2, later)
    with qtbot.waitSignal(page.selection_made) as selected:
        page.views[2].selection_made.emit(np.array([1, 4]), "add")
    assert (selected.args[0].tolist(), selected.args[1]) == ([3, 12], "add")
    with qtbot.waitSignal(page.page_requested) as opened:
        page.views[2].row_opened.emit(5)
    assert opened.args == [PageOf(Kind.FILM, 15)]
    with qtbot.assertNotEmitted(page.selection_made), qtbot.assertNotEmitted(page.page_requested):
        page.views[0].selection_made.emit(np.array([1]), "add")
        page.views[0].row_opened.emit(1)


def test_selection_and_colours_are_shared(page, movie_map, later, tiny_dataset):
    page.show_map(tiny_dataset, 0, movie_map)
    page.show_map(tiny_dataset, 3, later)
    page.show_selection(np.array([3, 4]))
    assert [view.scene.selected.tolist() for view in page.views] == [[3, 4], [], [], [1]]
    page.show_colors("Mean rating", [PointGroup("all", np.arange(20), "#ff0000")])
    assert page.title.text() == "Four perplexities, coloured by mean rating"
    assert [int(view.scene.colors[:1].sum()) == 0xFFFF0000 for view in page.views] == [True, False, False, True]


def test_an_error_ends_it(qtbot, workspace, tiny_dataset, engine):
    workspace.set_dataset(tiny_dataset)
    maps = PerplexityMaps(workspace, workspace)
    engine.error = ValueError("none")
    engine.gate.set()
    with qtbot.waitSignal(maps.ended), qtbot.waitSignal(maps.failed) as failed:
        maps.start(MapConfig())
    assert failed.args == [engine.error]
    assert not maps.running
