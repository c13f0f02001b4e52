"""Packed files and UTF-16 as plain text."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.sources import load_dataset
from movierec_gui.data.unpacked import as_utf8, unpacked_name
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]
TEXT = b"userId,movieId,rating\n1,2,3\n2,3,4\n"
PACKED = {"gz": gzip.compress(TEXT, mtime=0), "xz": lzma.compress(TEXT), "bz2": bz2.compress(TEXT)}


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a.csv.gz", "a.csv"),
        ("A.TSV.XZ", "A.TSV"),
        ("a.gz", "a"),
        ("a.db.gz", "a.db.gz"),
        ("a.tar.gz", "a.tar.gz"),
        ("a.csv", "a.csv"),
    ],
)
def test_names(name: str, plain: str) -> None:
    assert unpacked_name(name) == plain


# A zero behind the mark of UTF-16 is the mark of UTF-32.
@given(
    st.text(st.characters(exclude_characters="\0"), max_size=40),
    st.sampled_from(["utf-16-le", "utf-16-be", "utf-8"]),
    st.integers(1, 7),
)
def test_any_text_is_read_in_pieces_of_any_size(text: str, encoding: str, size: int) -> None:
    mark = "" if encoding == "utf-8" else "\ufeff"
    stream = as_utf8(BytesIO((mark + text.lstrip("\ufeff")).encode(encoding, "replace")))
    pieces = []
    while piece := stream.read(size):
        assert len(piece) <= size
        pieces.append(piece)
    assert b"".join(pieces).decode() == text.lstrip("\ufeff").encode(encoding, "replace").decode(encoding)


@pytest.mark.parametrize("ending", PACKED)
def test_beside_an_unpacked_file_the_packed_one_keeps_its_name(write_folder: Write, ending: str) -> None:
    folder = write_folder({"ratings.csv": TEXT, f"ratings.csv.{ending}": b"not packed at all"})
    assert len(finish(load_dataset(folder)).ratings) == 2
    assert len(finish(load_dataset(folder / "ratings.csv")).ratings) == 2


@pytest.mark.parametrize("ending", PACKED)
@pytest.mark.parametrize("damage", ["truncated", "garbage"])
def test_damaged_files_are_told(write_folder: Write, ending: str, damage: str) -> None:
    content = PACKED[ending][:-9] if damage == "truncated" else PACKED[ending][:12] + bytes(range(100, 140))
    folder = write_folder({f"ratings.csv.{ending}": content})
    with pytest.raises(UserError, match="is damaged"):
        finish(load_dataset(folder / f"ratings.csv.{ending}"))


def test_a_damaged_file_beside_the_chosen_one_is_of_no_concern(write_folder: Write) -> None:
    folder = write_folder({"mine.csv": TEXT, "films.csv.gz": b"not packed", "books.csv.xz": b"neither"})
    assert len(finish(load_dataset(folder / "mine.csv")).ratings) == 2
