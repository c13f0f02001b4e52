"""Columns of a kept copy that are written ahead: as NumPy writes them, each once, and nothing stays behind."""

from __future__ import annotations

import errno
import zlib
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data import kept_columns
from movierec_gui.data.kept_columns import fresh_copy, write_column
from movierec_gui.progress import finish


@pytest.mark.parametrize(
    "column",
    [np.arange(7, dtype=np.int32), np.empty(0, np.int64), np.zeros((3, 2), np.bool_), np.arange(9, dtype=np.float32)],
)
def test_a_column_is_written_as_numpy_writes_it(tmp_path: Path, column: kept_columns.Column) -> None:
    checksum = finish(write_column(tmp_path / "own.npy", column))
    np.save(tmp_path / "numpy.npy", column)
    own = (tmp_path / "own.npy").read_bytes()
    assert own == (tmp_path / "numpy.npy").read_bytes()
    assert checksum == f"{zlib.crc32(own):08x}"


def test_a_column_in_pieces_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    column = np.arange(1000)
    whole = finish(write_column(tmp_path / "whole.npy", column))
    monkeypatch.setattr(kept_columns, "_WRITTEN_PIECE", 64)
    assert len(list(write_column(tmp_path / "pieces.npy", column))) == 125
    assert (tmp_path / "pieces.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()
    assert finish(write_column(tmp_path / "pieces.npy", column)) == whole


def test_the_folder_comes_with_the_first_column_and_goes_at_the_end(tmp_path: Path) -> None:
    with fresh_copy(tmp_path / "cache") as copy:
        assert not (tmp_path / "cache").exists()
        finish(copy.keep("users", np.arange(3)))
        assert [path.name for path in copy.folder().iterdir()] == ["users.npy"]
        assert list((tmp_path / "cache").iterdir())
    assert not list((tmp_path / "cache").iterdir())


def test_only_the_very_column_counts_as_written(tmp_path: Path) -> None:
    column = np.arange(3)
    with fresh_copy(tmp_path) as copy:
        finish(copy.keep("users", column))
        assert copy.checksum("users", column) == f"{zlib.crc32((copy.folder() / 'users.npy').read_bytes()):08x}"
        assert copy.checksum("users", column.copy()) is None
        assert copy.checksum("movies", column) is None


def test_a_disk_that_refuses_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def full(*arguments: object) -> None:
        asked.append(arguments)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept_columns, "write_column", full)
    with fresh_copy(tmp_path / "cache") as copy:
        finish(copy.keep("users", np.arange(3)))
        finish(copy.keep("values", np.arange(3)))
        assert copy.checksum("users", np.arange(3)) is None
        assert str(copy.refusal) == "[Errno 28] No space left on device"
    assert len(asked) == 1


def test_a_place_that_cannot_be_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with fresh_copy(tmp_path / "file" / "cache") as copy:
        finish(copy.keep("users", np.arange(3)))
        assert copy.refusal is not None
