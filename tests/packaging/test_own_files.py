"""The program's own kinds of files have the same names and endings on every system, and the program opens them."""

import configparser
import re
from pathlib import Path
from xml.etree import ElementTree as ET

from movierec_gui.app import CONTAINERS

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
NAMESPACE = {"mime": "http://www.freedesktop.org/standards/shared-mime-info"}


def linux_types() -> dict[str, str]:
    """MIME type to ending, as the package tells the desktop."""
    root = ET.parse(PACKAGING / "linux" / "movierec.xml").getroot()  # noqa: S314 - our own file
    found = {}
    for entry in root.findall("mime:mime-type", NAMESPACE):
        glob, parent = entry.find("mime:glob", NAMESPACE), entry.find("mime:sub-class-of", NAMESPACE)
        assert parent is not None
        assert parent.attrib["type"] == "application/zip"
        assert glob is not None
        found[entry.attrib["type"]] = glob.attrib["pattern"].removeprefix("*")
    return found


def test_the_program_looks_into_what_it_is_said_to_open():
    assert set(linux_types().values()) | {".zip"} == set(CONTAINERS)


def test_the_desktop_file_and_the_metadata_name_the_types():
    desktop = configparser.ConfigParser(interpolation=None)
    desktop.read(PACKAGING / "linux" / "movierec.desktop", encoding="utf-8")
    entry = desktop["Desktop Entry"]
    assert set(linux_types()) < set(entry["MimeType"].split(";"))
    assert entry["Exec"] == "movierec-gui %f"
    metadata = (PACKAGING / "linux" / "org.movierec.MovieRec.metainfo.xml").read_text(encoding="utf-8")
    assert set(re.findall("<mediatype>(.*)</mediatype>", metadata)) == set(linux_types())


def test_macos_and_windows_know_the_same_endings(recipe):
    entries = recipe("mac_properties.py").mac_properties("1.2.3", "13.0")
    tags = [declared["UTTypeTagSpecification"] for declared in entries["UTExportedTypeDeclarations"]]
    assert {tag["public.mime-type"][0]: "." + tag["public.filename-extension"][0] for tag in tags} == linux_types()
    documents = {kind for document in entries["CFBundleDocumentTypes"] for kind in document["LSItemContentTypes"]}
    assert {declared["UTTypeIdentifier"] for declared in entries["UTExportedTypeDeclarations"]} < documents
    installer = (PACKAGING / "windows" / "movierec.iss").read_text(encoding="utf-8")
    opened = re.findall(r'Subkey: "Software\\Classes\\(\.[a-z-]+)"', installer)
    assert set(opened) == set(linux_types().values())
