"""State for the next start: window, tab, dataset, selection, person, theme and forms, as text in the user's folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from movierec_gui import records
from movierec_gui.atomic_files import make_own_folder
from movierec_gui.errors import UserError
from movierec_gui.gui.style import TEXT_SIZES, THEMES
from movierec_gui.records import Count, DamagedError
from movierec_gui.resource_paths import data_home

T = TypeVar("T")

TRAINING_PREFERENCES: Mapping[str, type] = {"threads": int, "device": str}
"""Training settings that belong to the machine, not to a run, with their types."""
MOST_RECENT = 8
"""Recent files that the menu lists."""


@dataclass(frozen=True)
class StoredSelection:
    """The shared selection, with the identity of the data that its indices belong to."""

    dataset_hash: str = ""
    movies: tuple[Count, ...] = ()
    label: str = ""
    run_id: str = ""
    """The run that the tabs looked at."""


class Session:
    """Reads and writes ``session.ini``; whatever is missing or damaged there reads as its default.

    ``problems`` names what was damaged.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or data_home() / "session.ini"
        self._problems: dict[str, UserError] = {}
        try:
            make_own_folder(self.path.parent)
        except UserError as error:
            self._problems["folder"] = error
        self._settings = QSettings(str(self.path), QSettings.Format.IniFormat)
        if self.path.is_dir() or self._settings.status() != QSettings.Status.NoError:
            why = "A folder is in its place" if self.path.is_dir() else "It is no settings file"
            remedy = "What can be read of it is used; the next session is kept where the file can be written"
            self._problems[""] = UserError(f"The last session is left out: {self.path}", why, remedy)

    @property
    def problems(self) -> tuple[UserError, ...]:
        """Problems of everything read so far: what was left out, where, why."""
        return tuple(self._problems.values())

    @property
    def theme(self) -> str:
        """One of ``style.THEMES``."""
        theme = self._text("window/theme")
        return theme if theme in THEMES else "system"

    def set_theme(self, theme: str) -> None:
        """Remember a theme."""
        self._put("window/theme", theme)

    @property
    def text_size(self) -> int:
        """One of ``style.TEXT_SIZES``."""
        size = self._read("window/text_size", int, 0)
        return size if size in TEXT_SIZES else 0

    def set_text_size(self, percent: int) -> None:
        """Remember how large the text is."""
        self._write_json("window/text_size", percent)

    @property
    def training(self) -> dict[str, Any]:
        """What new runs start from, where it was chosen: names of ``TRAINING_PREFERENCES`` and their values."""
        kept = self._read("training/defaults", dict[str, int | str], {})
        return {name: kept[name] for name, kind in TRAINING_PREFERENCES.items() if isinstance(kept.get(name), kind)}

    def set_training(self, values: Mapping[str, Any]) -> None:
        """Remember what new runs start from."""
        self._write_json("training/defaults", dict(values))

    @property
    def geometry(self) -> QByteArray:
        """Geometry for ``QWidget.restoreGeometry``; empty at the first start."""
        return QByteArray.fromBase64(self._text("window/geometry").encode())

    def set_geometry(self, geometry: QByteArray) -> None:
        """Remember size and place of the window."""
        self._put("window/geometry", geometry.toBase64().toStdString())

    @property
    def tab(self) -> str:
        """Title of the tab that was open."""
        return self._text("window/tab")

    def set_tab(self, title: str) -> None:
        """Remember the open tab."""
        self._put("window/tab", title)

    @property
    def source(self) -> Path | None:
        """Where the dataset was read from; None for the bundled data."""
        return Path(self._text("data/source")) if self._text("data/source") else None

    def set_source(self, source: Path | None) -> None:
        """Remember the dataset that was opened, and put it on top of the recent files."""
        self._put("data/source", str(source or ""))
        if source is not None:
            others = [path for path in self.recent if path != source]
            self._write_json("data/recent", [str(path) for path in (source, *others)][:MOST_RECENT])

    @property
    def recent(self) -> tuple[Path, ...]:
        """Folders and files that were opened, the latest first."""
        return tuple(map(Path, self._read("data/recent", tuple[str, ...], ())))

    @property
    def folder(self) -> Path | None:
        """The folder in which the last file dialog ended; None where there was none."""
        return Path(self._text("files/folder")) if self._text("files/folder") else None

    def set_folder(self, folder: Path) -> None:
        """Remember where a file dialog ended."""
        self._put("files/folder", str(folder))

    def forget_recent(self) -> None:
        """Empty the list of recent files."""
        self._settings.remove("data/recent")

    @property
    def selection(self) -> StoredSelection:
        """The shared selection as it was."""
        return self._read("data/selection", StoredSelection, StoredSelection())

    def set_selection(self, selection: StoredSelection) -> None:
        """Remember the shared selection."""
        self._write_json("data/selection", asdict(selection))

    @property
    def person(self) -> str:
        """Id of the person whose ratings the window showed."""
        return self._text("people/current")

    def set_person(self, person_id: str) -> None:
        """Remember whose ratings the window shows."""
        self._put("people/current", person_id)

    def form(self, tab: str) -> dict[str, Any]:
        """Returns the stored ``form_state`` of a tab; empty if there is none."""
        return self._read(f"forms/{tab}", dict[str, Any], {})

    def set_form(self, tab: str, values: Mapping[str, Any]) -> None:
        """Remember a tab's settings (plain texts, numbers, lists)."""
        self._write_json(f"forms/{tab}", dict(values))

    def save(self) -> None:
        """Write the file now; where that cannot be, ``problems`` says so."""
        self._settings.sync()
        if self._settings.status() == QSettings.Status.AccessError and not self._problems:
            why = "Neither the window's forms nor its selection come back at the next start"
            self._problems["save"] = UserError(f"{self.path} cannot be written", why, "Make room or check its rights")

    def _put(self, key: str, text: str) -> None:
        """What is the same already is not written again: the file is looked after every few seconds."""
        if self._settings.value(key) != text:
            self._settings.setValue(key, text)

    def _text(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) else ""

    def _read(self, key: str, kind: type[T], default: T) -> T:
        text = self._text(key)
        if not text:
            return default
        try:
            return records.decode(kind, text.encode(errors="replace"))
        except DamagedError as error:
            self._problems[key] = UserError(
                f"A part of the last session is left out: {key}", f"{self.path}: {error}", "Nothing needs to be done"
            )
            return default

    def _write_json(self, key: str, value: Any) -> None:
        self._put(key, json.dumps(value))
