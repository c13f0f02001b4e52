"""What a person types finds what is written in another case, width or with accents."""

import pytest

from movierec_gui.data.search_text import folded


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("TOY story", "Toy Story"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER T}oy", "Toy"),
        ("toy\N{IDEOGRAPHIC SPACE}story", "Toy Story"),
        ("amelie", "Amélie"),
        ("AME\N{COMBINING ACUTE ACCENT}LIE", "Amélie"),
        ("strasse", "Straße"),
        ("istanbul", "İSTANBUL"),
    ],
)
def test_case_width_and_accents_make_no_difference(typed, written):
    assert folded(typed) == folded(written)


@pytest.mark.parametrize(("one", "other"), [("Heat", "Neat"), ("が", "か"), ("Й 1", "Й 2")])
def test_other_letters_stay_others(one, other):
    assert folded(one) != folded(other)
