"""Files with one JSON object on each line, seen as tables: the first objects' keys are the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from movierec_gui.data.delimited import Record, decoded
from movierec_gui.records import parse_json

DELIMITER = "{"
"""Stands for the delimiter in the layout of such a file."""
_MOST_LOOKED_AT = 50


def keys_of(lines: Sequence[str]) -> tuple[str, ...]:
    """The keys of the first lines' objects in their order; nothing where the first or most are no objects."""
    found = [_object(line) for line in lines[:_MOST_LOOKED_AT]]
    objects = [one for one in found if one is not None]
    if not found or found[0] is None or len(objects) * 2 < len(found):
        return ()
    return tuple(dict.fromkeys(key for one in objects for key in one))


class JsonCutter:
    """Takes the objects of a block of whole lines apart, as ``RecordCutter`` does with delimited rows."""

    holds = False

    def __init__(self, keys: Sequence[str], first_line: int) -> None:
        self.line = first_line
        """Number of the next line."""
        self._keys = keys

    def plain(self, block: bytes) -> None:
        """No object is beyond doubt before it was taken apart."""

    def cut(self, block: bytes, *, last: bool = False) -> Iterator[Record]:
        """The rows of a block in which every line ends with a newline, blank ones left out."""
        for line in block[:-1].split(b"\n") if block else ():
            text = decoded(line).strip()
            if text:
                found = _object(text)
                yield Record(self.line, 1, text, None if found is None else [_text(found.get(k)) for k in self._keys])
            self.line += 1


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = parse_json(line)
    except ValueError:
        return None
    return _flat(found) if isinstance(found, dict) else None


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """The object with the parts of those in it beside its own, as ``user.id``; MongoDB's ``{"$oid": "5f…"}`` is one."""
    if not any(isinstance(value, dict) for value in found.values()):
        return found
    flat: dict[str, Any] = {}
    for key, value in found.items():
        if not isinstance(value, dict):
            flat[key] = value
        elif len(value) == 1 and next(iter(value)).startswith("$"):
            flat[key] = next(iter(value.values()))
        else:
            flat.update({f"{key}.{part}": inner for part, inner in value.items()})
    return flat


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "|".join(value)
    return value if isinstance(value, str) else json.dumps(value)
