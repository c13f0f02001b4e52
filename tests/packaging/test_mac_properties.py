"""macOS is told that the program has a window, and what is signed is signed as notarisation asks for it."""

import os
import plistlib
import subprocess
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def test_the_program_is_no_background_process_and_names_its_oldest_system(recipe):
    entries = recipe("mac_properties.py").mac_properties("1.2.3", "13.0")
    written = plistlib.loads(plistlib.dumps(entries))
    assert written["LSBackgroundOnly"] is False
    assert written["CFBundleShortVersionString"] == "1.2.3"
    assert written["LSMinimumSystemVersion"] == "13.0"
    kinds = [kind for document in written["CFBundleDocumentTypes"] for kind in document["LSItemContentTypes"]]
    assert "public.comma-separated-values-text" in kinds


def test_the_oldest_system_is_the_one_that_every_wheel_runs_on(recipe):
    properties = recipe("mac_properties.py")
    both = "Tag: cp312-cp312-macosx_10_13_x86_64\nTag: cp312-cp312-macosx_15_0_arm64\n"
    pure, qt = "Tag: py3-none-any\n", "Tag: cp310-abi3-macosx_14_0_universal2\n"
    assert properties.oldest_macos([pure, both]) == "13.0"
    assert properties.oldest_macos([pure, qt, both]) == "14.0"
    assert any("Tag: " in tags for tags in properties.installed_tags())


def test_the_entitlements_allow_what_the_libraries_need(recipe):
    allowed = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert allowed["com.apple.security.cs.allow-unsigned-executable-memory"] is True
    assert allowed["com.apple.security.cs.disable-library-validation"] is True


def stand_in(place: Path, lines: str) -> None:
    """A program of macOS that is not here."""
    place.write_text(f"#!/bin/sh\n{lines}\n")
    place.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="the script is for a shell")
@pytest.mark.parametrize("identity", ["", "Developer ID Application: Somebody"])
def test_every_program_and_library_is_signed_from_the_inside_out(tmp_path, identity):
    app, programs = tmp_path / "MovieRec.app", tmp_path / "programs"
    programs.mkdir()
    stand_in(programs / "codesign", f'echo "$*" >> {tmp_path}/signed')
    stand_in(programs / "file", 'grep -q "^machine code" "$2" && echo "Mach-O 64-bit" || echo "ASCII text"')
    inside = {
        "MacOS/movierec": True,
        "MacOS/movierec-gui": True,
        "Frameworks/torch/lib/libtorch_cpu.dylib": True,
        "Frameworks/torch/bin/torch_shm_manager": True,
        "Frameworks/QtCore.framework/Versions/A/QtCore": True,
        "Resources/two words.txt": False,
    }
    for name, machine_code in inside.items():
        place = app / "Contents" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("machine code" if machine_code else "text")
    environment = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "IDENTITY": identity}
    subprocess.run([PACKAGING / "macos" / "sign.sh", app], env=environment, check=True, timeout=30)

    said = (tmp_path / "signed").read_text(encoding="utf-8").splitlines()
    *signed, verified = said
    assert verified.startswith("--verify --strict")
    assert not any("--deep" in line for line in said)
    at_once, framework, *rest = signed
    assert all(str(app / "Contents" / name) in at_once for name, machine_code in inside.items() if machine_code)
    assert "two words" not in at_once
    assert framework.endswith("/QtCore.framework")
    with_entitlements = [line.rpartition(" ")[2] for line in rest if "/entitlements.plist " in line]
    assert with_entitlements == [f"{app}/Contents/MacOS/movierec", f"{app}/Contents/MacOS/movierec-gui", str(app)]
    hardened = ["--options runtime --timestamp" in line for line in signed]
    assert set(hardened) == {bool(identity)}
    assert all((f"--sign {identity}" if identity else "--sign -") in line for line in signed)
