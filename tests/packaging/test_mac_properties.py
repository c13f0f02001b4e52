"""macOS is told that the program has a window, and the spec gives the bundle the window's program last."""

import plistlib
import re
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def test_the_program_is_no_background_process_and_names_its_oldest_system(recipe):
    entries = recipe("mac_properties.py").mac_properties("1.2.3")
    written = plistlib.loads(plistlib.dumps(entries))
    assert written["LSBackgroundOnly"] is False
    assert written["CFBundleShortVersionString"] == "1.2.3"
    assert re.fullmatch(r"\d+\.\d+", written["LSMinimumSystemVersion"])
    kinds = [kind for document in written["CFBundleDocumentTypes"] for kind in document["LSItemContentTypes"]]
    assert "public.comma-separated-values-text" in kinds


def test_the_entitlements_allow_what_the_libraries_need(recipe):
    allowed = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert allowed["com.apple.security.cs.allow-unsigned-executable-memory"] is True
    assert allowed["com.apple.security.cs.disable-library-validation"] is True


def test_nothing_is_signed_deeply():
    script = (PACKAGING / "macos" / "build.sh").read_text(encoding="utf-8")
    assert "--deep" not in script
    assert script.count("--entitlements packaging/macos/entitlements.plist") == 2
