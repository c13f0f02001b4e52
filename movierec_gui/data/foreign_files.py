"""Files that are no text tables, told by their first bytes: what they are and how to get a table out of them."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from movierec_gui.data.archives import FileTree
from movierec_gui.data.relevance_rows import OF_2012
from movierec_gui.data.unpacked import PACKED_ENDINGS
from movierec_gui.errors import UserError

_SAVE_AS_CSV = "Open it in a spreadsheet program and save the sheet with the ratings as CSV"
_WRITE_AS_CSV = "Write its table of ratings as CSV"
_NO_PICKLES = "MovieRec opens none, since a pickle can run programs. Write its table as CSV, as pandas' to_csv does"
_BY_FIRST_BYTES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an Excel file of the old kind (.xls)", "Save it as .xlsx, or as CSV"),
    (b"PAR1", "is a Parquet file", "Give it the ending .parquet, or write its table as CSV"),
    (b"SQLite format 3\0", "is an SQLite database", "Choose it itself"),
    (b"\x89HDF", "is an HDF5 file", _WRITE_AS_CSV),
    (b"%PDF", "is a PDF document", "Choose the table itself"),
    (b"\x1f\x8b", "is packed (gzip)", "Give it the ending .csv.gz, or unpack it"),
    (b"BZh", "is packed (bzip2)", "Give it the ending .csv.bz2, or unpack it"),
    (b"\xfd7zXZ", "is packed (xz)", "Give it the ending .csv.xz, or unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive", "Unpack it"),
    (b"Rar!", "is a RAR archive", "Unpack it"),
    (b"\x28\xb5\x2f\xfd", "is packed (Zstandard)", "Unpack it"),
    (b"\x04\x22\x4d\x18", "is packed (LZ4)", "Unpack it"),
    (b"ARROW1", "is an Arrow (Feather) file", "Write its table as CSV or Parquet"),
    (b"\x93NUMPY", "is a NumPy array", "Write it as CSV, as numpy.savetxt does"),
    *((b"\x80" + bytes([protocol]), "is a Python pickle", _NO_PICKLES) for protocol in range(2, 6)),
    (b"MATLAB", "is a MATLAB file", _WRITE_AS_CSV),
    (b"$FL2", "is an SPSS file", _WRITE_AS_CSV),
    (b"$FL3", "is an SPSS file", _WRITE_AS_CSV),
    (b"<stata_dta>", "is a Stata file", _WRITE_AS_CSV),
    (b"RDX", "is an R data file", "Write its table with write.csv in R"),
    (b"\x89PNG", "is a picture", "Choose the table itself"),
    (b"\xff\xd8\xff", "is a picture", "Choose the table itself"),
)
_BY_ENDINGS = (((".rds", ".rdata", ".rda"), "is an R data file", "Write its table with write.csv in R"),)
"""Files whose first bytes show how they are packed, and no more."""
_SECTIONS = re.compile(rb"\d+:\r?\n\d+(?:,\d{4}-\d\d-\d\d)?\r?\n")
"""The Netflix prize's lists of what is to be predicted."""
_USER_SECTIONS = re.compile(rb"\d+\|\d+\r?\n\d+\t\d+[\t\r\n]")
"""A user with a number of items, then those: as in Yahoo's music of the KDD Cup 2011."""
_SQL = (b"create table", b"insert into", b"-- mysql", b"-- phpmyadmin", b"-- postgresql", b"pragma foreign_keys")
_WEB_PAGE = (b"<!doctype html", b"<html", b"<table")
_NUMBERS_PART = "DocumentMetadata"
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", *PACKED_ENDINGS)


def foreign_file(name: str, trees: Iterable[FileTree]) -> UserError | None:
    """The error for what is no text table: a database, an archive, a web page; None for anything else."""
    files = [(tree, file) for tree in trees for file in ([tree.chosen] if tree.chosen else tree.sizes)]
    if len(files) == 1 and (error := _by_content(*files[0])) is not None:
        return error
    if files and all(PurePath(file).suffix == ".npy" for _, file in files):
        return UserError(f"{name} holds NumPy arrays", "", "Write them as one CSV: user, movie and rating on each row")
    if any(PurePath(file).stem == _NUMBERS_PART for _, file in files):
        return UserError(f"{name} is a Numbers spreadsheet", "", _SAVE_AS_CSV)
    if any(PurePath(file).stem.lower() == OF_2012 for _, file in files):
        where, remedy = "A tag genome says how well tags describe movies", "Put it beside ratings, and open those"
        return UserError(f"{name} holds the relevance of tags, and no ratings", where, remedy)
    packed = [file for _, file in files if file.lower().endswith((*_ARCHIVES, *_WORKBOOKS))]
    return _of_packed(name, files[0][0], packed) if packed and len(packed) == len(files) else None


def _by_content(tree: FileTree, file: str) -> UserError | None:
    """What a single file is by its ending or its first bytes."""
    for endings, what, remedy in _BY_ENDINGS:
        if file.lower().endswith(endings):
            return UserError(f"{file} {what}", "", remedy)
    head = tree.head(file)
    for first, what, remedy in _BY_FIRST_BYTES:
        if head.startswith(first):
            return UserError(f"{file} {what}", "", remedy)
    return _of_sections(file, head) or _by_beginning(file, head)


def _of_sections(file: str, head: bytes) -> UserError | None:
    """Text in sections that are no table, as two competitions had it."""
    if _SECTIONS.match(head):
        where = "Movies and users stand there, as in the Netflix prize's probe.txt and qualifying.txt"
        return UserError(f"{file} lists what is to be predicted, and no ratings", where, "Open combined_data_1.txt")
    if _USER_SECTIONS.match(head):
        where = "A line such as 7|12 begins the twelve ratings of user 7, as in the KDD Cup 2011"
        return UserError(f"{file} holds ratings in sections by user", where, "Write user, item and rating on each row")
    return None


def _by_beginning(file: str, head: bytes) -> UserError | None:
    """What a text is by its first words."""
    beginning = head[:1000].removeprefix(BOM_UTF8).lstrip().lower()
    if beginning.startswith(_WEB_PAGE):
        if b"<table" in head.lower():
            return UserError(f"{file} is a web page with a table", "", _SAVE_AS_CSV)
        return UserError(f"{file} is a web page", "A download may have failed", "Download the file again")
    if beginning.startswith(b"<?xml"):
        return UserError(f"{file} is an XML document", "", "Write its ratings as CSV: user, movie and rating")
    if beginning.startswith(_SQL):
        return UserError(f"{file} is an SQL dump", "", "Load it into a database and write its table as CSV")
    if head.lstrip().startswith(b"["):
        where = "Read is a JSON list of objects, or one object on each line"
        return UserError(f"{file} is a JSON list of something else", where, "Write one object for each rating")
    return None


def _of_packed(name: str, tree: FileTree, packed: Sequence[str]) -> UserError:
    """The error for files that are all archives or workbooks."""
    books = packed[0].lower().endswith(_WORKBOOKS)
    one, several = ("a workbook", "workbooks") if books else ("an archive", "archives")
    inside = tree.stored_in(packed[0]).name != packed[0]
    remedy = f"Unpack it and choose {packed[0]}" if inside else "Choose it itself, or unpack it first"
    return UserError(f"{name} holds {one if len(packed) == 1 else several}", ", ".join(packed[:5]), remedy)
