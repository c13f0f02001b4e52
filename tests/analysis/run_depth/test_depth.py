from __future__ import annotations

import pytest

from movierec_gui.analysis.run_depth.depth import lists_table, look_at_lists, look_into
from movierec_gui.analysis.run_depth.groups import GROUPINGS
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish
from movierec_gui.training.ranking import ranking_metrics


def test_everything_is_about_the_same_ratings(run):
    depth = finish(look_into(run))
    assert list(depth.groups) == [entry.name for entry in GROUPINGS]
    assert depth.density["ratings"].sum() == len(depth.judged)
    assert set(depth.coverage["ratings"]) == {len(depth.judged)}
    assert {"errors-by-genre", "predicted-against-actual", "coverage", "people", "films"} <= set(depth.tables())


def test_groupings_can_be_chosen_and_the_work_can_be_stopped(run):
    depth = finish(look_into(run, "validation", ["year", "year"]))
    assert list(depth.groups) == ["year"]
    assert depth.judged.part == "validation"
    work = look_into(run)
    assert isinstance(next(work), Progress)
    work.close()


def test_an_unknown_grouping_is_refused_before_anything_is_predicted(run):
    with pytest.raises(UserError, match="Unknown grouping 'age'"):
        next(look_into(run, by=["age"]))


def test_lists_are_judged_on_the_same_part(run, tiny_dataset):
    figures, where = finish(look_at_lists(run, "test", 5))
    expected = ranking_metrics(run.model, tiny_dataset, run.split.train, run.split.test, 5, run.split.validation)
    assert figures.ndcg == pytest.approx(expected.ndcg)
    assert where.startswith(f"Top 5 of {figures.users} people's unrated movies, test ratings; liked is 4 or more")
    assert lists_table(figures).set_index("figure").loc["ndcg", "value"] == figures.ndcg
