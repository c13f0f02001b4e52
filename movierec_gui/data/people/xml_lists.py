"""XML exports of film collections (Kodi's ``videodb.xml``, MyAnimeList, Plex) as a table: a row for each element that
comes again and again.

An element's parts and attributes are its columns, by their names; a part with a type (Kodi's
``<uniqueid type="imdb">``) is called by that. Where elements of several names are repeated, the column ``type`` has the
name.
"""

from __future__ import annotations

import io
from collections import Counter
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from movierec_gui.data.people.sheets import Row, Sheet
from movierec_gui.data.xml_declarations import has_document_type

_FEWEST = 2


def sheet_of_xml(name: str, data: bytes) -> Sheet | None:
    """The largest list in an XML document; None where there is none, and where the document is damaged.

    A document that declares entities is left alone: no export does, and they can be made to fill the memory.
    """
    if has_document_type(io.BytesIO(data)):
        return None
    try:
        root = ET.fromstring(data)  # noqa: S314 - without entities
    except ET.ParseError:
        return None
    items = max((_repeated(element) for element in root.iter()), key=len, default=[])
    if len(items) < _FEWEST:
        return None
    cells = [_cells(item) for item in items]
    if len({item.tag for item in items}) > 1:
        cells = [{"type": _name(item.tag)} | row for item, row in zip(items, cells, strict=True)]
    header = tuple(dict.fromkeys(key for row in cells for key in row))
    rows = (Row(number, tuple(row.get(key, "") for key in header)) for number, row in enumerate(cells, 1))
    return Sheet(name, header, tuple(rows))


def _repeated(element: Element) -> list[Element]:
    """An element's parts that come more than once by their names, and have parts or attributes themselves."""
    able = [part for part in element if len(part) or part.attrib]
    counts = Counter(part.tag for part in able)
    return [part for part in able if counts[part.tag] > 1] if max(counts.values(), default=0) >= _FEWEST else []


def _cells(item: Element) -> dict[str, str]:
    found = {_name(key): value for key, value in item.attrib.items()}
    for part in item:
        if not len(part):
            found.setdefault(part.get("type") or _name(part.tag), (part.text or "").strip())
    return found


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]
