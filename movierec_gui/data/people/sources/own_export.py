"""This program's own export of a person, kept exactly as it is."""

from __future__ import annotations

from typing import Any

from movierec_gui.data.people.entries import Entry, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.person import MARK_LISTS, RATINGS, Person
from movierec_gui.data.people.person_json import FORMAT, person_of

NAME = "MovieRec"


def matches(bundle: Bundle) -> bool:
    """Whether there is one document, and it is such an export."""
    return len(bundle.documents) == 1 and not bundle.sheets and _is_ours(next(iter(bundle.documents.values())))


def read(bundle: Bundle) -> SourceRead:
    """All entries as they were exported. Raises UserError where the file is damaged."""
    ((name, document),) = bundle.documents.items()
    person = person_of(document, name)
    return SourceRead(tuple(_entries(name, person)), person_name=person.name, whole_person=person)


def _is_ours(document: Any) -> bool:
    return isinstance(document, dict) and document.get("format") == FORMAT


def _entries(name: str, person: Person) -> list[Entry]:
    entries = [
        Entry(
            f"{name}, rating {number}", rated.film, RATINGS, rated.value, rated.scale, rated.time, source=rated.source
        )
        for number, rated in enumerate(person.ratings, start=1)
    ]
    for which in MARK_LISTS:
        entries += [
            Entry(f"{name}, {which} {number}", marked.film, which, time=marked.time, source=marked.source)
            for number, marked in enumerate(person.marks(which), start=1)
        ]
    return entries
