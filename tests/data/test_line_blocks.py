"""Blocks hold whole lines, wherever the stream is cut."""

from __future__ import annotations

import io

import pytest

from movierec_gui.data import line_blocks
from movierec_gui.data.sniffing import TableShape, sniff
from movierec_gui.errors import UserError


def shape(head: bytes) -> TableShape:
    found = sniff(head)
    assert found is not None
    return found


@pytest.mark.parametrize("size", [1, 7, 64])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_every_line_is_whole_and_the_last_one_ends(monkeypatch: pytest.MonkeyPatch, size: int, newline: bytes) -> None:
    text = newline.join([b"userId,movieId,rating", b"1,2,3.5", b"1,3,4.0", b"2,2,1.0"])
    monkeypatch.setattr(line_blocks, "_BLOCK", size)
    blocks = list(line_blocks.line_blocks(io.BytesIO(text), "ratings.csv", shape(text)))
    assert all(block.endswith(b"\n") for block in blocks)
    assert b"".join(blocks).split() == text.replace(b"\r", b"\n").split()


def test_a_line_without_end_is_no_table() -> None:
    head = b"userId,movieId,rating\n1,2,3.5\n"
    with pytest.raises(UserError, match="a line of more than 1 MiB"):
        list(line_blocks.line_blocks(io.BytesIO(head + b"9" * (3 << 20)), "ratings.csv", shape(head)))


@pytest.mark.parametrize(("longer", "read"), [(0, True), (1, False)])
def test_a_line_may_have_one_mebibyte(monkeypatch: pytest.MonkeyPatch, longer: int, read: bool) -> None:
    head = b"userId,movieId,rating\n"
    text = head + b"9" * ((1 << 20) + longer)
    monkeypatch.setattr(line_blocks, "_BLOCK", len(text))
    blocks = line_blocks.line_blocks(io.BytesIO(text), "ratings.csv", shape(head + b"1,2,3\n"))
    if read:
        assert b"".join(blocks) == text + b"\n"
    else:
        with pytest.raises(UserError, match="a line of more than 1 MiB"):
            list(blocks)


@pytest.mark.parametrize("above", [0, 60_000, 170_000, 200_000])
@pytest.mark.parametrize(("longer", "read"), [(0, True), (1, False)])
def test_where_a_long_line_stands_makes_no_difference(above: int, longer: int, read: bool) -> None:
    row = b"1,2,3.5\n"
    text = row * above + b"9" * ((1 << 20) + longer) + b"\n" + row * 200_000
    blocks = line_blocks.line_blocks(io.BytesIO(text), "ratings.csv", shape(row * 3))
    if read:
        assert b"".join(blocks) == text
    else:
        with pytest.raises(UserError, match="a line of more than 1 MiB"):
            list(blocks)


@pytest.mark.parametrize("length", [6, 10, 19, 27])
def test_blocks_of_short_lines_have_about_their_size_and_leave_no_crumbs(
    monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(line_blocks, "_BLOCK", 400)
    text = (b"1,2,3".ljust(length - 1, b" ") + b"\n") * 1000
    blocks = list(line_blocks.line_blocks(io.BytesIO(text), "ratings.csv", shape(text)))
    assert b"".join(blocks) == text
    assert all(200 <= len(block) <= 500 + length for block in blocks[:-1])
