"""Labels of runs: context-aware ones are marked, since their figures answer another question than the others'."""

from __future__ import annotations

from movierec_gui.models import architecture
from movierec_gui.training.config import RunSpec
from movierec_gui.training.runs import RunRecord

CONTEXT_AWARE = "context-aware"
ASSUMES_NOW = (
    "Context-aware: movies still to be rated are predicted as if they were rated now, rated ones as of the moment of "
    "their rating, with the user's other ratings around it, later ones included."
)


def is_context_aware(spec: RunSpec) -> bool:
    """Whether the model looks at when a rating was given."""
    return architecture(spec.architecture).uses_moment


def run_label(record: RunRecord) -> str:
    """The run's name, and that it is context-aware where it is and the name does not say so."""
    if not is_context_aware(record.spec) or CONTEXT_AWARE in record.name:
        return record.name
    return f"{record.name} ({CONTEXT_AWARE})"
