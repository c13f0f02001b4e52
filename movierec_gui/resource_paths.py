"""Where things lie: the program's own resources (wheel, frozen program, checkout), and what it keeps for its user."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from movierec_gui.errors import UserError

_PACKAGE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """The existing file or folder below ``resources``, such as ``resource_path("icons", "app.svg")``.

    Looks in the package first (wheel, frozen program), then in the checkout. Raises UserError naming what is missing.
    """
    return find_resource(parts, resource_roots(_PACKAGE))


def data_home() -> Path:
    """The folder for runs, downloads, caches, logs, the session: MOVIEREC_HOME, else the operating system's place.

    Raises UserError where there is neither, as for a user without a home, or where its name is no UTF-8: the libraries
    that write tensors would make files there that they cannot read.
    """
    try:
        place = os.environ.get("MOVIEREC_HOME") or platformdirs.user_data_dir("movierec", appauthor=False)
    except RuntimeError as error:  # of newer versions of platformdirs; older ones give the "~" back
        raise _homeless(str(error)) from error
    if place.startswith("~"):
        raise _homeless(place)
    try:
        place.encode()
    except UnicodeEncodeError as error:
        shown = place.encode(errors="backslashreplace").decode()
        raise UserError("The folder's name is not UTF-8", shown, "Name another in MOVIEREC_HOME") from error
    return Path(place)


def _homeless(where: str) -> UserError:
    return UserError("This user has no folder for the program's files", where, "Name one in MOVIEREC_HOME")


def own_home() -> Path | None:
    """``data_home`` where this program chose it, None where MOVIEREC_HOME names it."""
    return None if os.environ.get("MOVIEREC_HOME") else data_home()


def resource_roots(package: Path) -> tuple[Path, ...]:
    """The folders that may hold the resources of the package in the folder ``package``, the likeliest first."""
    checkout = package.parent
    # Beside an installed package lie other packages, whose "resources" are not ours.
    in_checkout = (checkout / "pyproject.toml").is_file()
    return (package / "resources", checkout / "resources") if in_checkout else (package / "resources",)


def find_resource(parts: Iterable[str], roots: Iterable[Path]) -> Path:
    """The first of ``root/parts...`` that exists. Raises UserError naming the missing file and the folders searched."""
    parts, roots = tuple(parts), tuple(roots)
    for root in roots:
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    raise UserError(
        f"A file of the program is missing: {'/'.join(('resources', *parts))}",
        f"Looked in {', '.join(map(str, roots))}",
        "Install the program again",
    )
