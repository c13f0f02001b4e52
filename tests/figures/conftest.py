"""How figures look: after each test the artists of its figures are held to ``looks/<file>.json``.

A change that is meant is written with ``MOVIEREC_RENEW_LOOKS=1 python -m pytest tests/figures``, and read in the
difference.
"""

from __future__ import annotations

import json
import os
import runpy
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

_LOOKS = Path(__file__).parent / "looks"
look = runpy.run_path(str(Path(__file__).with_name("look.py")))["look"]


@pytest.fixture(autouse=True)
def figures_made(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the figures of a test until it was looked at."""
    made = request.node.figures_made = []
    begin = Figure.__init__

    def kept(figure: Figure, *arguments: Any, **options: Any) -> None:
        begin(figure, *arguments, **options)
        made.append(figure)

    monkeypatch.setattr(Figure, "__init__", kept)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fails a test whose figures look otherwise than before."""
    yield
    now = [line for figure in getattr(item, "figures_made", ()) if figure.axes for line in look(figure)]
    if not now:
        return
    file = _LOOKS / f"{item.path.stem}.json"
    looks = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if os.environ.get("MOVIEREC_RENEW_LOOKS"):
        looks[item.name] = now
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(looks, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    assert now == looks.get(item.name), f"{item.name} looks otherwise than in {file.name}"
