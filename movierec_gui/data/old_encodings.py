"""Text of the time before UTF-8: whether it is Cyrillic, told by its letters."""

from __future__ import annotations

import re

_LETTERS = frozenset(byte for byte in range(0x80, 0x100) if bytes([byte]).decode("cp1251", "replace").isalpha())
"""Windows-1251's letters of Cyrillic alphabets."""
_SIGNS = frozenset(b"\x84\x85\x91\x92\x93\x94\x96\x97\xa0\xab\xb9\xbb")
"""Its quotes, dashes and the sign of numbers."""
_MOST = 0.95
_MOST_MIXED = 0.1
"""Share of words with plain and other letters: nearly all that have other ones, in Western languages."""
_TELLING_WORD = 3
"""Letters of a word without plain ones that hardly any Western language has."""
_WORD = re.compile(r"[^\W\d_]+")
_NO_TEXT = frozenset({*range(0x20), 0x7F}) - {*b"\t\n\r\x01\x0b\x0c\x1a"}
_ACCENTED_WORD = re.compile(r"[A-Za-z]*[^\W\d_A-Za-z][^\W\d_]*")
_LONG_WORD = 4


def is_windows_cyrillic(beginning: bytes) -> bool:
    """Whether a file that begins so is text in Windows-1251: no line with other letters is UTF-8, all look Cyrillic.

    Chinese, Japanese and Korean of that time have many bytes that are no letters there.
    """
    if beginning.isascii() or not _NO_TEXT.isdisjoint(beginning):
        return False
    foreign = [line for line in beginning.split(b"\n") if not line.isascii()]
    for line in foreign:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        return False
    beyond = bytes(byte for byte in b"\n".join(foreign) if byte >= 0x80)
    letters = sum(byte in _LETTERS for byte in beyond)
    signs = sum(byte in _SIGNS for byte in beyond)
    if letters + signs < _MOST * len(beyond) or letters <= signs:
        return False
    words = [word for word in _WORD.findall(b"\n".join(foreign).decode("cp1251", "replace")) if not word.isascii()]
    mixed = sum(any(map(str.isascii, word)) for word in words)
    telling = sum(len(word) >= _TELLING_WORD and not any(map(str.isascii, word)) for word in words)
    return telling > 0 and mixed <= _MOST_MIXED * telling


def is_cyrillic(western: str) -> bool:
    """Whether text that was decoded as Windows-1252 is Windows-1251: most words with accents have no plain letter."""
    words = _ACCENTED_WORD.findall(western)
    long = [word for word in words if len(word) >= _LONG_WORD and word.isalpha()]
    strange = sum(not any(letter.isascii() for letter in word) for word in long)
    return strange * 2 > len(words)
