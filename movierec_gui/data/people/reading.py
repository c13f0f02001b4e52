"""A person's history out of the files of a site: which site it is, its entries, and what has to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from movierec_gui.data.people.columns import IMDB, MOVIE, RATING, TITLE, TMDB, USER
from movierec_gui.data.people.entries import Entry
from movierec_gui.data.people.files import open_bundle
from movierec_gui.data.people.kinds import Kind
from movierec_gui.data.people.person import MARK_LISTS, OF_HUNDRED, OF_TEN, RATINGS, STARS, Person, Scale
from movierec_gui.data.people.sheets import Sheet, cell, column_name
from movierec_gui.data.people.sources import SOURCES, table
from movierec_gui.data.scales import scale_text
from movierec_gui.errors import UserError
from movierec_gui.wording import counted

_MOST_SHOWN = 8
_PERSONAL = (".csv", ".tsv", ".txt", ".zip", ".json", ".xml", ".xlsx", ".xlsm", ".ods")
_MOST_PERSONAL_BYTES, _MOST_PERSONAL_FILES = 30_000_000, 200
"""Above, a file or folder is a dataset; a person's own is some megabytes at most."""
_USERS = frozenset(map(column_name, USER))
_FEWEST_FILMS, _MOST_DISTINCT = 10, 0.7
"""Of so many rows less than this share names another film: they are several people's."""
SUGGESTED_SCALES = (STARS, Scale(1, 5), OF_TEN, OF_HUNDRED)
"""The answers that a question for the scale offers."""


class NeedsScaleError(UserError):
    """The file does not say on which scale its ratings are: ask, and read again with the answer."""

    def __init__(self, name: str, values: tuple[float, ...], why: str = "") -> None:
        shown = ", ".join(f"{value:g}" for value in values[:_MOST_SHOWN])
        low, high = min(values[0], 0.0), values[-1]  # 0 may stand for no rating
        usual = tuple(scale for scale in SUGGESTED_SCALES if low == 0 and scale.high >= high)
        suggested = usual or (Scale(low, max(high, -low)),)  # below 0: as far above it
        texts = (scale_text((scale.low, scale.high)) for scale in suggested[::2])
        written = " or ".join(f'--own-scale "{text}"' if " " in text else f"--own-scale {text}" for text in texts)
        super().__init__(
            f"{name} does not say on which scale its ratings are",
            why or f"Among them: {shown}",
            f"Give the lowest and the highest rating that can be given, such as {written}",
        )
        self.values = values
        """Distinct ratings of the file, ascending."""
        self.suggested = suggested
        """Usual scales with room for all of them."""


class NeedsWhoError(UserError):
    """The file holds several people: ask which one, and read again with the answer."""

    def __init__(self, name: str, people: tuple[str, ...]) -> None:
        more = f" and {len(people) - _MOST_SHOWN} more" if len(people) > _MOST_SHOWN else ""
        super().__init__(
            f"{name} holds {counted(len(people), 'person').replace('persons', 'people')}",
            f"They are {', '.join(people[:_MOST_SHOWN])}{more}",
            "Choose one, such as --who " + people[0],
        )
        self.people = people
        """As the file calls them."""


@dataclass(frozen=True)
class History:
    """Contents of a file or an export, before any dataset is looked at."""

    origin: Path
    source: str
    """The site's name, such as ``Letterboxd``, or ``table``."""
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    person_name: str = ""
    """The name in the files; empty where they have none."""
    whole_person: Person | None = None
    """The person of this program's own export."""
    uses_dataset_ids: bool = False
    is_kept: bool = False
    """Whether the entries are what a person has already."""

    @property
    def is_exact(self) -> bool:
        """Whether the entries' films stay as they are, with ids that a dataset may know as other movies'."""
        return self.is_kept or self.whole_person is not None

    @property
    def people(self) -> tuple[str, ...]:
        """The people of a file of several, in the order of the file; none where it is one person's."""
        return tuple(dict.fromkeys(entry.who for entry in self.entries if entry.who))

    @property
    def unscaled(self) -> tuple[float, ...]:
        """Distinct ratings whose scale the source does not say, ascending."""
        return tuple(sorted({entry.value for entry in _scaleless(self.entries) if entry.value is not None}))


def is_personal(path: Path, *, of_site: bool = False) -> bool:
    """Whether a file or folder is one person's history rather than a dataset of many people's ratings.

    A site's export is; of other tables, unless ``of_site`` leaves them out, those that name no users and whose films
    do not come again and again.
    """
    try:
        if not _may_be_personal(path):
            return False
        bundle = open_bundle(path)
    except (UserError, OSError):
        return False
    source = next((source for source in SOURCES if source.matches(bundle)), None)
    if path.is_dir() and any(_of_several(sheet) for sheet in bundle.sheets.values()):
        return False
    if any(map(_names_several, bundle.documents.values())):
        return False
    if source is not table:
        return source is not None
    sheets = table.tables_in(bundle)
    named = any(sheet.column(*USER) is not None for sheet in sheets)
    return not (of_site or path.is_dir() or named or any(map(_repeats_films, sheets)))


