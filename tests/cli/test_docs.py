"""docs/command-line.md is what the commands say of themselves, docs/settings.md what the settings do."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_current() -> None:
    script = runpy.run_path(str(DOCS / "make_command_line.py"))
    written = (DOCS / "command-line.md").read_text(encoding="utf-8")
    # Words alone: versions of click break lines differently.
    assert written.split() == script["page"]().split(), "run: python docs/make_command_line.py"


def test_the_page_of_settings_is_current() -> None:
    script = runpy.run_path(str(DOCS / "make_settings.py"))
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == script["page"](), "run: python docs/make_settings.py"
