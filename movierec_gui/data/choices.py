"""A person's choices for a table: its columns, scale, marks for "not rated" and time unit. Kept with the dataset."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from movierec_gui.data.column_names import column_of, plain_name, rated_movie_column
from movierec_gui.data.kept_by_path import KeptByPath
from movierec_gui.data.old_encodings import codec_of, encoding_name
from movierec_gui.data.scales import Scale, scale_text
from movierec_gui.data.sniffing import ColumnChoice, TableShape, further_columns, is_number
from movierec_gui.data.times import UNITS
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.records import DamagedError, convert
from movierec_gui.resource_paths import data_home

ROLES = {"user": "user", "item": "movie", "movie": "movie", "rating": "rating", "time": "timestamp", "title": "title"}
"""How the command line calls a column, and the field of ``ColumnChoice`` that it is."""
_NEEDED = ("user", "movie", "rating")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class TableChoice:
    """Choices for a table; those left open are found from its content."""

    columns: tuple[tuple[str, str], ...] = ()
    """Fields of ``ColumnChoice`` with the column's name, or its number from 1; nothing for a field without one."""
    scale: Scale | None = None
    not_rated: tuple[float, ...] | None = None
    """Values that mean "not rated"; empty where all are ratings."""
    time_unit: str = ""
    """One of ``times.UNITS``."""
    table: str = ""
    """Which table of a folder or zip holds the ratings: ``file`` or ``folder/file``; empty to find it."""
    encoding: str = ""
    """The codec of files that are no UTF-8; empty to find it."""

    def __post_init__(self) -> None:
        if self.time_unit and self.time_unit not in UNITS:
            raise unknown_name("time unit", self.time_unit, UNITS)
        if self.encoding and codec_of(self.encoding) != self.encoding:
            raise UserError(f"{self.encoding!r} is no codec", "", f"Write it as {codec_of(self.encoding)}")

    @property
    def says_something(self) -> bool:
        """Whether anything is said at all."""
        return self != TableChoice()


AS_FOUND = TableChoice()
"""Everything is found from the content."""


def parse_columns(text: str) -> tuple[tuple[str, str], ...]:
    """``user=who,item=2,rating=stars`` as pairs of field and column. Raises UserError where it cannot be understood."""
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        role, _, column = part.partition("=")
        if not column.strip():
            raise UserError(f"{part!r} names no column", "", "Write columns as in user=who,item=2,rating=stars")
        if role.strip().lower() not in ROLES:
            raise unknown_name("column", role.strip(), ROLES)
        pairs[ROLES[role.strip().lower()]] = column.strip()
    return tuple(pairs.items())


def chosen_columns(choice: TableChoice, shape: TableShape, file: str) -> ColumnChoice:
    """The columns that are named, and for the rest those that their names or places tell.

    Raises UserError where a named column is not there, or users, movies or ratings stay open.
    """
    header = shape.header
    found: dict[str, int | None] = {role: column_of(header, role) for role in (*_NEEDED, "timestamp", "title")}
    found["movie"] = rated_movie_column(header)
    if not header:
        found.update({role: at for at, role in enumerate((*_NEEDED, "timestamp")) if at < shape.width})
    named = {role: _place(name, shape, file) if name else None for role, name in choice.columns}
    # A film's title may be all that names it.
    used = [at for role, at in named.items() if role != "title"]
    if twice := next((role for role, at in named.items() if at is not None and used.count(at) > 1), None):
        roles = " and ".join(role for role, at in named.items() if at == named[twice] and role != "title")
        raise UserError(
            f"{file} cannot have {roles} in one column",
            f"All are {shape.name_of(named[twice] or 0)}",
            "Name another column",
        )
    # A column that was named for one purpose serves no other.
    found = {role: None if at in named.values() else at for role, at in found.items()}
    found.update(named)
    missing = [role for role in _NEEDED if found[role] is None]
    if missing:
        raise UserError(
            f"{file} leaves open which column holds the {' and the '.join(missing)}",
            f"Its columns: {', '.join(header) or shape.width}",
            "Name it too, as in user=1,item=2,rating=3",
        )
    return _with_further(ColumnChoice(**found), shape)  # type: ignore[arg-type]


def _with_further(columns: ColumnChoice, shape: TableShape) -> ColumnChoice:
    """The same with the columns that nobody names, of estimates and of dates in parts, as far as they are free."""
    taken = {columns.user, columns.movie, columns.rating, columns.timestamp, columns.title}
    seen, parts = further_columns(shape)
    parts = parts if columns.timestamp is None and not taken & {*parts} else ()
    return replace(columns, seen=None if seen in taken else seen, date_parts=parts)


def _place(name: str, shape: TableShape, file: str) -> int:
    names = [plain_name(own) for own in shape.header]
    alike = [at for at, own in enumerate(shape.header) if own == name]
    alike = alike or [at for at, own in enumerate(names) if own and own == plain_name(name)]
    if len(alike) > 1:
        places = " and ".join(str(at + 1) for at in alike)
        raise UserError(
            f"{file} has {len(alike)} columns called {name}", f"They are columns {places}", "Say which, by its number"
        )
    if alike:
        return alike[0]
    if name.isdigit() and 1 <= int(name) <= shape.width:
        return int(name) - 1
    if is_number(name):
        raise UserError(f"{file} has no column {name}", f"A row has {shape.width} columns", "Choose other columns")
    raise unknown_name("column", name, shape.header or tuple(str(at + 1) for at in range(shape.width)))


class ChoiceStore:
    """The choices that were made for files and folders, in one JSON file: Recent files and restarts use them again."""

    def __init__(self, file: Path) -> None:
        self._kept = KeptByPath(file)

    def get(self, path: Path) -> TableChoice:
        """The choice made for a path; one that says nothing where there is none."""
        kept = self._kept.get(path)
        try:
            return AS_FOUND if kept is None else convert(TableChoice, kept)
        except (DamagedError, UserError) as error:
            _LOG.warning("The choice kept for %s cannot be used: %s", path, error)
            return AS_FOUND

    def put(self, path: Path, choice: TableChoice) -> None:
        """Keep a choice; one that says nothing forgets what was kept."""
        self._kept.put(path, asdict(choice) if choice.says_something else None)


def kept_choices() -> ChoiceStore:
    """The user's own choices, which the window and the command line share."""
    return ChoiceStore(data_home() / "table-choices.json")


def describe(choice: TableChoice) -> str:
    """A choice in words, such as ``user = who, scale 1-10``."""
    parts = [f"table {choice.table}"] if choice.table else []
    parts += [f"{role} = {name}" if name else f"no {role}" for role, name in choice.columns]
    if choice.scale:
        parts.append(f"scale {scale_text(choice.scale)}")
    if choice.not_rated is not None:
        parts.append(f"not rated: {', '.join(f'{mark:g}' for mark in choice.not_rated) or 'none'}")
    if choice.time_unit:
        parts.append(f"times in {choice.time_unit}")
    if choice.encoding:
        parts.append(f"encoding {encoding_name(choice.encoding)}")
    return ", ".join(parts)
