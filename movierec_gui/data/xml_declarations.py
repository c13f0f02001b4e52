"""Whether an XML document declares a type of its own, by which it can hold entities that fill the memory."""

from __future__ import annotations

from typing import IO, NoReturn
from xml.parsers import expat

_PIECE = 4_096
"""Bytes read at a time; most documents have their first element in the first of them."""


class _DeclaredError(Exception):
    """The document begins a declaration of its type."""


class _BegunError(Exception):
    """The first element begins: no declaration can follow."""


def has_document_type(stream: IO[bytes]) -> bool:
    """Whether a document type stands before the first element, after comments of any length and in any encoding.

    Nothing of the declaration is carried out. The stream is left somewhere behind. What is no XML has none: whoever
    reads it says what is wrong.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _declared
    parser.StartElementHandler = _begun
    try:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
    except _DeclaredError:
        return True
    except (_BegunError, expat.ExpatError):
        pass
    return False


def _declared(*_: object) -> NoReturn:
    raise _DeclaredError


def _begun(*_: object) -> NoReturn:
    raise _BegunError
