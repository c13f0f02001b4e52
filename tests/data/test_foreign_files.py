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
            r"r\.xls is an Excel file of the old kind.*Save it as \.xlsx",
        ),
        ("r.db", b"SQLite format 3\0" + bytes(100), "is a damaged database|is an SQLite database. Choose it itself"),
        ("r.h5", b"\x89HDF\r\n\x1a\n" + bytes(100), "is an HDF5 file"),
        ("r.pdf", b"%PDF-1.4\n%\xe2\xe3", "is a PDF document"),
        (
            "r.csv",
            b"\x1f\x8b\x08" + bytes(20),
            r"is packed \(gzip\)\. Give it the ending \.csv\.gz",
        ),
        ("r.csv", b"<!DOCTYPE html>\n<html><body>404</body></html>", "is a web page. A download may have failed"),
        ("r.csv", b"\n <HTML>Sign in, please, now</HTML>\n", "is a web page"),
        (
            "r.xls",
            b"<html><body><table><tr><td>user</td></tr></table></html>",
            "with a table. Open it in a spreadsheet",
        ),
        ("r.xls", b"<table border=1><tr><td>user</td></tr></table>", "is a web page with a table"),
        ("r.json", b"[[1, 2, 3],\n [2, 2, 3]]", "is a JSON list of something else"),
        ("r.rds", b"\x1f\x8b\x08" + bytes(20), r"is an R data file. .*write\.csv"),
        ("r.csv.zst", b"\x28\xb5\x2f\xfd" + bytes(20), r"is packed \(Zstandard\)\. Unpack it"),
        ("r.feather", b"ARROW1\0\0" + bytes(20), r"is an Arrow \(Feather\) file"),
        ("r.npy", b"\x93NUMPY\x01" + bytes(20), "is a NumPy array"),
        ("r.pkl", b"\x80\x04\x95" + bytes(20), "is a Python pickle. MovieRec opens none"),
        ("r.mat", b"MATLAB 5.0 MAT-file, Platform: GLNXA64" + bytes(90), "is a MATLAB file"),
        ("r.sav", b"$FL2@(#) SPSS DATA FILE" + bytes(90), "is an SPSS file"),
        ("r.xml", b'\xef\xbb\xbf<?xml version="1.0"?>\n<ratings/>\n', "is an XML document"),
        ("r.sql", b"CREATE TABLE r (u int, m int, r int);\nINSERT INTO r VALUES (1, 2, 3);\n", "is an SQL dump"),
        ("probe.txt", b"1:\n30878\n2647871\n10:\n1952305\n", "lists what is to be predicted, and no ratings"),
        ("q.txt", b"1:\r\n1046323,2005-12-19\r\n1080030,2005-12-23\r\n", "lists what is to be predicted"),
        ("t.txt", b"0|2\n507696\t90\t5085\t18:05:00\n137915\t30\t5085\t18:05:00\n", "in sections by user"),
        ("t.txt", b"7|1\n5\t90\n8|1\n5\t70\n", "in sections by user"),
        ("r.7z", b"7z\xbc\xaf\x27\x1c" + bytes(20), "is a 7-Zip archive. Unpack it"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    for path in (tmp_path / name, tmp_path):
        with pytest.raises(UserError, match=message):
            finish(load_dataset(path))


def test_a_folder_with_a_workbook_says_to_choose_that(tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(b"PK\3\4")
    with pytest.raises(UserError, match=r"holds a workbook\. r\.xlsx\. Choose it itself"):
        finish(load_dataset(tmp_path))


def test_spreadsheets_of_apple_and_arrays_are_called_by_their_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "r.numbers", "w") as archive:
        archive.writestr("Index/DocumentMetadata.iwa", "x")
    with zipfile.ZipFile(tmp_path / "r.npz", "w") as archive:
        archive.writestr("user.npy", "x")
        archive.writestr("rating.npy", "x")
    with pytest.raises(UserError, match=r"r\.numbers is a Numbers spreadsheet.*as CSV"):
        finish(load_dataset(tmp_path / "r.numbers"))
    with pytest.raises(UserError, match=r"r\.npz holds NumPy arrays"):
        finish(load_dataset(tmp_path / "r.npz"))


def test_an_archive_inside_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.writestr("inner.zip", b"PK\3\4")
    with pytest.raises(
        UserError, match=r"inner\.zip in outer\.zip cannot be read.*Unpack outer\.zip and open inner\.zip"
    ):
        finish(load_dataset(tmp_path / "outer.zip"))
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.writestr("inner.7z", b"7z\xbc\xaf\x27\x1c")
    with pytest.raises(UserError, match=r"inner\.7z is a 7-Zip archive"):
        finish(load_dataset(tmp_path / "outer.zip"))


def test_any_other_file_is_told_what_can_be_opened(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear friend,\nall is well.\n")
    with pytest.raises(UserError, match="Choose a table with a user"):
        finish(load_dataset(tmp_path / "letter.txt"))
