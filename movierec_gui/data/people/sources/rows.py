"""Rows of a table as entries: where the columns are, and how ids, years, types and ratings are written in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from movierec_gui.data.people import columns
from movierec_gui.data.people.entries import Entry
from movierec_gui.data.people.files import file_name
from movierec_gui.data.people.kinds import Kind, kind_of, says_series
from movierec_gui.data.people.person import RATINGS, Film, Scale
from movierec_gui.data.people.scales import read_value
from movierec_gui.data.people.sheets import Row, Sheet, cell, column_name
from movierec_gui.data.people.sources.series_signs import SeriesSigns, imdb_column, signs_of
from movierec_gui.data.people.times import days_come_first, read_time
from movierec_gui.data.people.titles import read_year, split_year

_IMDB = re.compile(r"(?:.*/title/)?(?:tt)?(\d{1,10})(?:/[^?]*)?(?:\?.*)?", re.IGNORECASE)
_IMDB_SEASON = re.compile(r"tt\d+_s\d+.*", re.IGNORECASE)
_TMDB = re.compile(r"(?:.*themoviedb\.org/(?P<kind>movie|tv)/)?(?P<number>\d{1,9})(?:\.0+)?(?:[-/?].*)?")
_MAYBE_SERIES = ("(TV)", "[TV]")
"""Behind a title; of a film for television, or of a series."""
_WHOLE = re.compile(r"\s*(\d{1,15})(?:\.0+)?\s*")


@dataclass(frozen=True)
class Places:
    """The place of each column in a table; None where it has none."""

    rating: int | None = None
    title: int | None = None
    other_title: int | None = None
    year: int | None = None
    released: int | None = None
    imdb: int | None = None
    tmdb: int | None = None
    movie: int | None = None
    type: int | None = None
    time: int | None = None
    who: int | None = None
    season: tuple[int, ...] = ()
    """Columns that only rows of a season or an episode fill."""
    day_first: bool = False
    """Whether dates with slashes have the day first."""
    signs: SeriesSigns = SeriesSigns()
    """Other columns in which a row may say that it is no film."""

    @staticmethod
    def named(sheet: Sheet) -> Places:
        """The places that the usual names of columns tell, and those that the cells do."""
        places = Places._named(sheet)
        if places.imdb is None:
            places = replace(places, imdb=imdb_column(sheet))
        known = (places.rating, places.title, places.other_title, places.year, places.released, places.imdb,
                 places.tmdb, places.movie, places.type, places.time, places.who, *places.season)  # fmt: skip
        day_first = places.time is not None and days_come_first(cell(row, places.time) for row in sheet.rows)
        return replace(places, signs=signs_of(sheet, known), day_first=day_first)

    @staticmethod
    def _named(sheet: Sheet) -> Places:
        season = (sheet.column(name) for name in columns.SEASON)
        return Places(
            rating=_rating_column(sheet),
            title=sheet.column(*columns.TITLE),
            other_title=sheet.column(*columns.OTHER_TITLES),
            year=sheet.column(*columns.YEAR),
            released=sheet.column(*columns.RELEASED),
            imdb=sheet.column(*columns.IMDB),
            tmdb=sheet.column(*columns.TMDB),
            movie=sheet.column(*columns.MOVIE),
            type=sheet.column(*columns.TYPE),
            time=sheet.column(*columns.TIME),
            who=sheet.column(*columns.USER),
            season=tuple(place for place in season if place is not None),
        )


def _rating_column(sheet: Sheet) -> int | None:
    """The first column that is called as ratings are and holds some: ``note`` is one in French, a text in English."""
    named = [place for name in columns.RATING if (place := sheet.column(name)) is not None]
    filled = [place for place in named if any(read_value(cell(row, place)) for row in sheet.rows)]
    if filled:
        return filled[0]
    return next((place for place in named if column_name(sheet.header[place]) != "note"), None)


def entries_of(sheet: Sheet, places: Places, scale: Scale | None, family: str = "") -> Iterator[Entry]:
    """Entries of a table's rows; a row without a rating has the value None, one that cannot be used its problem."""
    for row in sheet.rows:
        yield entry_of(sheet, row, places, scale, family)


