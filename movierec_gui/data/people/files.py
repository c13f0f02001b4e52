"""The files of a history: a single one, a folder's, or those in a zip, read whole."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from movierec_gui.data.people.columns import KNOWN_COLUMNS
from movierec_gui.data.people.plain_lists import films_by_line, with_found_heading
from movierec_gui.data.people.sheets import Sheet, column_name, decoded, read_sheet
from movierec_gui.data.people.xml_lists import sheet_of_xml
from movierec_gui.data.workbook import is_workbook, sheet_as_csv, sheets_of
from movierec_gui.data.zip_in_zip import inner_zip, only_zip
from movierec_gui.errors import UserError
from movierec_gui.records import parse_json

_TABLES = (".csv", ".tsv", ".txt")
_READ = (*_TABLES, ".json", ".xml")
_KNOWN = frozenset(map(column_name, KNOWN_COLUMNS))
_MOST_BYTES = 400_000_000
"""Bytes of a history, unpacked; a person's own is some megabytes at most."""
_MOST_FILES = 2_000


@dataclass(frozen=True)
class Bundle:
    """The tables and JSON documents of a history by their names, a zip's with their folders."""

    origin: Path
    sheets: dict[str, Sheet] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    """Names of files that hold no table and no JSON, and why not."""

    @property
    def names(self) -> tuple[str, ...]:
        """All files."""
        return (*self.sheets, *self.documents, *self.unreadable)

    def sheets_with(self, *columns: str) -> tuple[Sheet, ...]:
        """The tables that have all of these columns."""
        return tuple(sheet for sheet in self.sheets.values() if sheet.has(*columns))


def file_name(path: str) -> str:
    """The name without folders, in lower case."""
    return PurePosixPath(path).name.lower()


def folders(path: str) -> tuple[str, ...]:
    """The folders above a file, in lower case."""
    return tuple(part.lower() for part in PurePosixPath(path).parts[:-1])


def open_bundle(path: Path) -> Bundle:
    """Everything at ``path`` that can hold a history. Raises UserError where nothing can be read."""
    bundle = Bundle(path)
    try:
        for name, data in _contents(path):
            _add(bundle, name, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise UserError(
            f"{path.name} is damaged or not a readable zip", str(error), "Download the export again"
        ) from error
    except OSError as error:
        raise UserError(f"{path.name} cannot be read", error.strerror or str(error), "Check the path") from error
    if not (bundle.sheets or bundle.documents):
        reasons = "; ".join(f"{name}: {reason}" for name, reason in list(bundle.unreadable.items())[:5])
        raise UserError(
            f"{path.name} holds no table and no JSON", reasons or "There is no .csv or .json in it",
            "Choose the file as the site exported it",
        )  # fmt: skip
    return bundle


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.exists():
        raise UserError(f"There is no {path.name}", f"Looked for {path}", "Check the path")
    if path.is_dir():
        yield from _folder(path)
    elif zipfile.is_zipfile(path) or path.suffix.lower() == ".zip":
        yield from _zip(path)
    else:
        if path.stat().st_size > _MOST_BYTES:
            raise _too_large(path)
        yield path.name, path.read_bytes()


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    total = 0
    found = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in _READ and file.is_file()]
    if len(found) > _MOST_FILES:
        raise _too_large(path)
    for file in found:
        total += file.stat().st_size
        if total > _MOST_BYTES:
            raise _too_large(path)
        yield file.relative_to(path).as_posix(), file.read_bytes()


def _zip(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        inside = only_zip(info.filename for info in archive.infolist() if not info.is_dir())
        if inside is None:
            yield from _of_zip(path, archive)
        else:
            with inner_zip(path, archive, inside) as inner:
                yield from _of_zip(path, inner)


def _of_zip(path: Path, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    if is_workbook(archive):
        yield from _workbook(path, archive)
        return
    total = 0
    for info in archive.infolist()[: _MOST_FILES * 5]:
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        hidden = "__MACOSX" in inside.parts or inside.name.startswith(".")
        if info.is_dir() or hidden or inside.suffix.lower() not in _READ:
            continue
        total += info.file_size
        if total > _MOST_BYTES:
            raise _too_large(path)
        yield str(inside), archive.read(info)


def _workbook(path: Path, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    sheets = sheets_of(archive)
    if sum(sheets.values()) > _MOST_BYTES:
        raise _too_large(path)
    for sheet in sheets:
        with sheet_as_csv(archive, sheet) as stream:
            yield sheet, stream.read()


def _too_large(path: Path) -> UserError:
    return UserError(
        f"{path.name} is too large for one person's history",
        f"More than {_MOST_BYTES // 1_000_000} MB or {_MOST_FILES:,} files",
        "Choose the export's own file or folder",
    )


def _document(text: str) -> Any:
    """JSON, or a list of what stands on each line. Raises ValueError where it is neither."""
    try:
        return parse_json(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return [parse_json(line) for line in lines]


def _add(bundle: Bundle, name: str, data: bytes) -> None:
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if name.lower().endswith(".json") or text in (b"{", b"["):
        try:
            bundle.documents[name] = _document(decoded(data))
        except ValueError as error:
            bundle.unreadable[name] = f"no JSON ({error})"
        return
    if text == b"<":
        found = sheet_of_xml(name, data)
        if found is None:
            bundle.unreadable[name] = "no list in its XML"
        else:
            bundle.sheets[name] = found
        return
    sheet = read_sheet(name, data, KNOWN_COLUMNS)
    if sheet is None or not any(column_name(title) in _KNOWN for title in sheet.header):
        sheet = films_by_line(name, decoded(data)) or (sheet and with_found_heading(sheet))
    if sheet is None:
        bundle.unreadable[name] = "empty" if not data.strip() else "no table with a heading"
    else:
        bundle.sheets[name] = sheet
