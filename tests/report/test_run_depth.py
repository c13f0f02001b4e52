from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from movierec_gui.analysis.run_depth.depth import RunDepth, look_into
from movierec_gui.analysis.run_depth.duel import duel
from movierec_gui.figures import LIGHT
from movierec_gui.progress import finish
from movierec_gui.report.run_depth import depth_figures, duel_figure, lists_figure
from movierec_gui.training.ranking import ListFigures
from movierec_gui.training.trained import TrainedRun

NAN = float("nan")


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


def invented(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


GROUPS = invented(
    group=["old", "new"], ratings=[1200, 3], rmse=[0.8, 1.2], rmse_low=[0.7, NAN], rmse_high=[0.9, NAN],
    baseline_rmse=[0.9, 1.1], bias=[0.1, -0.2], bias_low=[0.0, -0.5], bias_high=[0.2, 0.1],
)  # fmt: skip
DENSITY = invented(
    actual=["1", "1", "2"], **{"from": [1.0, 1.5, 2.0]}, to=[1.5, 2.0, 2.5], ratings=[4, 2, 8]
)  # fmt: skip
COVERAGE = invented(nominal=[0.5, 0.9], actual=[0.45, 0.92], low=[0.4, 0.9], high=[0.5, 0.95])
SERVED = invented(ratings=[5, 50], rmse=[1.0, 0.5])


def test_the_pictures_of_a_run_look_as_before(run: TrainedRun, hold) -> None:
    judged = finish(look_into(run, by=["year"])).judged
    depth = RunDepth(judged, {"year": GROUPS, "time": GROUPS}, DENSITY, COVERAGE, SERVED, SERVED)
    figures = depth_figures(depth, LIGHT)
    assert list(figures) == [
        "errors-by-year", "errors-by-time", "residuals-over-time", "predicted-against-actual", "coverage", "people",
        "films",
    ]  # fmt: skip
    for name, figure in figures.items():
        figure.axes[0].set_title("")  # tells what is trained
        hold(f"run-{name}", figure)


def test_what_is_empty_has_no_picture(run: TrainedRun) -> None:
    judged = finish(look_into(run, by=["year"])).judged
    depth = RunDepth(judged, {"year": GROUPS[:0], "time": GROUPS[:0]}, DENSITY, COVERAGE[:0], SERVED[:0], SERVED)
    assert list(depth_figures(depth, LIGHT)) == ["predicted-against-actual", "films"]
    assert list(depth_figures(replace(depth, groups={}), LIGHT)) == ["predicted-against-actual", "films"]


def test_two_runs_are_coloured_by_who_serves_a_person_better(run: TrainedRun, hold) -> None:
    judged = finish(look_into(run, by=["year"])).judged
    people = invented(
        difference=[-0.5, 0.1, 0.4], low=[-0.7, -0.1, 0.2], high=[-0.3, 0.3, 0.6], better=["first", "", "second"]
    )
    compared = replace(duel(judged, judged), first="A", second="B", people=people, where="test ratings")
    hold("run-duel", duel_figure(compared, LIGHT))


def test_the_picture_of_lists_looks_as_before(hold) -> None:
    figures = ListFigures(10, 40, 0.3, 0.2, 0.1, 0.5, 7.0, 0.8, 120.0, 0.9, ndcg_interval=0.05, better=0.6, gain=0.1)
    hold("run-lists", lists_figure(figures, "test ratings", LIGHT))
