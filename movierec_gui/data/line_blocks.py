"""A stream of text in blocks of whole lines, as tables of any size are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from movierec_gui.data.sniffing import TableShape
from movierec_gui.data.two_threads import ALONE, Helper
from movierec_gui.errors import UserError

_BLOCK = 1 << 19
"""Bytes parsed at once; larger blocks fall out of the processor's caches."""
_BLOCKS_READ = 4
"""Blocks read at once: whoever reads ahead disturbs the one who parses at each reading."""
_LONGEST_LINE = 1 << 20


def line_blocks(stream: IO[bytes], file: str, shape: TableShape, helper: Helper = ALONE) -> Iterator[bytes]:
    """The rest of a stream in blocks of whole lines, the last of which ends with a newline as well.

    ``helper`` reads ahead. Raises UserError at a line of more than 1 MiB.
    """
    rest = b""
    for piece in helper.ahead(_pieces(stream, shape)):
        start = 0
        while end := _end(piece, start):
            if len(rest) + piece.find(b"\n", start) - start > _LONGEST_LINE:
                raise _no_table(file)
            yield b"".join((rest, memoryview(piece)[start:end])) if rest else piece[start:end]
            rest, start = b"", end
        rest += piece[start:]
        if len(rest) > _LONGEST_LINE:
            raise _no_table(file)
    if rest:
        yield rest + (b"\r\n" if shape.newline == b"\r\n" else b"\n")


def _pieces(stream: IO[bytes], shape: TableShape) -> Iterator[bytes]:
    while piece := stream.read(_BLOCK * _BLOCKS_READ):
        yield piece.replace(b"\r", b"\n") if shape.newline == b"\r" else piece


def _end(piece: bytes, start: int) -> int:
    """Where the block that begins at a position ends, behind a newline; 0 where no line ends any more."""
    last = len(piece) - start <= _BLOCK + _BLOCK // 4  # no crumbs
    return piece.rfind(b"\n", start, len(piece) if last else start + _BLOCK) + 1 or piece.find(b"\n", start) + 1


def _no_table(file: str) -> UserError:
    return UserError(f"{file} is no table", "It holds a line of more than 1 MiB", "Choose another file")
