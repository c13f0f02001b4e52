"""Labels of runs: what sets one apart is said.

Figures of context-aware runs answer another question than the others'; a run may know a person's ratings, which no
other has.
"""

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
    """The run's name with what sets it apart, where the name does not say so: context-aware, with whose ratings."""
    return _marked(record.name, kind_text(record.spec), with_text(record))


def settings_label(record: RunRecord) -> str:
    """A name for the run's settings, which are without the person that the run was trained with."""
    return _marked(record.name, kind_text(record.spec))


def kind_text(spec: RunSpec) -> str:
    """``context-aware``, or nothing."""
    return CONTEXT_AWARE if is_context_aware(spec) else ""


def with_text(record: RunRecord) -> str:
    """As in ``with Ann``, for a run that was trained with a person's ratings; else empty."""
    return "" if record.person is None else f"with {record.person.name}"


def _marked(name: str, *marks: str) -> str:
    told = [mark for mark in marks if mark and mark not in name]
    return f"{name} ({', '.join(told)})" if told else name
