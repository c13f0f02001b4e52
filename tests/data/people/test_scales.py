import numpy as np
import pytest

from movierec_gui.data.people.person import OF_HUNDRED, OF_TEN, STARS, Scale
from movierec_gui.data.people.scales import converted, read_scale, read_value, rounded, step_of
from movierec_gui.errors import UserError


@pytest.mark.parametrize(
    ("text", "scale"),
    [("1-10", OF_TEN), ("0.5-5", STARS), ("0,5 to 5", STARS), ("0–100", OF_HUNDRED), ("-10:10", Scale(-10, 10))],
)
def test_scales_as_people_write_them(text, scale):
    assert read_scale(text) == scale


@pytest.mark.parametrize("text", ["", "10", "5-1", "a-b", "1-1", "nan-5", "1-1e99"])
def test_what_is_no_scale(text):
    with pytest.raises(UserError, match="no scale"):
        read_scale(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.5", (4.5, None)),
        ("4,5", (4.5, None)),
        ("8/10", (8, OF_TEN)),
        ("4 out of 5", (4, STARS)),
        ("85 %", (85, OF_HUNDRED)),
        ("★★★½", (3.5, STARS)),
        ("½", (0.5, STARS)),
        ("good", None),
        ("", None),
        ("nan", None),
        ("1e9", None),
    ],
)
def test_ratings_as_people_write_them(text, expected):
    assert read_value(text) == expected


@pytest.mark.parametrize(
    ("value", "own", "to", "expected"),
    [
        (9, OF_TEN, STARS, 4.5),
        (1, OF_TEN, STARS, 0.5),
        (4.5, STARS, OF_TEN, 9),
        (87, OF_HUNDRED, STARS, 4.35),
        (0, OF_HUNDRED, STARS, 0.5),
        (0.5, STARS, Scale(1, 5), 1),
        (3, Scale(1, 5), STARS, 3),
        (0, Scale(-10, 10), Scale(1, 5), 3),
        (5, STARS, Scale(0.5, 4), 4),
    ],
)
def test_in_proportion_to_the_highest(value, own, to, expected):
    assert converted(value, own, to) == pytest.approx(expected)


def test_rounding_to_the_steps_of_a_dataset():
    assert step_of(np.array([0.5, 3, 5], np.float32)) == 0.5
    assert step_of(np.array([1, 3, 5], np.float32)) == 1
    assert step_of(np.array([1, 3.3, 5], np.float32)) is None
    assert rounded(4.35, 0.5) == 4.5
    assert rounded(4.5, 1) == 5, "of two equally near the higher"
    assert rounded(4.35, None) == 4.35, "no steps, no rounding"
