"""Says what a package leaves out of what PyInstaller found: parts that never run, and what the builder's system lends.

Every rule looks at the place in the package or at the place on the builder, so that each builder makes the same folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

Entry = tuple[str, str, str]
"""Place in the package, file on the builder, PyInstaller's kind of file."""

UNUSED_FOLDERS = (
    "matplotlib/mpl-data/sample_data",
    "sklearn/datasets/data",
    "sklearn/datasets/images",
    "sklearn/datasets/tests",
    "torch/include",
    "torch/share",
    "torch/test",
    "torch/testing/_internal",
    "PySide6/Qt/plugins/egldeviceintegrations",
    "PySide6/Qt/plugins/generic",
    "PySide6/Qt/plugins/networkinformation",
    "PySide6/Qt/plugins/tls",
    "PySide6/Qt/translations",
)
"""Headers, tests, samples, plugins for screens without a desktop, texts in languages that MovieRec does not speak.

And Qt's own way into the network, which MovieRec never takes and whose libraries a bare system lacks.
"""

KEPT_IN = {
    "torch/bin": ("torch_shm_manager",),
    "PySide6/Qt/plugins/platforms": (
        "libqxcb", "libqwayland", "libqoffscreen", "libqcocoa", "libqminimal", "qwindows", "qoffscreen", "qminimal"
    ),
    "PySide6/Qt/plugins/platformthemes": ("libqxdgdesktopportal",),
    "PySide6/Qt/plugins/imageformats": ("libqsvg", "libqjpeg", "libqico", "qsvg", "qjpeg", "qico"),
}  # fmt: skip
"""Folders of which only files with these names (without their ending) stay."""

UNUSED_LIBRARIES = (
    "libQt6EglFS", "libQt6EglFs", "libQt6Network", "Qt6Network.dll", "QtNetwork.abi3", "QtNetwork.pyd",
    "libavif", "libbackend_with_compiler", "libjitbackend_test", "libtorchbind_test"
)  # fmt: skip
"""Beginnings of names: screens without a desktop, Qt's network, a format that no figure has, PyTorch's tests."""

PARTS_LEFT_OUT = ("alembic", "mako", "sqlalchemy")
"""Libraries that are installed with another and never imported: Optuna's databases. Their metadata go too."""

BUILD_TOOLS = ("altgraph", "click-man", "pip", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools")
"""What is installed beside the libraries to build the package, and is no part of it."""

METADATA_OF_THE_BUILDER = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")
"""Files beside a library's metadata that tell how and where the builder installed it."""

SYSTEM_LIBRARIES = (
    "libpython3", "libcrypto", "libssl", "libbz2", "liblzma", "libz.", "libzstd", "libffi", "libexpat", "libsqlite3"
)  # fmt: skip
"""Libraries of the system that Python's own modules, and Qt its ``libzstd``, need; the ``.deb`` names all others."""


def kept(entries: Iterable[Entry], prefixes: tuple[str, ...] = (sys.prefix, sys.base_prefix)) -> list[Entry]:
    """Those of the entries that belong into the package, in the order of their places."""
    return sorted(entry for entry in entries if not left_out(entry, prefixes))


def left_out(entry: Entry, prefixes: tuple[str, ...] = (sys.prefix, sys.base_prefix)) -> bool:
    """Whether a rule leaves this file out."""
    place = PurePosixPath(entry[0].replace("\\", "/"))
    return (
        _unused(place)
        or _of_left_out_part(place)
        or _tells_of_builder(place)
        or _lent_by_system(place, entry, prefixes)
    )


def parts_inside(listing: dict[str, Any]) -> dict[str, Any]:
    """A CycloneDX list of what is installed, without what is no part of the package."""
    absent = {
        part["bom-ref"] for part in listing["components"] if part["name"].lower() in (*PARTS_LEFT_OUT, *BUILD_TOOLS)
    }
    dependencies = [
        {**entry, "dependsOn": [needed for needed in entry["dependsOn"] if needed not in absent]}
        if "dependsOn" in entry
        else entry
        for entry in listing["dependencies"]
        if entry["ref"] not in absent
    ]
    components = [part for part in listing["components"] if part["bom-ref"] not in absent]
    return {**listing, "components": components, "dependencies": dependencies}


def _unused(place: PurePosixPath) -> bool:
    if any(place.is_relative_to(folder) for folder in UNUSED_FOLDERS) or place.name.startswith(UNUSED_LIBRARIES):
        return True
    names = KEPT_IN.get(place.parent.as_posix())
    if names is None:
        return any(place.is_relative_to(folder) for folder in KEPT_IN)
    return place.name.partition(".")[0] not in names


def _of_left_out_part(place: PurePosixPath) -> bool:
    folder = place.parts[0]
    name = folder.partition("-")[0].replace("_", "-").lower()
    return folder.endswith(".dist-info") and name in (*PARTS_LEFT_OUT, *BUILD_TOOLS)


def _tells_of_builder(place: PurePosixPath) -> bool:
    return place.parent.name.endswith(".dist-info") and place.name in METADATA_OF_THE_BUILDER


def _lent_by_system(place: PurePosixPath, entry: Entry, prefixes: tuple[str, ...]) -> bool:
    """Whether this is a library of the builder's Linux that the system which it is installed on has too."""
    if not sys.platform.startswith("linux") or entry[2] not in ("BINARY", "SYMLINK"):
        return False
    if place.name.startswith(SYSTEM_LIBRARIES):
        return False
    if entry[2] == "SYMLINK":
        return False  # it points at a file of the package, and those are judged by themselves
    source = Path(entry[1])
    in_python = any(source.is_relative_to(Path(prefix) / "lib" / _python_folder()) for prefix in prefixes)
    return not in_python


def _python_folder() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}"
