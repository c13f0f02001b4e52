from __future__ import annotations

from typing import Any

import pytest

from movierec_gui.errors import UserError
from movierec_gui.report.config import SECTIONS, ReportConfig


@pytest.mark.parametrize("changes", [{"user": -1}, {"recommendations": 0}, {"top": 0}, {"map_kind": "round"}])
def test_settings_out_of_range_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        ReportConfig(**changes)


def test_sections_are_chosen_by_name() -> None:
    assert all(ReportConfig().shows(name) for name in SECTIONS)
    chosen = ReportConfig(sections="nodes, errors")
    assert [name for name in SECTIONS if chosen.shows(name)] == ["errors", "nodes"]
    assert not ReportConfig(map_kind="none").shows("map")
    with pytest.raises(UserError, match="Did you mean 'errors'"):
        ReportConfig(sections="error")
