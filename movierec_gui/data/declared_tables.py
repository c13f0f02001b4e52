"""Beginnings of tables that say their form in lines of their own: Weka's ARFF and Matrix Market's coordinates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_COORDINATES = re.compile(r"%%matrixmarket\s+matrix\s+coordinate\s+(real|integer|double)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"@attribute\s+(\"[^\"]*\"|'[^']*'|\S+)\s", re.IGNORECASE)


class Declared(NamedTuple):
    """What such a beginning says."""

    delimiter: str
    header: tuple[str, ...]
    """Names of columns; empty where there are none."""
    width: int
    lines: int
    """Lines before the first row."""


def declared_table(lines: Sequence[str]) -> Declared | None:
    """The form of a table that its first lines declare; None where they do not, or break off before the rows."""
    if not lines:
        return None
    if _COORDINATES.match(lines[0]):
        # Below the comments stands the size of the matrix, which is no rating.
        size = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("%")), len(lines))
        return Declared(" ", (), 3, size + 1) if size < len(lines) else None
    told = [(at, line.strip()) for at, line in enumerate(lines) if line.strip() and not line.startswith("%")]
    if not told or not told[0][1].lower().startswith("@relation"):
        return None
    start = next((at for at, line in told if line.lower() == "@data"), None)
    if start is None:
        return None
    matches = [_ATTRIBUTE.match(line) for at, line in told if at < start]
    names = tuple(match[1].strip("\"'") for match in matches if match)
    return Declared(",", names, len(names), start + 1) if names else None
