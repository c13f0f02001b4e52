"""Identifiers of users and movies: numbers as they are, or text that gets numbers and is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from typing import cast

import numpy as np
import numpy.typing as npt

from movierec_gui.progress import Progress, finish

_PLAIN = re.compile(r"(0|-?[1-9][0-9]*)(?:\.0+)?")
_SHORTENED = re.compile(r"[1-9](?:[.,]\d+)?[eE]\+\d\d")
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_PIECE = 1 << 17
_STEP = 32 * _PIECE
"""Identifiers numbered in one step."""
_LARGEST_LOOKUP = 1 << 26
_LOOKUP_PER_ROW = 16
"""Identifiers are looked up in a table as long as this allows; larger ones by search."""

IdArray = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Int64Array = npt.NDArray[np.int64]
Identify = Callable[[str], int | None]
"""The number that stands for an identifier; None where it has none."""
Numbered = tuple[Int64Array, npt.NDArray[np.int32]]
"""Distinct identifiers, and each row's index into them."""


_TOTALS = frozenset({
    "total", "totals", "grand total", "subtotal", "sum", "average", "avg", "mean", "count", "summe", "gesamt",
    "durchschnitt", "mittelwert", "moyenne", "somme", "promedio", "media", "totale",
})  # fmt: skip
_LONGEST_TOTAL = 12
NO_ID = frozenset({"", "NULL", "\\N", "N/A", "?"})
"""What databases write in place of a number that is missing. Small letters may be a name: films are called nan."""
NOBODY = NO_ID | {"nan", "NaN", "null", "Null", "none", "None", "NONE", "nil", "NA", "na", "n/a", "<NA>", "#N/A", "-"}
"""The same of users: among numbers nobody is called so."""


def is_total(text: str) -> bool:
    """Whether a text in place of an identifier says that its row sums up the others, as spreadsheets have it."""
    return text[:1].isalpha() and len(text) <= _LONGEST_TOTAL and text.rstrip(": ").casefold() in _TOTALS


def shortened_numbers(texts: Iterable[str]) -> str:
    """The first identifier that a spreadsheet has written as ``7.65612E+16``, its other digits lost; else empty."""
    return next((text for text in texts if _SHORTENED.fullmatch(text)), "")


def plain_number(text: str) -> int | None:
    """A whole number of at most 64 bits, also written ``12.0``; None for anything else, ``007`` and ``-0`` too."""
    match = _PLAIN.fullmatch(text.strip())
    if match is None:
        return None
    number = int(match[1]) if len(match[1]) <= 20 else _HIGHEST + 1
    return number if _LOWEST <= number <= _HIGHEST else None


class TextIds:
    """Numbers from 1 for identifiers that are text, in the order of their first appearance."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int | None:
        """The number that stands for a text; None for an empty one."""
        text = text.strip()
        return self._numbers.setdefault(text, len(self._numbers) + 1) if text else None

    @property
    def count(self) -> int:
        """How many different texts there are."""
        return len(self._numbers)

    def known(self, text: str) -> int | None:
        """The number of a text that has one."""
        return self._numbers.get(text.strip())

    def names(self) -> dict[int, str]:
        """The text of each number."""
        return {number: text for text, number in self._numbers.items()}


def renumbered(ids: IdArray, own: TextIds | None, other: TextIds | None) -> IdArray:
    """The other file's numbers of some identifiers; the lowest of all numbers for those that it lacks."""
    if own is None and other is None:
        return ids
    names = own.names() if own is not None else {}
    distinct, places = np.unique(ids, return_inverse=True)
    texts = [names.get(number, str(number)) for number in distinct.tolist()]
    found = [plain_number(text) if other is None else other.known(text) for text in texts]
    missing = np.iinfo(np.int64).min
    return np.array([missing if number is None else number for number in found], np.int64)[places]


def number_ids(ids: IdArray, also: Int64Array | None = None, *, used_up: bool = False) -> Numbered:
    """The distinct identifiers (those of ``also`` among them), ascending, and each row's index into them [n].

    ``used_up``: nobody needs ``ids`` afterwards, so the indexes may stand in their memory.
    """
    return finish(numbering(ids, also, used_up=used_up))


def numbering(
    ids: IdArray, also: Int64Array | None = None, *, used_up: bool = False
) -> Generator[Progress, None, Numbered]:
    """``number_ids`` in steps."""
    extra = np.empty(0, np.int64) if also is None else also
    highest = max(int(ids.max(initial=0)), int(extra.max(initial=0)))
    lowest = min(int(ids.min(initial=0)), int(extra.min(initial=0)))
    if lowest < 0 or highest >= min(_LARGEST_LOOKUP, _LOOKUP_PER_ROW * len(ids)):
        distinct = np.union1d(np.unique(ids), extra).astype(np.int64)
        return distinct, np.searchsorted(distinct, ids).astype(np.int32)
    present = np.zeros(highest + 1, np.bool_)
    present[extra] = True
    # In pieces: numpy makes indices of 64 bits of all that it gets at once.
    stage, total = "Numbering", 2 * len(ids)
    for start in range(0, len(ids), _PIECE):
        present[ids[start : start + _PIECE]] = True
        if start and start % _STEP == 0:
            yield Progress(stage, start, total)
    lookup = np.cumsum(present, dtype=np.int32) - np.int32(1)
    own = used_up and ids.dtype == np.int32 and ids.flags.writeable
    places = cast(npt.NDArray[np.int32], ids) if own else np.empty(len(ids), np.int32)
    for start in range(0, len(ids), _PIECE):
        np.take(lookup, ids[start : start + _PIECE], out=places[start : start + _PIECE], mode="clip")
        if start and start % _STEP == 0:
            yield Progress(stage, len(ids) + start, total)
    return np.flatnonzero(present).astype(np.int64), places
