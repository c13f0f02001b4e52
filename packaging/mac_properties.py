"""What macOS is told of MovieRec.app: its program, the oldest system, that it has a window, the files that it opens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import metadata

LEAST_MACOS = (13, 0)
"""Qt 6.11 runs on macOS 13 and later (Qt's supported platforms); a wheel may ask for more, as PySide6 6.12."""
OWN_FILES = {"run": "movierec-run", "project": "movierec"}
"""The program's own kinds of files and their endings."""


def oldest_macos(tags: Iterable[str]) -> str:
    """The oldest system on which wheels run; each is given by its tags, as its file WHEEL holds them."""
    asked = [re.findall(r"-macosx_(\d+)_(\d+)_", text) for text in tags]
    lowest = [min((int(major), int(minor)) for major, minor in versions) for versions in asked if versions]
    major, minor = max([LEAST_MACOS, *lowest])
    return f"{major}.{minor}"


def installed_tags() -> list[str]:
    """Tags of the wheels that were installed into this environment."""
    return [distribution.read_text("WHEEL") or "" for distribution in metadata.distributions()]


def mac_properties(version: str, oldest: str) -> dict[str, object]:
    """The entries of Info.plist that PyInstaller does not write by itself, or would guess wrongly."""
    return {
        "CFBundleDisplayName": "MovieRec",
        # PyInstaller would take the first program by the alphabet, which is the command line.
        "CFBundleExecutable": "movierec-gui",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSApplicationCategoryType": "public.app-category.education",
        "LSBackgroundOnly": False,
        "LSMinimumSystemVersion": oldest,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "CFBundleDocumentTypes": [
            # MovieRec can open these; it does not ask to be the program that opens them by default.
            _document(
                "Ratings", "Alternate", ["public.comma-separated-values-text", "public.zip-archive", "public.folder"]
            ),
            *[_document(f"MovieRec {kind}", "Owner", [f"org.movierec.{kind}"]) for kind in OWN_FILES],
        ],
        "UTExportedTypeDeclarations": [_own_type(kind, ending) for kind, ending in OWN_FILES.items()],
    }


def _document(name: str, rank: str, kinds: list[str]) -> dict[str, object]:
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": rank,
        "LSItemContentTypes": kinds,
    }


def _own_type(kind: str, ending: str) -> dict[str, object]:
    return {
        "UTTypeIdentifier": f"org.movierec.{kind}",
        "UTTypeDescription": f"MovieRec {kind}",
        "UTTypeConformsTo": ["public.data", "public.archive"],
        "UTTypeTagSpecification": {
            "public.filename-extension": [ending],
            "public.mime-type": [f"application/vnd.movierec.{kind}+zip"],
        },
    }
