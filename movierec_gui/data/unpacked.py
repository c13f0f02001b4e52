"""Single packed files (.gz, .xz, .bz2), UTF-16 and older encodings, seen as plain UTF-8 text while they are read."""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
from pathlib import PurePath
from typing import IO, cast

from movierec_gui.data import parquet
from movierec_gui.data.old_encodings import WESTERN_CODEC, is_doubtful, is_utf8, old_encoding

PACKED_ENDINGS = (".gz", ".xz", ".bz2")
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".dat", ".data", ".json", ".jsonl", ".inter", ".item")
_BEGINNING = 1 << 16
"""Bytes in which a byte-order mark or letters of an older encoding show."""
_LONGEST_READ = 1 << 20


def unpacked_name(name: str) -> str:
    """``ratings.csv`` for ``ratings.csv.gz``, ``ratings`` for ``ratings.gz``; any other name as it is."""
    path = PurePath(name)
    packed = path.suffix.lower() in PACKED_ENDINGS and PurePath(path.stem).suffix.lower() in ("", *_TEXT_ENDINGS)
    return path.stem if packed else name


def unpacked_stream(name: str, stream: IO[bytes]) -> IO[bytes]:
    """The unpacked bytes of a file with a packing's ending and a text's name; any other stream as it is.

    Parquet becomes CSV.
    """
    if name.lower().endswith(parquet.ENDING):
        return parquet.as_csv(name, stream)
    if unpacked_name(name) == name:
        return stream
    ending = PurePath(name).suffix.lower()
    if ending == ".gz":
        return cast(IO[bytes], _Packed(cast(IO[bytes], gzip.GzipFile(fileobj=stream)), stream))
    unpack = lzma.LZMAFile if ending == ".xz" else bz2.BZ2File
    return cast(IO[bytes], _Packed(cast(IO[bytes], unpack(stream)), stream))


def as_utf8(stream: IO[bytes], said: str = "") -> IO[bytes]:
    """The stream, with its text as UTF-8 where its beginning shows that it is UTF-16, UTF-32 or of an older encoding.

    ``said`` is the codec that a person names for what is neither UTF-8 nor UTF-16. Windows-1252 is left to be told
    line by line.
    """
    first = stream.read(_BEGINNING)
    encoding = _wide_encoding(first[:4]) or older_encoding(first, said)
    if encoding and encoding != WESTERN_CODEC:
        return cast(IO[bytes], _Recoded(stream, first, encoding))
    return cast(IO[bytes], Reread(stream, first))


def older_encoding(first: bytes, said: str = "") -> str:
    """The codec of a file's beginning that is no UTF-8; empty for UTF-8, UTF-16 and plain ASCII."""
    if _wide_encoding(first[:4]):
        return ""
    beginning = _whole_lines(first[:_BEGINNING])
    return said if said and not is_utf8(beginning) else old_encoding(beginning)


def has_doubtful_letters(first: bytes) -> bool:
    """Whether nothing shows for certain in which encoding a file is that begins so."""
    return not _wide_encoding(first[:4]) and is_doubtful(_whole_lines(first[:_BEGINNING]))


def _whole_lines(first: bytes) -> bytes:
    """The beginning of a file without its last line, which may be cut off, unless it is all there is."""
    return first if len(first) < _BEGINNING else first[: first.rfind(b"\n") + 1] or first


def _wide_encoding(first: bytes) -> str:
    """UTF-32 or UTF-16 by its byte-order mark, or by the zeros between plain letters; empty for anything else."""
    if first.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = [byte == 0 for byte in first]
    if zeros == [False, True, False, True]:
        return "utf-16-le"
    return "utf-16-be" if zeros == [True, False, True, False] else ""


class _Packed:
    """The unpacked bytes of a stream, which is closed with them."""

    def __init__(self, unpacked: IO[bytes], stream: IO[bytes]) -> None:
        self._unpacked = unpacked
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end; all that are left for -1."""
        return self._unpacked.read(size)

    def __enter__(self) -> _Packed:
        return self

    def __exit__(self, *_error: object) -> None:
        self._unpacked.close()
        self._stream.close()


class Reread:
    """A stream of which some bytes were read already."""

    def __init__(self, stream: IO[bytes], first: bytes) -> None:
        self._stream = stream
        self._first = first

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end; all that are left for -1."""
        if not self._first:
            return self._stream.read(size)
        first, self._first = (self._first, b"") if size < 0 else (self._first[:size], self._first[size:])
        rest = -1 if size < 0 else size - len(first)
        return first + self._stream.read(rest) if rest else first


class _Recoded:
    """UTF-16, UTF-32 or an older encoding as UTF-8."""

    def __init__(self, stream: IO[bytes], first: bytes, encoding: str) -> None:
        self._stream = Reread(stream, first)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end; all that are left for -1."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            piece = self._stream.read(_LONGEST_READ)
            self._ended = not piece
            self._ready += self._decoder.decode(piece, self._ended).encode("utf-8", "replace")
        end = len(self._ready) if size < 0 else size
        taken, self._ready = self._ready[:end], self._ready[end:]
        return taken
