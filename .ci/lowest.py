"""Prints the lowest version of each dependency that this Python may have, as constraints for pip."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Of the program's own dependencies, the optional ones and the tests'."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    for line in [*project["dependencies"], *optional["parquet"], *optional["test"]]:
        wanted = Requirement(line)
        floors = [part.version for part in wanted.specifier if part.operator in (">=", "==", "~=")]
        if floors and (wanted.marker is None or wanted.marker.evaluate()):
            print(f"{wanted.name}=={floors[0]}")


if __name__ == "__main__":
    main()
