from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "r.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            r"r\.xls is an Excel file of the old kind.*save the",
        ),
        ("r.db", b"SQLite format 3\0" + bytes(100), "is an SQLite database"),
        ("r.h5", b"\x89HDF\r\n\x1a\n" + bytes(100), "is an HDF5 file"),
        ("r.pdf", b"%PDF-1.4\n%\xe2\xe3", "is a PDF document"),
        (
            "r.csv",
            b"\x1f\x8b\x08" + bytes(20),
            r"is packed \(gzip\)\. Give it the ending \.csv\.gz",
        ),
        ("r.csv", b"<!DOCTYPE html>\n<html><body>404</body></html>", "is a web page. A download may have failed"),
        ("r.csv", b"\n <HTML>Sign in, please, now</HTML>\n", "is a web page"),
        ("r.json", b"[[1, 2, 3],\n [2, 2, 3]]", "is a JSON list of something else"),
        ("r.7z", b"7z\xbc\xaf\x27\x1c" + bytes(20), "is a 7-Zip archive. Unpack it"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    for path in (tmp_path / name, tmp_path):
        with pytest.raises(UserError, match=message):
            finish(load_dataset(path))


def test_a_workbook_is_to_be_saved_as_csv(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "r.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<w/>")
    with pytest.raises(UserError, match=r"r\.xlsx is an Excel workbook.*as CSV"):
        finish(load_dataset(tmp_path / "r.xlsx"))


def test_an_archive_inside_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.writestr("inner.zip", b"PK\3\4")
    with pytest.raises(UserError, match=r"outer\.zip holds an archive\. inner\.zip\. Choose it itself, or unpack it"):
        finish(load_dataset(tmp_path / "outer.zip"))


def test_any_other_file_gets_the_list_of_layouts(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear friend,\nall is well.\n")
    with pytest.raises(UserError, match="Known layouts"):
        finish(load_dataset(tmp_path / "letter.txt"))
