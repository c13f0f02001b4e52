"""The picture of each step, of figures that nobody measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.figures import LIGHT, new_figure
from movierec_gui.report.article.nodes import array_name
from movierec_gui.report.article.pictures import picture
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.steps import STEPS, step_named

PLACES = {
    "map.movies": np.arange(10),
    "map.coordinates": np.column_stack([np.arange(10.0), np.arange(10.0) % 3]),
    "nodes.years": np.array([1960.0, 1980.0, 2000.0]),
    "nodes.ratings": np.array([3.9, 3.5, 3.1]),
}


@pytest.mark.parametrize("name", [step.name for step in STEPS])
def test_a_step_s_picture_looks_as_before(hold, invented: ArticleRecord, tiny_dataset: Dataset, name: str) -> None:
    nodes = np.array([0, 1, 2, -1] * 15)
    paint = picture(step_named(name), invented, {**PLACES, array_name(invented.split): nodes}, tiny_dataset)
    figure, axes = new_figure(LIGHT)
    assert paint is not None
    paint(axes, LIGHT)
    hold(f"article-{name}", figure)


def test_a_map_needs_its_dataset_and_its_places_and_nodes_on_it_their_numbers(
    invented: ArticleRecord, tiny_dataset: Dataset
) -> None:
    nodes = {array_name(invented.split): np.zeros(60, np.int64)}
    assert picture(step_named("map"), invented, PLACES) is None
    assert picture(step_named("map"), invented, nodes, tiny_dataset) is None
    assert picture(step_named("map"), invented, PLACES, tiny_dataset) is not None
    assert picture(step_named("nodes-on-map"), invented, PLACES, tiny_dataset) is None
    assert picture(step_named("nodes-on-map"), invented, nodes, tiny_dataset) is None


@pytest.mark.parametrize("lacking", ["mean_year", "mean_of_movie_means"])
def test_where_the_middle_of_the_catalogue_is_unknown_no_cross_is_drawn(invented: ArticleRecord, lacking: str) -> None:
    _, axes = new_figure(LIGHT)
    record = replace(invented, data=replace(invented.data, **{lacking: None}))
    picture(step_named("nodes"), record, PLACES)(axes, LIGHT)
    assert len(axes.lines) == 1


def test_a_network_that_was_not_measured_here_has_no_ring(invented: ArticleRecord) -> None:
    _, axes = new_figure(LIGHT)
    elsewhere = replace(invented, split=replace(invented.split, seed=9))
    picture(step_named("baseline"), elsewhere, {})(axes, LIGHT)
    assert not any(line.get_markersize() == 12 for line in axes.lines)
