from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.gui.widgets.movie_map.labels import PlacedLabel, listed, place_labels, place_regions, shorten


def _size(text):
    return 10.0 * len(text), 12.0


def _place(places, texts, *, most=10, taken=()):
    return place_labels(
        np.arange(len(texts)), np.array(places, np.float32), texts.__getitem__, _size, (300.0, 200.0), most, taken
    )


def _apart(one, other):
    return (
        one.left + one.width <= other.left
        or other.left + other.width <= one.left
        or one.top + one.height <= other.top
        or other.top + other.height <= one.top
    )


def test_names_do_not_lie_on_each_other():
    rng = np.random.default_rng(0)
    labels = _place(rng.random((40, 2)) * (300, 200), ["name"] * 40, most=40)
    assert 5 < len(labels) < 40
    assert all(_apart(one, other) for n, one in enumerate(labels) for other in labels[:n])


def test_the_first_ones_matter_most():
    labels = _place([(100, 100)] * 9, list("abcdefghi"))
    assert [label.text for label in labels][:2] == ["a", "b"]
    assert len(labels) < 9


def test_names_stay_inside_and_points_outside_have_none():
    labels = _place([(295, 100), (-5, 50), (400, 50)], ["edge", "out", "far"])
    assert [label.text for label in labels] == ["edge"]
    assert labels[0].left + labels[0].width <= 300


def test_no_more_than_asked_for_and_not_over_what_is_taken():
    assert len(_place([(20, 20), (20, 100), (200, 100)], ["a", "b", "c"], most=2)) == 2
    assert _place([(50, 50)], ["a"], taken=[PlacedLabel("", 0, 0, 300, 200)]) == []


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Toy Story (1995)", "Toy Story (1995)"),
        ("Dr. Strangelove or: How I Learned to Stop Worrying (1964)", "Dr. Strangelove or: How I Le… (1964)"),
        ("x" * 40, "x" * 35 + "…"),
    ],
)
def test_a_long_title_keeps_its_year(text, short):
    assert shorten(text) == short
    assert len(short) <= 36


def test_what_is_not_listed_is_counted():
    assert listed(["a", "b"], 2) == "a\nb"
    assert listed(["a", "b"], 1234) == "a\nb\n… and 1,232 more at this place"


def test_regions_have_their_names_in_their_middle_and_the_most_important_first():
    places = np.array([[50.0, 50.0], [52.0, 51.0], [150.0, 50.0], [500.0, 50.0]])
    found = place_regions(["War", "Drama", "Comedy", "outside"], places, lambda text: (40.0, 10.0), (200.0, 100.0))
    assert [(number, label.text) for number, label in found] == [(0, "War"), (2, "Comedy")]
    assert (found[0][1].left, found[0][1].top) == (30.0, 45.0)


def test_a_region_s_name_stays_within_the_map():
    ((_, label),) = place_regions(["War"], np.array([[3.0, 97.0]]), lambda text: (40.0, 10.0), (200.0, 100.0))
    assert (label.left, label.top) == (0.0, 90.0)


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 200)), max_size=60))
def test_no_name_lies_on_another(places):
    taken = [PlacedLabel("", 100.0, 50.0, 80.0, 60.0)]
    pixels = np.array(places).reshape(-1, 2)
    found = place_labels(np.arange(len(places)), pixels, str, lambda text: (35.0, 12.0), (300.0, 200.0), 60, taken)
    boxes = [*taken, *found]
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one.left + one.width <= other.left or other.left + other.width <= one.left
            assert apart or one.top + one.height <= other.top or other.top + other.height <= one.top
