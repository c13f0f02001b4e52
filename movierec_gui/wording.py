"""Numbers in sentences, and names that tell things apart."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from itertools import count as counting


def counted(count: int, noun: str) -> str:
    """``1 movie``, ``0 movies`` or ``9,125 movies``, of a noun whose plural ends in s."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def unused_name(name: str, taken: Iterable[str]) -> str:
    """The name, with a number where something is called so already: ``LSTM``, ``LSTM 2``, ..."""
    known = set(taken)
    numbered = (f"{name} {number}" for number in counting(2))
    return next(one for one in chain([name], numbered) if one not in known)


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names in their order, the second and later of the same numbered: a table has one row a name."""
    unique: list[str] = []
    for name in names:
        unique.append(unused_name(name, unique))
    return tuple(unique)
