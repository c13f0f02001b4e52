"""Text of the time before UTF-8: whether it is Cyrillic, told by its letters."""

from __future__ import annotations

import re

_ACCENTED_WORD = re.compile(r"[A-Za-z]*[^\W\d_A-Za-z][^\W\d_]*")
_LONG_WORD = 4


def is_cyrillic(western: str) -> bool:
    """Whether text that was decoded as Windows-1252 is Windows-1251: most words with accents have no plain letter."""
    words = _ACCENTED_WORD.findall(western)
    long = [word for word in words if len(word) >= _LONG_WORD and word.isalpha()]
    strange = sum(not any(letter.isascii() for letter in word) for word in long)
    return strange * 2 > len(words)
