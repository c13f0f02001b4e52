"""Entries of a source: one for each film of a history, as far as the file tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.kinds import Kind
from movierec_gui.data.people.person import RATINGS, Film, Person, Scale


@dataclass(frozen=True)
class Entry:
    """A film with what the person did with it."""

    where: str
    """File and line, such as ``ratings.csv, line 3``."""
    film: Film
    what: str = RATINGS
    """The list it belongs to: ``RATINGS`` or one of ``MARK_LISTS``."""
    value: float | None = None
    scale: Scale | None = None
    """None where the source does not say."""
    time: int = 0
    kind: Kind = Kind.FILM
    type_word: str = ""
    """The type as the file has it, for a row that is no film."""
    who: str = ""
    """The person, in a file of several."""
    problem: str = ""
    """Why the entry cannot be used; empty for a good one."""
    source: str = ""
    """Where it first came from; empty for the source that is read."""


@dataclass(frozen=True)
class SourceRead:
    """All that a source found in its files."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    """Remarks about whole files, such as ``tags.csv: tags are not kept``."""
    person_name: str = ""
    """The name that the files give the person."""
    whole_person: Person | None = None
    """The person of this program's own export, which is kept as it is."""
    uses_dataset_ids: bool = False
    """Whether movie ids without a family are those of the dataset that is open, and ratings on its scale."""


class Source(Protocol):
    """A module that knows one site's files. To add one: a file in ``sources`` and a line in ``SOURCES``."""

    NAME: str

    def matches(self, bundle: Bundle) -> bool:
        """Whether the files are this source's."""
        ...

    def read(self, bundle: Bundle) -> SourceRead:
        """The entries of the files that ``matches`` said yes to."""
        ...


@dataclass
class Notes:
    """Collects remarks while files are read, each once."""

    lines: dict[str, None] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Note one remark."""
        self.lines.setdefault(text)

    def skipped(self, names: Sequence[str], reason: str) -> None:
        """Note files that are left out, and why."""
        if names:
            self.add(f"{', '.join(sorted(names))}: {reason}")
