"""What macOS is told of MovieRec.app: the oldest system, that it has a window, and the files that it opens."""

from __future__ import annotations

OLDEST_MACOS = "13.0"
"""Qt 6.10 and later run on macOS 13 and later (Qt's list of supported platforms)."""


def mac_properties(version: str) -> dict[str, object]:
    """The entries of Info.plist that PyInstaller does not write by itself, or would guess wrongly."""
    return {
        "CFBundleDisplayName": "MovieRec",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSApplicationCategoryType": "public.app-category.education",
        "LSBackgroundOnly": False,
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "CFBundleDocumentTypes": [
            _document("Ratings", ["public.comma-separated-values-text", "public.zip-archive", "public.folder"])
        ],
    }


def _document(name: str, kinds: list[str]) -> dict[str, object]:
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        # MovieRec can open these; it does not ask to be the program that opens them by default.
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": kinds,
    }
