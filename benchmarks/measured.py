"""What the speed benchmarks share: results as lines of text with the machine's class, and ratios with their spread."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def machine() -> dict[str, Any]:
    """The class of this machine and how busy it is; nothing that names it."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "date": datetime.now(UTC).date().isoformat(),
    }


def _processor() -> str:
    """The model's name; Linux keeps it in a file, and where it is kept apart from both family names tell enough."""
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def store(name: str, row: dict[str, Any]) -> None:
    """Append a result to ``results/<name>.jsonl``; the newest line of a row is the one that counts."""
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def stored(name: str, *keys: str) -> list[dict[str, Any]]:
    """The newest line for each combination of the keys' values, in order of first appearance; empty without a file."""
    path = RESULTS / f"{name}.jsonl"
    if not path.exists():
        return []
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        newest[tuple(row.get(key) for key in keys)] = row
    return list(newest.values())


def ratio(own: Sequence[float], other: Sequence[float]) -> str:
    """How many times less this program took, turn by turn: the median and the lowest and highest."""
    ratios = [theirs / ours for ours, theirs in zip(own, other, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def peak_megabytes() -> float:
    """The most memory that this process has held so far; Linux counts kilobytes, macOS bytes."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
