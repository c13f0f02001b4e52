"""Shared by the speed benchmarks: results as lines of text with the machine's class, and ratios with their spread."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(os.environ.get("MOVIEREC_RESULTS", Path(__file__).parent / "results"))
"""Where the lines go; ``MOVIEREC_RESULTS`` names another folder, to try a command without keeping its figures."""


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
    return spread([theirs / ours for ours, theirs in zip(own, other, strict=True)])


def spread(values: Sequence[float]) -> str:
    """The median, and the lowest and highest of several turns."""
    middle = f"{statistics.median(values):.2f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.2f}–{max(values):.2f})"


def forget_peak() -> None:
    """Let ``peak_megabytes`` count from now on; only Linux can."""
    if _COUNTERS.exists():
        (_COUNTERS.parent / "clear_refs").write_text("5")


def peak_megabytes() -> float:
    """The most memory that this process has held so far, or since ``forget_peak``.

    Linux is asked for this program's own peak: what ``getrusage`` tells begins with that of the process it was started
    from. macOS counts bytes there.
    """
    if _COUNTERS.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", _COUNTERS.read_text(encoding="utf-8"))
        if found:
            return int(found[1]) / 2**10
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


_COUNTERS = Path("/proc/self/status")
