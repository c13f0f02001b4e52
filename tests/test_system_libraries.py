"""The messages about what Qt lacks name Debian's packages; displays are asked, not believed."""

import os
import socket
import subprocess
import sys

import pytest

from movierec_gui import system_libraries
from movierec_gui.system_libraries import (
    display_available,
    explain_missing,
    find_qt_problem,
    fonts_available,
    missing_qt_libraries,
    qt_platform,
)

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="asks the fonts and displays of Linux, which this system has not"
)


@pytest.fixture
def linux(monkeypatch):
    monkeypatch.setattr(system_libraries, "_is_linux", lambda: True)


@pytest.fixture
def another_system(monkeypatch):
    monkeypatch.setattr(system_libraries, "_is_linux", lambda: False)


def test_nothing_is_missing_where_the_tests_run():
    assert missing_qt_libraries() == ()
    assert fonts_available()
    assert find_qt_problem({"QT_QPA_PLATFORM": "offscreen"}) is None


def test_a_bare_system_lacks_all_in_the_order_of_the_readme(linux):
    assert missing_qt_libraries(can_load=lambda soname: False) == (
        "libgl1",
        "libegl1",
        "libglib2.0-0",
        "libxkbcommon0",
        "libdbus-1-3",
        "libfontconfig1",
    )


@pytest.mark.parametrize(
    ("platform", "soname", "packages"),
    [
        ("offscreen", "libEGL.so.1", ("libegl1",)),
        ("offscreen", "libxcb-cursor.so.0", ()),
        ("xcb", "libxcb-cursor.so.0", ("libxcb-cursor0",)),
        ("wayland", "libwayland-cursor.so.0", ("libwayland-cursor0",)),
    ],
)
def test_only_what_the_platform_needs_is_named(linux, platform, soname, packages):
    assert missing_qt_libraries(platform, can_load=lambda name: name != soname) == packages


def test_other_systems_bring_their_own_libraries(another_system):
    assert missing_qt_libraries(can_load=lambda soname: False) == ()
    assert fonts_available()
    assert display_available({})


def test_a_library_that_does_not_exist_does_not_load():
    assert not system_libraries._can_load("libno-such-thing.so.0")


def test_the_message_names_packages_and_the_command():
    error = explain_missing(("libgl1", "libegl1"))
    assert "system libraries" in error.what
    assert "libgl1 libegl1" in error.where
    assert "apt-get install -y libgl1 libegl1" in error.remedy
    assert "fonts are missing" in explain_missing((system_libraries.FONT_PACKAGE,)).what


def test_missing_fonts_are_a_problem_of_their_own(linux, monkeypatch):
    monkeypatch.setattr(system_libraries, "fonts_available", lambda: False)
    monkeypatch.setattr(system_libraries, "_can_load", lambda soname: True)
    problem = find_qt_problem({})
    assert problem is not None
    assert "install -y fonts-dejavu-core`" in problem.remedy


@linux_only
@pytest.mark.parametrize(("setting", "found"), [("<dir>{fonts}</dir>", False), (None, True)])
def test_fonts_are_counted_by_fontconfig(tmp_path, setting, found):
    environment = dict(os.environ)
    if setting:
        empty = tmp_path / "fonts"
        empty.mkdir()
        config = tmp_path / "fonts.conf"
        config.write_text(f"<fontconfig>{setting.format(fonts=empty)}</fontconfig>", encoding="utf-8")
        environment["FONTCONFIG_FILE"] = str(config)
    code = "from movierec_gui.system_libraries import fonts_available; print(fonts_available())"
    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == str(found)


@pytest.mark.parametrize(
    ("environment", "platform"),
    [
        ({}, "offscreen"),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "xcb"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "wayland"}, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "vnc"),
    ],
)
def test_the_platform_follows_the_environment(environment, platform):
    assert qt_platform(environment) == platform


def test_no_display_is_said_and_a_named_platform_is_believed(linux):
    assert not display_available({})
    assert not display_available({"DISPLAY": "", "WAYLAND_DISPLAY": ""})
    assert display_available({"QT_QPA_PLATFORM": "offscreen"})


@linux_only
def test_a_display_that_nobody_answers_is_none():
    assert not display_available({"DISPLAY": "unix:59999"})


@linux_only
def test_a_wayland_socket_is_a_display(tmp_path):
    environment = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not display_available(environment)
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-7"))
        assert display_available(environment)
        assert display_available({"WAYLAND_DISPLAY": str(tmp_path / "wayland-7")})
