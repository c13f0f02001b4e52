"""What the figures of lists are called."""

from __future__ import annotations

from dataclasses import fields

from movierec_gui.training.list_names import LIST_NAMES
from movierec_gui.training.ranking import ListFigures


def test_every_figure_of_lists_has_a_name_of_its_own() -> None:
    assert LIST_NAMES.keys() == {field.name for field in fields(ListFigures)}
    for names in ([name.heading for name in LIST_NAMES.values()], [name.words for name in LIST_NAMES.values()]):
        assert len(set(names)) == len(names)
