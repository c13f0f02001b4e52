from __future__ import annotations

from movierec_gui.analysis.run_depth.depth import look_into
from movierec_gui.analysis.run_depth.duel import duel
from movierec_gui.figures import LIGHT
from movierec_gui.progress import finish
from movierec_gui.report.run_depth import depth_figures, duel_figure
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
