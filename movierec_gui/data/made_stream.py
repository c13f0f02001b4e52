"""A stream of bytes that are made while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator


class MadeStream:
    """The bytes of some pieces, each made when it is needed; what they are made from is closed with them."""

    def __init__(self, pieces: Iterator[bytes], close: Callable[[], object]) -> None:
        self._pieces = pieces
        self._close = close
        self._ready = bytearray()
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end; all that are left for -1."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            piece = next(self._pieces, None)
            self._ended = piece is None
            self._ready += piece or b""
        end = len(self._ready) if size < 0 else size
        taken = bytes(self._ready[:end])
        del self._ready[:end]
        return taken

    def __enter__(self) -> MadeStream:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()
