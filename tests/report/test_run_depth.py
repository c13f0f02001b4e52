from __future__ import annotations

import pytest

from movierec_gui.analysis.run_depth.depth import look_into
from movierec_gui.analysis.run_depth.duel import duel
from movierec_gui.figures import LIGHT
from movierec_gui.progress import finish
from movierec_gui.report.run_depth import depth_figures, duel_figure, lists_figure
from movierec_gui.training.ranking import ListFigures
from movierec_gui.training.trained import TrainedRun


def test_every_table_has_a_figure_that_names_its_part(run: TrainedRun) -> None:
    depth = finish(look_into(run))
    figures = depth_figures(depth, LIGHT)
    assert set(figures) == {*depth.tables(), "residuals-over-time"}
    for figure in figures.values():
        assert figure.axes[0].get_title() == depth.judged.where


def test_two_runs_have_one_figure_with_a_dot_for_everybody(run: TrainedRun) -> None:
    judged = finish(look_into(run, by=["year"])).judged
    compared = duel(judged, judged)
    (axes,) = duel_figure(compared, LIGHT).axes
    assert axes.get_title() == compared.where
    assert f"neither surely: {len(compared.people):,}" in [text.get_text() for text in axes.get_legend().get_texts()]


def test_figures_of_lists_stand_beside_those_of_the_most_rated_movies() -> None:
    figures = ListFigures(10, 40, 0.3, 0.2, 0.1, 0.5, 7.0, 0.8, 120.0, 0.9, ndcg_interval=0.05, better=0.6, gain=0.1)
    (axes,) = lists_figure(figures, "test ratings", LIGHT).axes
    shown = dict(zip([label.get_text() for label in axes.get_yticklabels()], axes.patches, strict=True))
    assert {name: shown[name].get_width() for name in ("NDCG", "MAP", "Gini index")} == {
        "NDCG": 0.3, "MAP": 0.1, "Gini index": 0.9
    }  # fmt: skip
    assert axes.lines[-1].get_xdata().tolist() == [pytest.approx(0.2)]
    assert axes.get_title() == "test ratings"
