"""Tells what Qt lacks on this system before Qt finds out, since Qt then ends the process or shows blank text."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from movierec_gui.errors import UserError

FONT_PACKAGE = "fonts-dejavu-core"


@dataclass(frozen=True)
class SystemLibrary:
    """A shared library that Qt loads, and the Debian package that holds it."""

    soname: str
    package: str


# Found with ldd on a bare Debian 12; the packages that these depend on bring the rest.
QT_LIBRARIES = (
    SystemLibrary("libGL.so.1", "libgl1"),
    SystemLibrary("libEGL.so.1", "libegl1"),
    SystemLibrary("libgthread-2.0.so.0", "libglib2.0-0"),
    SystemLibrary("libxkbcommon.so.0", "libxkbcommon0"),
    SystemLibrary("libdbus-1.so.3", "libdbus-1-3"),
    SystemLibrary("libfontconfig.so.1", "libfontconfig1"),
)
PLATFORM_LIBRARIES: Mapping[str, tuple[SystemLibrary, ...]] = {
    "xcb": (
        SystemLibrary("libxcb-cursor.so.0", "libxcb-cursor0"),
        SystemLibrary("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        SystemLibrary("libxcb-icccm.so.4", "libxcb-icccm4"),
        SystemLibrary("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        SystemLibrary("libxcb-shape.so.0", "libxcb-shape0"),
    ),
    "wayland": (SystemLibrary("libwayland-cursor.so.0", "libwayland-cursor0"),),
}


def display_available(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window could be shown: a display answers, or a Qt platform was asked for by name."""
    if not _is_linux() or environment.get("QT_QPA_PLATFORM"):
        return True
    display = environment.get("DISPLAY", "")
    return _wayland_answers(environment) or (bool(display) and _x_server_answers(display))


def qt_platform(environment: Mapping[str, str] = os.environ) -> str:
    """The name of the Qt platform that a window would use here: as asked for, "wayland", "xcb" or "offscreen"."""
    if environment.get("QT_QPA_PLATFORM"):
        return environment["QT_QPA_PLATFORM"].partition(":")[0]
    in_wayland_session = environment.get("XDG_SESSION_TYPE") == "wayland" or not environment.get("DISPLAY")
    if environment.get("WAYLAND_DISPLAY") and in_wayland_session:
        return "wayland"
    return "xcb" if environment.get("DISPLAY") else "offscreen"


def missing_qt_libraries(platform: str = "offscreen", can_load: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """The Debian packages of the libraries that Qt needs for ``platform`` and that do not load; empty off Linux."""
    if not _is_linux():
        return ()
    loads = can_load or _can_load
    needed = QT_LIBRARIES + PLATFORM_LIBRARIES.get(platform, ())
    return tuple(library.package for library in needed if not loads(library.soname))


def fonts_available() -> bool:
    """Whether fontconfig knows at least one font; without any, Qt draws no text and reports nothing."""
    if not _is_linux():
        return True
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return False
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fontconfig.FcConfigDestroy.argtypes = [ctypes.c_void_p]
    config = fontconfig.FcInitLoadConfigAndFonts()
    if not config:
        return False
    # FcFontSet begins with the number of fonts; 0 asks for the fonts of the system.
    fonts = fontconfig.FcConfigGetFonts(config, 0)
    count = fonts[0] if fonts else 0
    fontconfig.FcConfigDestroy(config)
    return count > 0


def explain_missing(packages: tuple[str, ...]) -> UserError:
    """The error that names the Debian packages that are missing and the line that installs them."""
    subject = "fonts" if packages == (FONT_PACKAGE,) else "system libraries that Qt needs"
    names = " ".join(packages)
    return UserError(
        f"The window cannot open: {subject} are missing",
        f"Debian packages: {names}",
        f"On Debian or Ubuntu run `sudo apt-get update && sudo apt-get install -y {names}`, then start again",
    )


def missing_qt_packages(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The Debian packages that Qt lacks to draw here: libraries, and a font where there is none."""
    fonts = () if fonts_available() else (FONT_PACKAGE,)
    return missing_qt_libraries(qt_platform(environment)) + fonts


def find_qt_problem(environment: Mapping[str, str] = os.environ) -> UserError | None:
    """Returns why Qt cannot draw here, libraries or fonts, or None. Call it before anything of Qt is imported."""
    missing = missing_qt_packages(environment)
    return explain_missing(missing) if missing else None


def _is_linux() -> bool:
    return sys.platform.startswith("linux")


def _can_load(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    # An absolute name stands alone: joining it drops the folder.
    return bool(name) and Path(environment.get("XDG_RUNTIME_DIR", "/"), name).is_socket()


def _x_server_answers(display: str) -> bool:
    """Connects as Qt will, so that a stale DISPLAY counts as none."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        # Whether anybody answers is unknown; the missing library is then reported by name.
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed
