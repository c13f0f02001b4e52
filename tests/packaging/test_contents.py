"""A package holds what the program uses, and nothing that depends on who builds it."""

import sys
from pathlib import Path

import pytest

PYTHON = f"lib/python{sys.version_info.major}.{sys.version_info.minor}"
PREFIXES = ("/env",)


@pytest.fixture(scope="module")
def contents(recipe):
    return recipe("contents.py")


def library(place: str) -> tuple[str, str, str]:
    """An entry of a library that a wheel brought."""
    return place, f"/env/{PYTHON}/site-packages/{place}", "BINARY"


@pytest.mark.parametrize(
    "place",
    [
        "torch/lib/libtorch_cpu.so",
        "torch/bin/torch_shm_manager",
        "torch/testing/_comparison.py",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/qwindows.dll",
        "PySide6\\Qt\\plugins\\imageformats\\qsvg.dll",
        "PySide6/QtGui.abi3.so",
        "numpy.libs/libscipy_openblas64_-32a4b2a6.so",
    ],
)
def test_what_the_program_uses_stays(contents, place):
    assert not contents.left_out(library(place), PREFIXES)


@pytest.mark.parametrize(
    "place",
    [
        "torch/test/test_api",
        "torch/test/deep/inside/test_more.py",
        "torch/testing/_internal/common_utils.py",
        "torch/lib/libtorchbind_test.so",
        "torch/bin/protoc",
        "torch/bin/upgrader_models/test.ptl",
        "torch/include/ATen/ATen.h",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6\\Qt\\plugins\\imageformats\\qtiff.dll",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/QtNetwork.abi3.so",
        "PySide6\\Qt6Network.dll",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
    ],
)
def test_what_never_runs_is_left_out(contents, place):
    assert contents.left_out(library(place), PREFIXES)


def test_libraries_of_the_builders_system_are_left_to_the_system_but_for_what_python_and_qt_start_with(contents):
    gtk = ("libgtk-3.so.0", "/lib/x86_64-linux-gnu/libgtk-3.so.0", "BINARY")
    crypto = ("libcrypto.so.3", "/lib/x86_64-linux-gnu/libcrypto.so.3", "BINARY")
    python = ("libpython3.11.so.1.0", "/usr/local/lib/libpython3.11.so.1.0", "BINARY")
    zstd = ("libzstd.so.1", "/lib/x86_64-linux-gnu/libzstd.so.1", "BINARY")
    assert contents.kept([zstd, python, gtk, crypto], PREFIXES) == [crypto, python, zstd]


def test_nothing_tells_where_the_builder_installed_a_library(contents):
    folder = Path("numpy-2.0.0.dist-info")
    entries = [
        ((folder / name).as_posix(), f"/env/{name}", "DATA")
        for name in ("METADATA", "RECORD", "direct_url.json", "INSTALLER")
    ]
    assert [Path(place).name for place, _, _ in contents.kept(entries, PREFIXES)] == ["METADATA"]


def test_a_library_that_is_left_out_leaves_no_metadata_that_say_it_is_there(contents):
    folders = (
        "sqlalchemy-2.1.9.dist-info",
        "Mako-1.3.0.dist-info",
        "colorlog-6.12.0.dist-info",
        "setuptools-84.2.dist-info",
    )
    kept = contents.kept([(f"{folder}/METADATA", f"/env/{folder}", "DATA") for folder in folders], PREFIXES)
    assert [place for place, _, _ in kept] == ["colorlog-6.12.0.dist-info/METADATA"]
