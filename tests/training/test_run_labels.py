"""What is said of context-aware runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from movierec_gui.training.config import preset_spec
from movierec_gui.training.person_file import WithPerson
from movierec_gui.training.run_labels import is_context_aware, run_label, settings_label
from movierec_gui.training.runs import RunRecord


@pytest.mark.parametrize(
    ("architecture", "name", "label"),
    [
        ("house-context", "mine", "mine (context-aware)"),
        ("house-context", "House model, context-aware", "House model, context-aware"),
        ("dense", "mine", "mine"),
    ],
)
def test_a_run_that_looks_at_moments_is_named_so(architecture: str, name: str, label: str) -> None:
    spec = preset_spec(architecture)
    record = RunRecord("id", name, spec, "tiny", "hash", "2026-01-01T00:00:00+00:00")
    assert run_label(record) == label
    assert is_context_aware(spec) is (architecture == "house-context")


@pytest.mark.parametrize(
    ("architecture", "name", "label"),
    [
        ("dense", "mine", "mine (with Ann)"),
        ("dense", "Dense with Ann", "Dense with Ann"),
        ("house-context", "mine", "mine (context-aware, with Ann)"),
    ],
)
def test_a_run_that_knows_a_person_is_named_so_but_its_settings_are_not(
    architecture: str, name: str, label: str
) -> None:
    person = WithPerson("ann-1", "Ann", 20, 25, "digest")
    spec = preset_spec(architecture)
    record = RunRecord("id", name, spec, "tiny", "hash", "2026-01-01T00:00:00+00:00", person=person)
    assert run_label(record) == label
    assert "Ann" not in settings_label(replace(record, name="mine"))
