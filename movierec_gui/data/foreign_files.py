"""Files that are no text tables, told by their first bytes: what they are and how to get a table out of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from movierec_gui.data.archives import FileTree
from movierec_gui.data.relevance_rows import OF_2012
from movierec_gui.data.unpacked import PACKED_ENDINGS
from movierec_gui.errors import UserError

_SAVE_AS_CSV = "Open it in a spreadsheet program and save the sheet with the ratings as CSV"
_BY_FIRST_BYTES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an Excel file of the old kind (.xls)", _SAVE_AS_CSV),
    (b"PAR1", "is a Parquet file", "Give it the ending .parquet, or write its table as CSV"),
    (b"SQLite format 3\0", "is an SQLite database", "Write its table of ratings as CSV"),
    (b"\x89HDF", "is an HDF5 file", "Write its table of ratings as CSV"),
    (b"%PDF", "is a PDF document", "Choose the table itself"),
    (b"\x1f\x8b", "is packed (gzip)", "Give it the ending .csv.gz, or unpack it"),
    (b"BZh", "is packed (bzip2)", "Give it the ending .csv.bz2, or unpack it"),
    (b"\xfd7zXZ", "is packed (xz)", "Give it the ending .csv.xz, or unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive", "Unpack it"),
    (b"Rar!", "is a RAR archive", "Unpack it"),
)
_WEB_PAGE = (b"<!doctype html", b"<html")
_WORKBOOK = "workbook.xml"
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", *PACKED_ENDINGS)


def foreign_file(name: str, trees: Iterable[FileTree]) -> UserError | None:
    """The error for what is no text table: a workbook, a database, an archive, a web page; None for anything else."""
    files = [(tree, file) for tree in trees for file in ([tree.chosen] if tree.chosen else tree.sizes)]
    if any(PurePath(file).name == _WORKBOOK for _, file in files):
        return UserError(f"{name} is an Excel workbook", "", _SAVE_AS_CSV)
    if len(files) == 1:
        tree, file = files[0]
        head = tree.head(file)
        for first, what, remedy in _BY_FIRST_BYTES:
            if head.startswith(first):
                return UserError(f"{file} {what}", "", remedy)
        if head[:1000].lstrip().lower().startswith(_WEB_PAGE):
            return UserError(f"{file} is a web page", "A download may have failed", "Download the file again")
        if head.lstrip().startswith(b"["):
            where = "Read is a JSON list of objects, or one object on each line"
            return UserError(f"{file} is a JSON list of something else", where, "Write one object for each rating")
    if any(PurePath(file).stem.lower() == OF_2012 for _, file in files):
        where, remedy = "A tag genome says how well tags describe movies", "Put it beside ratings, and open those"
        return UserError(f"{name} holds the relevance of tags, and no ratings", where, remedy)
    packed = [file for _, file in files if file.lower().endswith(_ARCHIVES)]
    if packed and len(packed) == len(files):
        what = "holds an archive" if len(packed) == 1 else "holds archives"
        return UserError(f"{name} {what}", ", ".join(packed[:5]), "Choose it itself, or unpack it first")
    return None
