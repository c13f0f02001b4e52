"""JSON of sites: a film as they nest it, and lists of flat objects as tables."""

from __future__ import annotations

from typing import Any

from movierec_gui.data.dataset import NO_YEAR
from movierec_gui.data.people.person import Film
from movierec_gui.data.people.scales import read_value
from movierec_gui.data.people.sheets import Row, Sheet
from movierec_gui.data.people.sources.rows import imdb_id, tmdb_id
from movierec_gui.data.people.titles import read_year, split_year


def nested_film(value: Any) -> Film:
    """The film of ``{"title": ..., "year": ..., "ids": {"imdb": ..., "tmdb": ...}}``, whatever of it is there."""
    if not isinstance(value, dict):
        return Film()
    ids = value.get("ids")
    ids = ids if isinstance(ids, dict) else {}
    title, year = value.get("title"), value.get("year")
    return Film(
        title=title.strip() if isinstance(title, str) else "",
        year=read_year(str(year))[0] if isinstance(year, int | str) else NO_YEAR,
        imdb_id=imdb_id(str(ids.get("imdb") or "")),
        tmdb_id=tmdb_id(str(ids.get("tmdb") or "")),
    )


def sheets_in(name: str, document: Any) -> list[Sheet]:
    """The tables in a document: a list of flat objects, or an object with such lists, each called by its key."""
    if isinstance(document, dict) and (rated := _rated_titles(name, document)) is not None:
        return [rated]
    lists = {f"{name}, {key}": value for key, value in document.items()} if isinstance(document, dict) else {}
    found = (as_sheet(part, value) for part, value in (lists or {name: document}).items())
    return [sheet for sheet in found if sheet is not None]


def _rated_titles(name: str, document: dict[str, Any]) -> Sheet | None:
    """``{"Heat (1995)": 4.5}`` as a table; None where most keys name no year or a value is no rating."""
    dated = sum(split_year(title)[1] != NO_YEAR for title in document)
    if dated <= len(document) / 2 or any(read_value(_text(value)) is None for value in document.values()):
        return None
    rows = (Row(number, (title, _text(value))) for number, (title, value) in enumerate(document.items(), 1))
    return Sheet(name, ("title", "rating"), tuple(rows))


def as_sheet(name: str, document: Any) -> Sheet | None:
    """A list of flat objects as a table; None for anything else."""
    if not isinstance(document, list) or not document or not all(isinstance(item, dict) for item in document):
        return None
    header = tuple(dict.fromkeys(str(key) for item in document for key in item))
    if any(isinstance(item.get(key), (dict, list)) for item in document for key in header):
        return None
    rows = tuple(
        Row(number, tuple(_text(item.get(key)) for key in header)) for number, item in enumerate(document, start=1)
    )
    return Sheet(name, header, rows)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
