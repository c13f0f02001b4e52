"""One JSON list of objects, seen as a file with one object on each line while it is being read."""

from __future__ import annotations

import re
from typing import IO, cast

from movierec_gui.data.unpacked import Reread

_LOOKED_AT = 256
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|["{}\[\],\r\n]', re.DOTALL)
"""A whole text in quotes, the beginning of one that goes on behind the piece, or what gives a list its form."""
_PIECE = 1 << 18
_LONGEST_TEXT = 1 << 20
"""A text in quotes that is longer does not end: the list is damaged, and what is left goes on as it stands."""


def objects_by_line(stream: IO[bytes]) -> IO[bytes]:
    """The stream, with the objects of a JSON list on a line each where it is one."""
    first = stream.read(_LOOKED_AT)
    again = Reread(stream, first)
    return cast(IO[bytes], _Lines(again) if _LIST.match(first) else again)


class _Lines:
    """The list's brackets and the line breaks in objects are blanks, the commas between objects are line breaks."""

    def __init__(self, stream: Reread) -> None:
        self._stream = stream
        self._ready = bytearray()
        self._left = b""
        """The beginning of a text in quotes."""
        self._depth = 0
        self._ended = False

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
        self._ready += data[done:]

    def _instead_of(self, mark: bytes) -> bytes:
        outside = self._depth == 0
        self._depth += (mark in b"[{") - (mark in b"]}")
        if mark in b"\r\n" or (mark == b"[" and outside) or (mark == b"]" and self._depth == 0):
            return b" "
        return b"\n" if mark == b"," and self._depth == 1 else mark
