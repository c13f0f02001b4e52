"""Texts as they are compared in a search: letters, regardless of case, width or accents."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """The text to compare by: ``Ａｍélie`` and ``amelie`` give the same."""
    if text.isascii():
        return text.casefold()
    # Twice, since folding the case can bring out another compatibility form or accent.
    return _plain(_plain(text).casefold())


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    # Accents go; the marks that other scripts write their vowels and voicing with stay what they are.
    kept = "".join(part for part in parts if not "\u0300" <= part <= "\u036f")
    return unicodedata.normalize("NFKC", kept)
