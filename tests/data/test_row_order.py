"""The order agrees with NumPy's stable sort for every kind of number, signs, zeros and gaps included."""

import numpy as np
import pytest

from movierec_gui.data.row_order import stable_order
from movierec_gui.progress import finish

RNG = np.random.default_rng(3)
KEYS = {
    "ratings": (RNG.integers(1, 11, 500) / 2).astype(np.float32),
    "signed floats": RNG.normal(size=500),
    "zeros of both signs": np.array([0.0, -0.0, 1.0, -1.0, 0.0, -0.0]),
    "infinities": np.array([np.inf, 1.0, -np.inf, 2.0]),
    "large integers": RNG.integers(-(2**62), 2**62, 500),
    "times": RNG.integers(8 * 10**8, 17 * 10**8, 500),
    "unsigned": RNG.integers(0, 200, 500).astype(np.uint8),
    "booleans": RNG.random(500) < 0.5,
    "one": np.array([7]),
    "none": np.empty(0, np.float32),
    "no numbers at all": np.empty(0, np.int64),
}


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS.keys())
def test_agrees_with_a_stable_sort(keys):
    order = finish(stable_order(keys))
    assert order.tolist() == np.argsort(keys, kind="stable").tolist()


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS.keys())
def test_descending_keeps_equals_in_place(keys):
    order = finish(stable_order(keys, descending=True))
    expected = sorted(range(len(keys)), key=lambda position: -float(keys[position]))
    assert keys[order].tolist() == keys[expected].tolist()
    equal = keys[order][1:] == keys[order][:-1]
    assert (np.diff(order)[equal] > 0).all()


@pytest.mark.parametrize("descending", [False, True])
def test_gaps_come_last_whatever_their_sign(descending):
    keys = np.array([np.nan, 2.0, -np.nan, 1.0])
    order = finish(stable_order(keys, descending)).tolist()
    assert order == ([1, 3, 0, 2] if descending else [3, 1, 0, 2])


def test_tells_how_far_it_is():
    events = list(stable_order(RNG.integers(0, 2**40, 100)))
    assert [event.fraction for event in events] == [0.0, 1 / 3, 2 / 3]
