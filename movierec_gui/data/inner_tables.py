"""Names of files for what a file holds several of: sheets of a workbook, tables of a database."""

from __future__ import annotations

ENDING = ".csv"
"""Stands behind a name where files are told by their endings."""


class FileNames:
    """A file name for each name; two that differ only in what no file name has get a number."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name's file, the same for the same names asked before it in the same order."""
        if name not in self._files:
            plain = name.replace("/", "_").replace("\\", "_")
            file, number, taken = plain + ENDING, 1, set(self._files.values())
            while file in taken:
                number += 1
                file = f"{plain} ({number}){ENDING}"
            self._files[name] = file
        return self._files[name]
