"""Which settings vary, and how far."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import default_spec
from movierec_gui.training.searching.space import (
    Dimension,
    applied,
    checked,
    parse_dimension,
    start_values,
    suggested,
    variables,
)

DENSE = preset_spec("dense")
SPECS = [preset_spec(entry.name) for entry in ARCHITECTURES if entry.presets]
SPECS += [default_spec(kind.name) for kind in RECOMMENDERS]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: getattr(spec, "architecture", None) or spec.recommender)
def test_every_suggested_range_is_allowed_and_can_be_written_and_read(spec) -> None:
    assert not {variable.entry.name for variable in variables(spec)} & {"seed", "device", "threads", "keep_best"}
    for variable in variables(spec):
        dimension = suggested(variable)
        assert checked(spec, dimension) == dimension
        assert parse_dimension(spec, variable.entry.name) == dimension
        if not dimension.choices:
            assert parse_dimension(spec, dimension.text) == dimension
        assert start_values(spec, [dimension]) is not None or variable.start == 0


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("learning_rate=1e-4..1e-2", Dimension("training", "learning_rate", 1e-4, 1e-2, logarithmic=True)),
        ("learning-rate = 0.001 .. 0.01", Dimension("training", "learning_rate", 1e-3, 1e-2, logarithmic=True)),
        ("hidden=20,40,80", Dimension("model", "hidden", whole=True, choices=(20, 40, 80))),
        ("hidden=20..80", Dimension("model", "hidden", 20, 80, whole=True)),
        ("words=none,both", Dimension("model", "words", choices=("none", "both"))),
        ("batch_norm", Dimension("model", "batch_norm", choices=(False, True))),
    ],
)
def test_ranges_are_read(text: str, dimension: Dimension) -> None:
    assert parse_dimension(DENSE, text) == dimension


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hiden=1..2", "Did you mean 'hidden'"),
        ("seed=1..9", "cannot be searched for"),
        ("learning_rate=0.1..0.01", "the smaller number first"),
        ("learning_rate=0..0.01", "Allowed: 1e-07 to 10"),
        ("weight_decay=0..0.01", "Begin above 0"),
        ("hidden=0..9", "Allowed: 1 to 1024"),
        ("hidden=1.5..9", "Expected a whole number"),
        ("hidden=a..b", "Expected a whole number"),
        ("hidden=5", "one value only"),
        ("hidden=", "one value only"),
        ("hidden=5,5", "one value only"),
        ("hidden=5,5000", "Allowed: 1 to 1024"),
        ("words=none..both", "has no range"),
        ("words=none,all", "Unknown"),
    ],
)
def test_what_is_no_range_is_refused(text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        parse_dimension(DENSE, text)


@settings(max_examples=50)
@given(st.one_of(st.text(max_size=20), st.text(alphabet="hiden=0123456789.,-e ", max_size=20).map("hidden={}".format)))
def test_any_text_is_a_range_or_refused(text: str) -> None:
    try:
        parse_dimension(DENSE, text)
    except UserError:
        return


def test_values_become_settings_and_those_that_do_not_fit_are_refused() -> None:
    space = (parse_dimension(DENSE, "hidden=2..9"), parse_dimension(DENSE, "epochs=1..9"))
    spec = applied(DENSE, space, {"hidden": 3, "epochs": 2})
    assert spec == replace(DENSE, model=replace(DENSE.model, hidden=3), training=replace(DENSE.training, epochs=2))
    with pytest.raises(UserError):
        applied(DENSE, space, {"hidden": 0, "epochs": 2})
    assert start_values(DENSE, space) is None
