from __future__ import annotations

from dataclasses import replace

import pytest

from movierec_gui.data.splits import SplitConfig
from movierec_gui.settings import settings_of
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import ListRecord, default_spec
from movierec_gui.training.run_differences import Difference, SettingColumn, differing_settings, run_differences
from movierec_gui.training.runs import RunRecord


@pytest.fixture
def record() -> RunRecord:
    return RunRecord(
        "a", "A", preset_spec("dense"), "data", "hash", "2026-01-01T00:00:00+00:00", versions={"torch": "2"}
    )


def test_a_run_does_not_differ_from_itself(record: RunRecord) -> None:
    assert run_differences(record, replace(record, id="b", name="B", note="another name is no setting")) == ()


def test_settings_are_named_as_in_the_form(record: RunRecord) -> None:
    spec = record.spec
    changed = replace(
        spec,
        training=replace(spec.training, learning_rate=0.01),
        split=SplitConfig(seed=4),
        model=replace(spec.model, factors=7),
    )
    found = run_differences(record, replace(record, spec=changed))
    assert found == (
        Difference("Network", "Embedding size", 50, 7),
        Difference("Training", "Learning rate", 0.001, 0.01),
        Difference("Split", "Split seed", 0, 4),
    )


def test_what_only_one_network_has_is_missing_in_the_other(record: RunRecord) -> None:
    other = replace(record, spec=preset_spec("dot"))
    found = {entry.name: (entry.first, entry.second) for entry in run_differences(record, other)}
    assert found["Architecture"] == ("dense", "dot")
    assert any(first is not None and second is None for first, second in found.values())


def test_data_and_versions_count(record: RunRecord) -> None:
    other = replace(record, dataset_hash="another", versions={"torch": "3", "numpy": "2"})
    assert run_differences(record, other) == (
        Difference("Data", "Content", "hash", "another"),
        Difference("Versions", "torch", "2", "3"),
        Difference("Versions", "numpy", None, "2"),
    )


def test_settings_that_have_several_values_are_columns(record: RunRecord) -> None:
    spec = record.spec
    faster = replace(spec, training=replace(spec.training, learning_rate=0.01, seed=3), split=SplitConfig(seed=9))
    lists = ListRecord("l", "L", default_spec("ease", seed=3), "data", "hash", record.created)
    records = [record, replace(record, spec=faster), lists, replace(record, spec=preset_spec("biases"))]
    found = {column.name: column for column in differing_settings(records)}
    assert found["Learning rate"] == SettingColumn("Training", "Learning rate", (0.001, 0.01, None, None), True)
    assert found["Seed"].values == (0, 3, 3, 0)
    assert "Split seed" not in found  # the split is none of the model
    assert "Ridge" not in found  # one value only, of those that have it
    assert all(column.is_numeric for column in found.values())
    assert differing_settings([record, record]) == differing_settings([]) == ()


def test_two_recommenders_differ_in_their_own_settings(record: RunRecord) -> None:
    spec = default_spec("ease")
    settings = {entry.name: entry.setting.label for entry in settings_of(type(spec.settings))}
    one = ListRecord("l", "L", spec, "data", "hash", record.created)
    other = replace(one, spec=replace(spec, settings=replace(spec.settings, ridge=7.0, signal="stars")))
    assert {(found.part, found.name, found.second) for found in run_differences(one, other)} == {
        ("Recommender", settings["ridge"], 7.0),
        ("Recommender", settings["signal"], "stars"),
    }
    (signal,) = (column for column in differing_settings([one, other]) if column.name == settings["signal"])
    assert not signal.is_numeric
