"""Prints each library that the program brings along, as NAME==VERSION, as it is installed beside this Python.

These are the program's own dependencies, theirs, and so on; the tools of the tests and of the build are none of them.
"""

from __future__ import annotations

from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROGRAM = "movierec-gui"


def main() -> None:
    """One line for each, sorted. Raises PackageNotFoundError where one that is needed is not installed."""
    for name, version in sorted(shipped(PROGRAM).items()):
        print(f"{name}=={version}")


def shipped(program: str) -> dict[str, str]:
    """The version of each distribution that ``program`` needs, itself left out, by its canonical name.

    A build's own mark is left out, as in ``2.13.0+cpu``: it has the faults of the version that it is a build of.
    """
    versions: dict[str, str] = {}
    waiting = [Requirement(program)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        wanted = waiting.pop()
        for extra in ("", *wanted.extras):
            name = canonicalize_name(wanted.name)
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            found = distribution(name)
            versions[name] = found.version.partition("+")[0]
            needs = (Requirement(line) for line in found.requires or ())
            waiting += [need for need in needs if need.marker is None or need.marker.evaluate({"extra": extra})]
    del versions[canonicalize_name(program)]
    return versions


if __name__ == "__main__":
    main()
