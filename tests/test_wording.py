"""Numbers in sentences."""

from __future__ import annotations

import pytest

from movierec_gui.wording import counted


@pytest.mark.parametrize(("count", "text"), [(0, "0 movies"), (1, "1 movie"), (2, "2 movies"), (9125, "9,125 movies")])
def test_only_one_is_singular(count: int, text: str) -> None:
    assert counted(count, "movie") == text
