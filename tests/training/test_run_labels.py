"""What is said of context-aware runs."""

from __future__ import annotations

import pytest

from movierec_gui.training.config import preset_spec
from movierec_gui.training.run_labels import is_context_aware, run_label
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
