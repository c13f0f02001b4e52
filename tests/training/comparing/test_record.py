"""Where the contestants of a kept comparison stand."""

from __future__ import annotations

import pytest

from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.training.comparing.contestants import Contestant
from movierec_gui.training.comparing.record import ComparisonRecord, Entry
from movierec_gui.training.comparing.table import Comparison, Failure, Result
from movierec_gui.training.list_runs import default_spec
from movierec_gui.training.runs import STOPPED


def result(label: str, mse: float, uses_moment: bool = False) -> Result:
    errors = {"mse": mse, "rmse": mse**0.5, "mae": mse / 2}
    return Result(label, SplitConfig(), 1, errors, mse, 1, 0.5, uses_moment=uses_moment)


def test_standings_put_the_best_first_and_those_without_a_result_last() -> None:
    results = [result("b", 0.8), result("a", 0.7), result("told", 0.5, uses_moment=True)]
    failure = Failure("late", SplitConfig(), "It blew up.")
    entries = (*(Entry(name, {}) for name in ("late", "b", "a")), Entry("told", {}, uses_moment=True))
    comparison = Comparison("d", "h", tuple(results), (failure,))
    record = ComparisonRecord("20260101-000000-1", "2026-01-01T00:00:00+00:00", STOPPED, entries, (), (), comparison)
    plain, timed = record.standings()
    assert [(row.label, row.splits, row.failures) for row in plain] == [
        ("a", 1, ()), ("b", 1, ()), ("late", 0, (failure,)),
    ]  # fmt: skip
    assert plain[1].figures["difference"] == pytest.approx(0.1)
    assert plain[2].figures == {}
    assert [row.label for row in timed] == ["told"]


def test_a_recommender_comes_back_from_its_settings() -> None:
    spec = default_spec("ease")
    entry = Entry("mine", spec.to_mapping())
    assert entry.makes_lists
    assert entry.is_known
    assert entry.contestant() == Contestant("mine", spec)
    gone = Entry("gone", spec.to_mapping() | {"recommender": "oracle"})
    assert not gone.is_known
    with pytest.raises(UserError, match="oracle"):
        gone.contestant()