def _may_be_personal(path: Path) -> bool:
    """Whether size and names allow for a person's files."""
    if path.is_dir():
        entries = [entry for entry in islice(path.rglob("*"), _MOST_PERSONAL_FILES + 1) if entry.is_file()]
        small = len(entries) <= _MOST_PERSONAL_FILES
        return small and sum(entry.stat().st_size for entry in entries) <= _MOST_PERSONAL_BYTES
    return path.is_file() and path.suffix.lower() in _PERSONAL and path.stat().st_size <= _MOST_PERSONAL_BYTES


def _of_several(sheet: Sheet) -> bool:
    """Whether a table says who gave each rating."""
    return sheet.column(*USER) is not None and sheet.column(*RATING) is not None


def _names_several(document: Any) -> bool:
    """Whether a JSON list, or one in an object, says who gave each rating, and that they are several."""
    lists = document.values() if isinstance(document, dict) else [document]
    for rows in (rows for rows in lists if isinstance(rows, list)):
        users = {str(row[key]) for row in rows if isinstance(row, dict) for key in row if column_name(key) in _USERS}
        if len(users) > 1:
            return True
    return False


def _repeats_films(sheet: Sheet) -> bool:
    """Whether a table rates the same films many times over, as several people do."""
    place = sheet.column(*MOVIE, *IMDB, *TMDB, *TITLE)
    films = [film for row in sheet.rows if (film := cell(row, place))]
    return len(films) >= _FEWEST_FILMS and len(set(films)) < _MOST_DISTINCT * len(films)


def read_history(path: Path) -> History:
    """The history at ``path``: an export's file, folder or zip. Raises UserError where no source knows it."""
    bundle = open_bundle(path)
    for source in SOURCES:
        if source.matches(bundle):
            read = source.read(bundle)
            if read.entries or read.whole_person is not None:
                return History(
                    origin=path,
                    source=source.NAME,
                    entries=read.entries,
                    notes=read.notes,
                    person_name=read.person_name,
                    whole_person=read.whole_person,
                    uses_dataset_ids=read.uses_dataset_ids,
                )
            raise UserError(
                f"{path.name} holds no rating and no film on a list", "; ".join(read.notes), "Choose another file"
            )
    headings = "; ".join(f"{sheet.name}: {', '.join(sheet.header)}"[:200] for sheet in bundle.sheets.values())
    raise UserError(
        f"{path.name} does not say which movies are rated how",
        f"Its columns: {headings}" if headings else "It is JSON of a kind that is not known",
        "Name one column rating, and one movieId, imdbId, tmdbId or title (with year)",
    )


def entries_of_one(history: History, who: str = "") -> tuple[Entry, ...]:
    """The entries of one person. Raises NeedsWhoError where there are several and none, or none such, is chosen."""
    people = history.people
    if len(people) > 1 and who not in people:
        raise NeedsWhoError(history.origin.name, people)
    if who and people and who not in people:
        raise NeedsWhoError(history.origin.name, people)
    return tuple(entry for entry in history.entries if not who or not people or entry.who == who)


def scale_of(history: History, entries: Sequence[Entry], given: Scale | None, of_dataset: Scale | None) -> Scale | None:
    """The scale of ratings whose source does not say theirs; None where there are none such.

    The one given, or ``of_dataset``, which is that of a dataset whose own movie ids the table uses. Raises
    NeedsScaleError where there is neither, and where a rating lies above the scale, since then it is not the right one.
    """
    values = tuple(sorted({entry.value for entry in _scaleless(entries) if entry.value is not None}))
    if not values:
        return None
    scale = given or of_dataset
    if scale is None:
        raise NeedsScaleError(history.origin.name, values)
    if values[-1] > scale.high:
        raise NeedsScaleError(
            history.origin.name, values, f"{values[-1]:g} is above the highest of {scale}, so all may mean another"
        )
    return scale


def _scaleless(entries: Sequence[Entry]) -> list[Entry]:
    """Rated entries without a scale, those that are used only."""
    return [
        entry
        for entry in entries
        if entry.what == RATINGS and entry.scale is None and not entry.problem and entry.kind != Kind.NOT_FILM
    ]


def lists_in(entries: Sequence[Entry]) -> dict[str, int]:
    """Number of entries on each list that has any."""
    counts = {which: sum(entry.what == which for entry in entries) for which in (RATINGS, *MARK_LISTS)}
    return {which: count for which, count in counts.items() if count}
