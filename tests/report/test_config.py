from __future__ import annotations

from typing import Any

import pytest

from movierec_gui.errors import UserError
from movierec_gui.report.config import ReportConfig


@pytest.mark.parametrize("changes", [{"user": -1}, {"recommendations": 0}, {"top": 0}, {"map_kind": "round"}])
def test_settings_out_of_range_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        ReportConfig(**changes)
