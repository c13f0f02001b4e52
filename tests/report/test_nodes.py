from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from movierec_gui.errors import UserError
from movierec_gui.figures import LIGHT
from movierec_gui.progress import finish
from movierec_gui.report.nodes import node_figure, study_nodes, write_node_tables
from movierec_gui.training.trained import TrainedRun


def test_every_node_and_its_movies_are_written(run: TrainedRun, tmp_path: Path) -> None:
    found = finish(study_nodes(run, rows="all", view="top", top=6))
    nodes, movies = (pd.read_csv(file) for file in write_node_tables(found, tmp_path))
    assert nodes["node"].tolist() == [0, 1, 2]
    assert movies.columns[0] == "node"
    for node in range(3):
        mine = movies[movies["node"] == node]
        assert mine["title"].tolist() == found.movies_of(node)["title"].tolist()
        assert mine["strength"].is_monotonic_decreasing


def test_the_figure_has_a_dot_per_node(run: TrainedRun) -> None:
    found = finish(study_nodes(run, rows="all"))
    (axes,) = node_figure(found, LIGHT).axes
    assert len(axes.get_lines()[0].get_xdata()) == 3
    year, rating = found.catalogue()
    assert axes.get_lines()[1].get_xdata()[0] == pytest.approx(year)
    assert axes.get_lines()[2].get_ydata()[0] == pytest.approx(rating)


def test_the_same_seed_draws_the_same_random_movies(run: TrainedRun) -> None:
    first, second = (finish(study_nodes(run, seed=5)).table for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_an_unknown_view_is_refused(run: TrainedRun) -> None:
    with pytest.raises(UserError, match="Unknown view 'middle'"):
        finish(study_nodes(run, view="middle"))
