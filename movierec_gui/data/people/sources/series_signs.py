"""Signs that a row of a table is no film, wherever a site or a person writes them: a type column of any name, a yes in
a column that asks for series, an address of a show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from movierec_gui.data.people.columns import NO_TYPE
from movierec_gui.data.people.kinds import Kind, kind_of
from movierec_gui.data.people.sheets import Row, Sheet, cell, column_name

_MOST_TYPES = 12
"""Different texts of a column up to which they may be types."""
_LONGEST_TYPE = 40
_FLAG = re.compile(r"(?:is)?(?:tv|series?|show|tvshow|tvseries|episode|serie|miniseries)")
_YES = frozenset({"true", "yes", "1", "y", "x", "ja", "oui", "si", "sí", "да", "✓"})
_TELEVISION = frozenset({"tv", "television", "fernsehen"})
"""Alone, they may be where a film was watched."""
_SHOW = re.compile(r"(?:themoviedb\.org/tv|/series|/shows?|/serie|/tv-?shows?)/", re.IGNORECASE)
_TITLE = re.compile(r"imdb\.com/(?:\w\w/)?title/tt\d+", re.IGNORECASE)


@dataclass(frozen=True)
class SeriesSigns:
    """Columns of a table in which a row may say that it is no film; by their places."""

    types: tuple[int, ...] = ()
    """No column is called type, but the cells of these are types."""
    flags: tuple[int, ...] = ()
    """Columns such as ``is_tv``, with yes or no."""

    def of(self, row: Row) -> str:
        """What a row says of itself where it is no film; else empty."""
        for place in self.types:
            if kind_of(text := cell(row, place)) == Kind.NOT_FILM:
                return text
        if any(cell(row, place).lower() in _YES for place in self.flags):
            return "series"
        return "series" if any(_SHOW.search(text) for text in row.cells if "/" in text) else ""


def signs_of(sheet: Sheet, named: tuple[int | None, ...]) -> SeriesSigns:
    """The signs of a table; ``named`` are the places of columns whose meaning is known."""
    others = [
        place
        for place, name in enumerate(sheet.header)
        if place not in named and column_name(name) not in _NO_TYPE_NAMES
    ]
    flags = tuple(place for place in others if _FLAG.fullmatch(column_name(sheet.header[place])))
    types = tuple(place for place in others if place not in flags and _holds_types(sheet, place))
    return SeriesSigns(types, tuple(place for place in flags if _holds_flags(sheet, place)))


def imdb_column(sheet: Sheet) -> int | None:
    """A column of addresses of titles at IMDb, whatever it is called; None where there is none."""
    for place in range(len(sheet.header)):
        texts = [text for row in sheet.rows[:50] if (text := cell(row, place))]
        if texts and all(_TITLE.search(text) for text in texts):
            return place
    return None


def _holds_types(sheet: Sheet, place: int) -> bool:
    """Whether a column tells films from series: few short texts, of which some mean a series."""
    texts = {text.lower() for row in sheet.rows if (text := cell(row, place))}
    if not 0 < len(texts) <= _MOST_TYPES or any("/" in text or len(text) > _LONGEST_TYPE for text in texts):
        return False
    kinds = {text: kind_of(text) for text in texts}
    series = [text for text, kind in kinds.items() if kind == Kind.NOT_FILM]
    return any(text not in _TELEVISION for text in series) or (bool(series) and Kind.FILM in kinds.values())


def _holds_flags(sheet: Sheet, place: int) -> bool:
    texts = {cell(row, place).lower() for row in sheet.rows} - {""}
    return bool(texts) and texts <= _YES | {"false", "no", "0", "n", "nein", "non", "нет"}


_NO_TYPE_NAMES = frozenset(map(column_name, NO_TYPE))
