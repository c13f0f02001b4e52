"""Reviews as SNAP and BeerAdvocate publish them, a label and a value on each line, seen as one JSON object a line.

    product/productId: B00006HAXW
    review/userId: A1RSDE90N6RSZF
    review/score: 5.0

A blank line ends each review. Blank lines behind an object keep its number of lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, cast

from movierec_gui.data.delimited import decoded
from movierec_gui.data.made_stream import MadeStream
from movierec_gui.data.unpacked import Reread

_LOOKED_AT = 1 << 12
_LABEL = re.compile(rb"([A-Za-z]\w*)/([A-Za-z]\w*): ?(.*)", re.DOTALL)
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[A-Za-z]\w*/[A-Za-z]\w*: ?[^\r\n]*\r?\n){3}")
_PIECE = 1 << 18
_LONGEST = 1 << 20
"""Bytes of a review; what is longer is none, and its lines are left out as one row that cannot be read."""


def blocks_by_line(stream: IO[bytes]) -> IO[bytes]:
    """The stream, with each review on a line where it is such a file; the labels are the keys, without ``review/``."""
    first = stream.read(_LOOKED_AT)
    again = Reread(stream, first)
    if not _BEGINNING.match(first):
        return cast(IO[bytes], again)
    return cast(IO[bytes], MadeStream(_objects(_lines(again)), lambda: None))


def _lines(stream: Reread) -> Iterator[bytes]:
    rest = b""
    while piece := stream.read(_PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    if rest:
        yield rest


def _objects(lines: Iterator[bytes]) -> Iterator[bytes]:
    found: dict[str, list[str]] = {}
    label, count, size = "", 0, 0
    for line in lines:
        count += 1
        text = line.rstrip(b"\r")
        if not text.strip():
            if found:
                yield _object(found, size) + b"\n" * count
                found, label, count, size = {}, "", 0, 0
            continue
        size += len(text)
        match = _LABEL.match(text.removeprefix(b"\xef\xbb\xbf"))
        if match:
            label = match[2].decode()
            found[label] = [decoded(match[3]).strip()] if size < _LONGEST else []
        elif label and size < _LONGEST:
            found[label].append(decoded(text).strip())
    if found:
        yield _object(found, size) + b"\n"


def _object(found: dict[str, list[str]], size: int) -> bytes:
    whole = {label: " ".join(parts) for label, parts in found.items()}
    return json.dumps(whole).encode() if size < _LONGEST else b"{"
