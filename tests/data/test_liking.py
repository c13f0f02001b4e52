from __future__ import annotations

import pytest

from movierec_gui.data.liking import liked_from


@pytest.mark.parametrize(
    ("scale", "liked"),
    [((0.5, 5), 4), ((1, 5), 4), ((1, 10), 8), ((0, 100), 80), ((3, 5), 4), ((-10, 10), 5), ((1, 7), 5.6)],
)
def test_four_of_five_is_liked_on_every_scale(scale: tuple[float, float], liked: float) -> None:
    assert liked_from(scale) == pytest.approx(liked)
