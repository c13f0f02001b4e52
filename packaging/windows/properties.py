"""Writes what Windows shows of a program: its name, version and maker. PyInstaller's spec reads the files."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = {"movierec": "MovieRec for the terminal", "movierec-gui": "MovieRec"}
TEMPLATE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "The MovieRec contributors"),
      StringStruct("FileDescription", "{description}"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "{name}"),
      StringStruct("LegalCopyright", "MIT licence"),
      StringStruct("OriginalFilename", "{name}.exe"),
      StringStruct("ProductName", "MovieRec"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x409, 1200])]),
  ],
)
"""


def properties(name: str, version: str) -> str:
    """The properties of one program as PyInstaller reads them; Windows wants four numbers of any version."""
    numbers = tuple(int(number) for number in (re.findall(r"\d+", version) + ["0"] * 4)[:4])
    return TEMPLATE.format(name=name, version=version, numbers=numbers, description=PROGRAMS[name])


def main() -> None:
    """Write a file for each program into build/."""
    source = (PROJECT / "movierec_gui" / "__init__.py").read_text(encoding="utf-8")
    version = source.split('__version__ = "')[1].split('"')[0]
    for name in PROGRAMS:
        (PROJECT / "build" / f"{name}-version.txt").write_text(properties(name, version), encoding="utf-8")


if __name__ == "__main__":
    main()
