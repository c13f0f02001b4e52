"""A person's last changes, kept beside the person so that they can be undone and made again.

A step holds, for each field that changed, the run of entries that went and the run that came, at one place: exact, and
small where one rating changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from movierec_gui.data.people.person import MARK_LISTS, Person
from movierec_gui.data.people.person_json import (
    damaged,
    decision_document,
    decision_of,
    marked_document,
    marked_of,
    rated_document,
    rated_of,
)
from movierec_gui.errors import UserError
from movierec_gui.records import Count, convert

MOST_STEPS = 50
"""Changes that can be undone."""

_WRITERS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "ratings": rated_document,
    **dict.fromkeys(MARK_LISTS, marked_document),
    "decisions": decision_document,
}
_READERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "ratings": rated_of,
    **dict.fromkeys(MARK_LISTS, marked_of),
    "decisions": decision_of,
}


@dataclass(frozen=True)
class Splice:
    """Entries of one field that went and that came, at a place."""

    field: str
    start: int
    old: tuple[Any, ...]
    new: tuple[Any, ...]


@dataclass(frozen=True)
class Step:
    """One change."""

    what: str
    """Completes "Undo …"."""
    splices: tuple[Splice, ...]
    old_name: str
    new_name: str


@dataclass(frozen=True)
class Kept:
    """A person with the changes that can be undone and made again, the last ones last."""

    person: Person
    undo: tuple[Step, ...] = ()
    redo: tuple[Step, ...] = ()


def changed(kept: Kept, after: Person, what: str) -> Kept:
    """Returns the changes kept after a new one; those undone before can no longer be made again."""
    before = kept.person
    splices = (_splice(field, getattr(before, field), getattr(after, field)) for field in _WRITERS)
    step = Step(what, tuple(splice for splice in splices if splice is not None), before.name, after.name)
    return Kept(after, (*kept.undo, step)[-MOST_STEPS:])


def undone(kept: Kept) -> Kept | None:
    """The last change taken back; None where there is none."""
    if not kept.undo:
        return None
    step = kept.undo[-1]
    person = replace(kept.person, name=step.old_name)
    for splice in step.splices:
        person = _put(person, splice.field, splice.start, len(splice.new), splice.old)
    return Kept(person, kept.undo[:-1], (*kept.redo, step))


def redone(kept: Kept) -> Kept | None:
    """The change that was undone last made again; None where there is none."""
    if not kept.redo:
        return None
    step = kept.redo[-1]
    person = replace(kept.person, name=step.new_name)
    for splice in step.splices:
        person = _put(person, splice.field, splice.start, len(splice.old), splice.new)
    return Kept(person, (*kept.undo, step), kept.redo[:-1])


def kept_document(kept: Kept) -> dict[str, Any]:
    """The steps as JSON values, to be stored with the person's."""
    return {"undo": [_step_document(step) for step in kept.undo], "redo": [_step_document(step) for step in kept.redo]}


def kept_of(document: Mapping[str, Any], person: Person, where: str) -> Kept:
    """A person with the steps in a document; without any where it has none. Raises UserError where they are damaged."""
    try:
        undo = tuple(_step_of(step) for step in document.get("undo", []))
        redo = tuple(_step_of(step) for step in document.get("redo", []))
    except (ValueError, TypeError, KeyError, UserError) as error:
        raise damaged(where, f"its steps to undo: {error}") from error
    return Kept(person, undo, redo)


def _splice(field: str, old: Sequence[Any], new: Sequence[Any]) -> Splice | None:
    """The one run of entries in which two versions of a field differ."""
    if old == new:
        return None
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return Splice(field, start, tuple(old[start : len(old) - end]), tuple(new[start : len(new) - end]))


def _put(person: Person, field: str, start: int, length: int, entries: tuple[Any, ...]) -> Person:
    now = getattr(person, field)
    entries = (*now[:start], *entries, *now[start + length :])
    return replace(person, **{field: entries})  # type: ignore[arg-type]


def _step_document(step: Step) -> dict[str, Any]:
    return {
        "what": step.what,
        "names": [step.old_name, step.new_name],
        "splices": [
            {
                "field": splice.field,
                "start": splice.start,
                "old": [_WRITERS[splice.field](entry) for entry in splice.old],
                "new": [_WRITERS[splice.field](entry) for entry in splice.new],
            }
            for splice in step.splices
        ],
    }


@dataclass(frozen=True)
class _StoredSplice:
    field: str
    start: Count
    old: list[dict[str, Any]]
    new: list[dict[str, Any]]


@dataclass(frozen=True)
class _StoredStep:
    what: str
    names: tuple[str, str]
    splices: list[_StoredSplice]


def _step_of(document: Any) -> Step:
    stored = convert(_StoredStep, document)
    return Step(stored.what, tuple(map(_splice_of, stored.splices)), *stored.names)


def _splice_of(stored: _StoredSplice) -> Splice:
    read = _READERS[stored.field]
    return Splice(stored.field, stored.start, tuple(map(read, stored.old)), tuple(map(read, stored.new)))