def entry_of(sheet: Sheet, row: Row, places: Places, scale: Scale | None, family: str = "") -> Entry:
    """The entry of one row. ``family`` is that of the ids in the movie column."""
    film, is_span = _film(row, places, family)
    type_word = cell(row, places.type)
    sign = _sign(row, places, is_span)
    doubt = "TV" if film.title.endswith(_MAYBE_SERIES) and not type_word else ""
    kind = Kind.NOT_FILM if sign else Kind.UNKNOWN if doubt else kind_of(type_word)
    entry = Entry(
        where=f"{sheet.name}, line {row.line}",
        film=film,
        what=RATINGS,
        scale=scale,
        time=read_time(cell(row, places.time), day_first=places.day_first),
        kind=kind,
        type_word=type_word or sign or doubt,
        who=cell(row, places.who),
    )
    if row.problem:
        return replace(entry, problem=row.problem)
    return with_value(entry, cell(row, places.rating))


def with_value(entry: Entry, text: str) -> Entry:
    """The entry with the rating in a cell; 0 counts as none where the scale begins above it."""
    if not text:
        return entry
    read = read_value(text)
    if read is None:
        return replace(entry, problem=f"{text[:40]!r} is no rating")
    value, own_scale = read
    scale = own_scale or entry.scale
    if value == 0 and (scale is None or scale.low > 0):
        return entry
    if scale is not None and not scale.holds(value):
        return replace(entry, value=value, problem=f"{value:g} is off the scale of {scale}")
    return replace(entry, value=value, scale=scale)


def imdb_id(text: str) -> str:
    """An IMDb id with its ``tt`` and at least seven digits, of an id, a number or an address; empty for none."""
    match = _IMDB.fullmatch(text.strip())
    return f"tt{int(match[1]):07d}" if match and int(match[1]) else ""


def tmdb_id(text: str) -> str:
    """A TMDB number, of a number or an address; empty for none or for a show's address."""
    match = _TMDB.fullmatch(text.strip())
    if match is None or match["kind"] == "tv" or not int(match["number"]):
        return ""
    return str(int(match["number"]))


def whole_number(text: str) -> int | None:
    """A whole number as written by sites and spreadsheets, or None."""
    match = _WHOLE.fullmatch(text)
    return int(match[1]) if match else None


def _film(row: Row, places: Places, family: str) -> tuple[Film, bool]:
    """The film of a row, and whether its year is a span."""
    title, year, is_span = split_year(cell(row, places.title))
    if text := cell(row, places.year):
        from_column, column_span = read_year(text)
        year, is_span = from_column or year, is_span or column_span
    if not year:
        year = read_year(cell(row, places.released)[:4])[0]
    other = split_year(cell(row, places.other_title))[0]
    movie = whole_number(cell(row, places.movie))
    film = Film(
        title=title,
        year=year,
        imdb_id=imdb_id(cell(row, places.imdb)),
        tmdb_id=tmdb_id(cell(row, places.tmdb)),
        movie_id=movie,
        family=family if movie is not None else "",
        other_titles=(other,) if other and other != title else (),
    )
    return film, is_span


def _sign(row: Row, places: Places, is_span: bool) -> str:
    """What else than its type says that a row is no film; empty for nothing."""
    series_address = "/tv/" in cell(row, places.tmdb) or _IMDB_SEASON.fullmatch(cell(row, places.imdb)) is not None
    in_season = any(cell(row, place) not in ("", "0") for place in places.season)
    if is_span or series_address or in_season or says_series(cell(row, places.title)):
        return "series"
    return places.signs.of(row)


def name_says(sheet_name: str, *words: str) -> bool:
    """Whether a file's name has one of these words."""
    return any(word in file_name(sheet_name) for word in words)
