"""The run that predicts where nobody has chosen one."""

from __future__ import annotations

from typing import Any

from movierec_gui.data.splits import SplitConfig
from movierec_gui.training.config import preset_spec
from movierec_gui.training.person_file import WithPerson
from movierec_gui.training.preferred import most_accurate
from movierec_gui.training.runs import RunRecord


def _record(name: str, mse: float | None, architecture: str = "dense", **values: Any) -> RunRecord:
    spec = preset_spec(architecture, split=values.pop("split", None))
    validation = {} if mse is None else {"mse": mse}
    defaults = {"best_epoch": 1, "validation": validation} | values
    return RunRecord(name, name, spec, "tiny", "hash", "2026-01-01T00:00:00+00:00", **defaults)


def _best(*records: RunRecord) -> str | None:
    found = most_accurate(records)
    return None if found is None else found.id


def test_the_lowest_validation_error_wins_wherever_it_stands() -> None:
    assert _best(_record("new", 0.8), _record("good", 0.7), _record("old", 0.9)) == "good"
    assert _best(_record("new", 0.7), _record("equal", 0.7)) == "new"


def test_errors_on_other_ratings_do_not_count() -> None:
    assert _best(_record("new", 0.8), _record("easy", 0.5, split=SplitConfig(seed=1)), _record("good", 0.75)) == "good"


def test_context_aware_and_empty_runs_are_passed_over() -> None:
    assert _best(_record("context", 0.5, "house-context"), _record("plain", 0.8)) == "plain"
    assert _best(_record("begun", 0.1, best_epoch=0), _record("plain", 0.8)) == "plain"
    assert _best(_record("context", 0.5, "house-context")) is None
    assert _best() is None


def test_a_run_with_a_persons_ratings_is_passed_over() -> None:
    person = WithPerson("ann-1", "Ann", 20, 25, "digest")
    assert _best(_record("with Ann", 0.5, person=person), _record("plain", 0.8)) == "plain"


def test_without_a_validation_part_the_newest_wins() -> None:
    assert _best(_record("new", None), _record("old", None)) == "new"
    assert _best(_record("failed", None), _record("measured", 0.9)) == "measured"
