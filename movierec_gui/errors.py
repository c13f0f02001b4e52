"""The one kind of error that is meant for the user's eyes."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable

_MOST_NAMED = 40
_MOST_COMPARED = 20_000
"""More names than these take seconds to compare."""


class UserError(Exception):
    """A problem that the user can mend: what came, where (or what is allowed), and what to do.

    Shown beside its cause in the window and on standard error by the command line; never with a traceback.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        return " ".join(_as_sentence(part) for part in (self.what, self.where, self.remedy) if part)


def unknown_name(kind: str, name: str, allowed: Iterable[str]) -> UserError:
    """The error for a name that is not one of a list: the first of the list, and the one nearest to the name."""
    names = tuple(allowed)
    nearest = difflib.get_close_matches(name, names[:_MOST_COMPARED], n=1)
    hint = f"Did you mean {nearest[0]!r}?" if nearest else ""
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    if not names:
        return UserError(f"Unknown {kind} {name!r}", "There is none here", "Leave it out")
    return UserError(f"Unknown {kind} {name!r}.", f"Allowed: {', '.join(names[:_MOST_NAMED])}{more}.", hint)


def _as_sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else text + "."


_OUT_OF_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "Unable to allocate")
"""What PyTorch and others say in errors of their own kinds."""
_ALLOCATING = ("MemoryError", "RuntimeError", "OutOfMemoryError", "_ArrayMemoryError")


def of_the_machine(error: Exception) -> UserError | None:
    """The error in words where the machine is at fault and not the program: no memory, a disk that refuses; or None."""
    if type(error).__name__ in _ALLOCATING and (
        isinstance(error, MemoryError) or any(said in str(error) for said in _OUT_OF_MEMORY)
    ):
        remedy = "Close other programs, or take less: fewer ratings, a smaller batch or network"
        return UserError("There is not enough memory for this", str(error).partition("\n")[0], remedy)
    if isinstance(error, OSError) and error.errno is not None:
        where = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "The disk is full" if full else "A file or folder cannot be used"
        return UserError(what, where, "Make room, check that it is there and its rights, and try again")
    return None
