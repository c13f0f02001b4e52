"""The one kind of error that is meant for the user's eyes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


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
    """The error for a name that is not one of a fixed list, with the nearest allowed name suggested."""
    names = tuple(allowed)
    nearest = difflib.get_close_matches(name, names, n=1)
    hint = f"Did you mean {nearest[0]!r}?" if nearest else ""
    return UserError(f"Unknown {kind} {name!r}.", f"Allowed: {', '.join(names)}.", hint)


def _as_sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else text + "."
