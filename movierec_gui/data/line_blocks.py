"""A stream of text in blocks of whole lines, as tables of any size are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from movierec_gui.data.sniffing import TableShape
from movierec_gui.errors import UserError

_BLOCK = 1 << 19
"""Bytes parsed at once; larger blocks fall out of the processor's caches."""
_LONGEST_LINE = 1 << 20


def line_blocks(stream: IO[bytes], file: str, shape: TableShape) -> Iterator[bytes]:
    """The rest of a stream in blocks of whole lines, the last of which ends with a newline as well.

    Raises UserError at a line of more than 1 MiB.
    """
    rest = b""
    while piece := stream.read(_BLOCK):
        if shape.newline == b"\r":
            piece = piece.replace(b"\r", b"\n")
        end = piece.rfind(b"\n") + 1
        before, rest = rest, piece[end:] if end else rest + piece
        if len(rest) > _LONGEST_LINE:
            raise UserError(f"{file} is no table", "It holds a line of more than 1 MiB", "Choose another file")
        if end:
            yield b"".join((before, memoryview(piece)[:end]))  # copied once
    if rest:
        yield rest + (b"\r\n" if shape.newline == b"\r\n" else b"\n")
