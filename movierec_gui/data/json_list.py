"""One JSON list of objects, by itself or in an object, seen as one object on each line while it is being read."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import IO, Any, cast

from movierec_gui.data.column_names import column_of
from movierec_gui.data.unpacked import Reread
from movierec_gui.records import parse_json

_LOOKED_AT = 1 << 16
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_KEY = rb'"[^"\\]*"\s*:\s*'
_HELD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*\{\s*(?:" + _KEY + rb'(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)\s*,\s*)*' + _KEY + rb"(?=\[\s*\{)"
)
"""``{"user": "ann", "ratings": [{``: what stands before the list."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|["{}\[\],\r\n]', re.DOTALL)
"""A whole text in quotes, the beginning of one that goes on behind the piece, or what gives a list its form."""
_WHOLE = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*" + _KEY + rb"(?:\{\s*" + _KEY + rb'(?:-?[\d.]|")|\[\s*(?:-?[\d.]|"))')
"""``{"ann": {"Heat": 4,``: what somebody gave each movie; ``{"user": {"0": 7,`` or ``{"user": [7,``: a column."""
_DATED = re.compile(r"\(\d{4}\)")
_LARGEST_WHOLE = 1 << 26
"""Bytes of such an object, which is taken apart as a whole."""
_FEWEST_ROLES = 2
_PIECE = 1 << 18
_LONGEST_TEXT = 1 << 20
"""A text in quotes that is longer does not end: the list is damaged, and what is left goes on as it stands."""


def objects_by_line(stream: IO[bytes]) -> IO[bytes]:
    """The stream, with the objects of a JSON list on a line each where it is one."""
    first = stream.read(_LOOKED_AT)
    held = _HELD.match(first)
    if held is not None and not _one_by_line(first):
        # The line breaks before the list stay, so that lines keep their numbers.
        first = b"\n" * held.group().count(b"\n") + first[held.end() :]
        return cast(IO[bytes], _Lines(Reread(stream, first), alone=False))
    if _WHOLE.match(first) and not _one_by_line(first):
        return _rows_of_one(first + stream.read(_LARGEST_WHOLE), stream)
    again = Reread(stream, first)
    return cast(IO[bytes], _Lines(again) if _LIST.match(first) else again)


def _rows_of_one(data: bytes, stream: IO[bytes]) -> IO[bytes]:
    """An object of columns, or of users with their movies and ratings, as a row for each rating; else as it stands."""
    try:
        found = parse_json(data.decode("utf-8-sig"))
    except ValueError:
        return cast(IO[bytes], Reread(stream, data))
    rows = _by_columns(found) or _by_user(found)
    if not rows:
        return cast(IO[bytes], Reread(stream, data))
    return BytesIO(b"".join(json.dumps(row).encode() + b"\n" for row in rows))


def _by_columns(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of columns as pandas writes them: lists, ``{"0": 1, "1": 2}``, or names and rows apart."""
    if set(found) >= {"columns", "data"} and isinstance(found["data"], list):
        return [dict(zip(map(str, found["columns"]), row, strict=False)) for row in found["data"]]
    if sum(column_of(list(found), role) is not None for role in ("user", "movie", "rating")) < _FEWEST_ROLES:
        return []
    columns = {name: list(cells.values()) if isinstance(cells, dict) else cells for name, cells in found.items()}
    if not all(isinstance(cells, list) for cells in columns.values()):
        return []
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=False)]


def _by_user(found: dict[str, Any]) -> list[dict[str, Any]]:
    """``{"ann": {"Heat": 4}}`` as rows, or ``{"Heat (1995)": {"ann": 4}}`` where years show the films."""
    ratings = [rated.values() if isinstance(rated, dict) else ("none",) for rated in found.values()]
    if not all(isinstance(value, (int, float)) for values in ratings for value in values):
        return []
    inner = {name for rated in found.values() for name in rated}
    swapped = sum(map(_is_dated, found)) * len(inner) > sum(map(_is_dated, inner)) * len(found)
    outer, own = ("movie", "user") if swapped else ("user", "movie")
    return [
        {outer: name, own: other, "rating": rating} for name, rated in found.items() for other, rating in rated.items()
    ]


def _is_dated(name: str) -> bool:
    return _DATED.search(name) is not None


def _one_by_line(first: bytes) -> bool:
    """Whether the first line is an object and the next begins one: lists in them are no list of rows."""
    line, _, rest = first.lstrip().partition(b"\n")
    try:
        parse_json(line.decode("utf-8", "replace"))
    except ValueError:
        return False
    return rest.lstrip().startswith(b"{")


class _Lines:
    """The list's brackets and the line breaks in objects are blanks, the commas between objects are line breaks."""

    def __init__(self, stream: Reread, *, alone: bool = True) -> None:
        """``alone``: nothing but further lists may follow."""
        self._stream, self._alone = stream, alone
        self._ready = bytearray()
        self._left = b""
        """The beginning of a text in quotes."""
        self._depth = 0
        self._ended = False
        self._behind = False
        """Whether the list is over, and the rest belongs to the object that holds it."""

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end; all that are left for -1."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            piece = self._stream.read(_PIECE)
            self._ended = not piece
            self._add(self._left + piece)
        end = len(self._ready) if size < 0 else size
        taken = bytes(self._ready[:end])
        del self._ready[:end]
        return taken

    def _add(self, data: bytes) -> None:
        if self._behind:
            return
        done, self._left = 0, b""
        for token in _TOKEN.finditer(data):
            if token.end() - token.start() > 1:
                continue
            mark = token.group()
            if mark == b'"':
                if not self._ended and len(data) - token.start() < _LONGEST_TEXT:
                    self._ready += data[done : token.start()]
                    self._left = data[token.start() :]
                    return
                continue
            self._ready += data[done : token.start()]
            self._ready += self._instead_of(mark)
            done = token.end()
            if self._depth == 0 and mark == b"]" and not self._alone:
                self._behind = True
                return
        self._ready += data[done:]

    def _instead_of(self, mark: bytes) -> bytes:
        outside = self._depth == 0
        self._depth += (mark in b"[{") - (mark in b"]}")
        if mark in b"\r\n" or (mark == b"[" and outside) or (mark == b"]" and self._depth == 0):
            return b" "
        return b"\n" if mark == b"," and self._depth == 1 else mark
