"""Folders, zips and files as trees of named files, and what is said of those that cannot be read."""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from movierec_gui.data.archives import FileTree, open_trees, unreadable
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]


def test_a_folder_gives_itself_and_the_folders_in_it(tmp_path: Path) -> None:
    for name in ("top.csv", "a/inner.csv", "a/deep/too_deep.csv", ".git/config", "b/x.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    with open_trees(tmp_path, siblings=bool) as trees:
        assert [tuple(tree.sizes) for tree in trees] == [("top.csv",), ("inner.csv",), ("x.csv",)]
        assert trees[1].name == "a"


def test_names_are_found_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "Ratings.CSV").write_text("1")
    with open_trees(tmp_path, siblings=bool) as (tree,):
        assert tree.find("u.data", "ratings.csv") == "Ratings.CSV"
        assert tree.find("movies.csv") is None


@pytest.mark.parametrize("folder", ["", "ml-latest-small/", "data\\"])
def test_a_zip_is_read_in_place(write_zip: Write, csv_files: dict[str, str], folder: str) -> None:
    packed = write_zip({folder + name: text for name, text in csv_files.items()} | {"__MACOSX/._ratings.csv": "x"})
    dataset = finish(load_dataset(packed))
    assert dataset.n_movies == 5
    assert dataset.name == (folder.strip("/\\") or "ml")


def test_a_zip_is_closed_when_loading_is_cancelled(write_zip: Write, csv_files: dict[str, str]) -> None:
    packed = write_zip(csv_files)
    work = load_dataset(packed)
    next(work)
    next(work)
    work.close()
    packed.unlink()


@pytest.mark.parametrize(
    "name", ["../ratings.csv", "/etc/ratings.csv", "a/../../ratings.csv", "..\\ratings.csv", "C:\\ratings.csv"]
)
def test_a_zip_that_points_outside_itself_is_refused(write_zip: Write, name: str) -> None:
    with pytest.raises(UserError, match="points outside the archive"):
        finish(load_dataset(write_zip({name: "1,2,3,4\n"})))


@pytest.mark.parametrize("keep", [0, 10, 400, -30])
def test_a_truncated_zip_is_named(write_zip: Write, csv_files: dict[str, str], keep: int) -> None:
    packed = write_zip(csv_files)
    packed.write_bytes(packed.read_bytes()[:keep])
    with pytest.raises(UserError, match=r"ml\.zip is damaged") as caught:
        finish(load_dataset(packed))
    assert "Download or copy it again" in str(caught.value)


def test_a_zip_with_a_changed_byte_is_named(write_zip: Write) -> None:
    packed = write_zip({"ratings.csv": "userId,movieId,rating\n" + "1,2,3\n2,2,4\n" * 30_000})
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 0xFF
    packed.write_bytes(bytes(content))
    with pytest.raises(UserError, match=r"ml\.zip is damaged"):
        finish(load_dataset(packed))


def test_an_encrypted_zip_is_named(write_zip: Write) -> None:
    packed = write_zip({"ratings.csv": "userId,movieId,rating\n1,2,3\n"})
    content = packed.read_bytes()
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + flag
        content = content[:at] + bytes([content[at] | 1]) + content[at + 1 :]
    packed.write_bytes(content)
    with pytest.raises(UserError, match="encrypted"):
        finish(load_dataset(packed))


def test_a_file_called_zip_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "page.zip").write_text("<html>Not found</html>")
    with pytest.raises(UserError, match=r"page\.zip is damaged or not a readable zip"):
        finish(load_dataset(tmp_path / "page.zip"))


def test_what_may_not_be_read_is_named() -> None:
    def refuse(_name: str) -> IO[bytes]:
        raise PermissionError(errno.EACCES, "Permission denied")

    tree = FileTree("ml", Path("ml"), {"ratings.csv": 1}, refuse, Path)
    with pytest.raises(UserError, match="Check that you may read it"):
        tree.head("ratings.csv")


def test_a_disk_that_fails_is_named() -> None:
    assert "Check the disk" in str(unreadable(Path("ml"), OSError(errno.EIO, "Input/output error")))


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no gone\.csv"):
        finish(load_dataset(tmp_path / "gone.csv"))


def test_an_error_of_the_reader_is_not_blamed_on_the_zip(write_zip: Write, csv_files: dict[str, str]) -> None:
    with open_trees(write_zip(csv_files), siblings=bool) as (tree,):  # noqa: SIM117
        with pytest.raises(RuntimeError, match="mine"), tree.open("ratings.csv"):
            raise RuntimeError("mine")


def test_only_a_releases_own_file_brings_its_siblings(write_folder: Write, csv_files: dict[str, str]) -> None:
    folder = write_folder(csv_files | {"mine.csv": "userId,movieId,rating\n1,2,3\n"})
    assert finish(load_dataset(folder / "mine.csv")).movies.titles == ("Movie 2",)
    assert finish(load_dataset(folder / "ratings.csv")).n_movies == 5


def test_zip_members_stay_readable_side_by_side(write_zip: Write, csv_files: dict[str, str]) -> None:
    with (
        open_trees(write_zip(csv_files), siblings=bool) as (tree,),
        tree.open("ratings.csv") as one,
        tree.open("movies.csv") as other,
    ):
        assert one.read(6) == b"userId"
        assert other.read(7) == b"movieId"
    with pytest.raises(ValueError, match="closed"), zipfile.ZipFile(tree.origin):
        one.read()


def test_a_pipe_and_a_device_are_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero")):
        with pytest.raises(UserError, match="is no file"):
            finish(load_dataset(path))
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating\n1,2,3\n")
    assert len(finish(load_dataset(tmp_path)).ratings) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_data_inside_a_zip_are_told(tmp_path: Path, method: int) -> None:
    rows = "".join(f"{user},{user * 7 % 1000},3\n" for user in range(30_000))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("ratings.csv", "userId,movieId,rating\n" + rows)
    content = bytearray((tmp_path / "a.zip").read_bytes())
    for at in range(len(content) // 3, len(content) // 3 + 50):
        content[at] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(content)
    # Python 3.14 gives the beginning of a damaged bzip2 block, which is no table.
    with pytest.raises(UserError, match=r"is damaged|is text without columns"):
        finish(load_dataset(tmp_path / "a.zip"))


def test_an_unknown_packing_method_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("ratings.csv", "userId,movieId,rating\n1,2,3\n")
    content = (tmp_path / "a.zip").read_bytes()
    local, central = content.index(b"PK\x03\x04") + 8, content.index(b"PK\x01\x02") + 10
    changed = bytearray(content)
    changed[local : local + 2] = changed[central : central + 2] = (99).to_bytes(2, "little")
    (tmp_path / "a.zip").write_bytes(changed)
    with pytest.raises(UserError, match="cannot be unpacked"):
        finish(load_dataset(tmp_path / "a.zip"))


def test_a_folder_without_a_name_is_named_by_its_path() -> None:
    error = OSError(errno.EACCES, "Permission denied")
    assert str(unreadable(Path("/"), error)).startswith("/ cannot be read")
    assert str(unreadable(Path("/data/ml"), error)).startswith("ml cannot be read")


def test_a_zip_of_a_later_version_is_named(tmp_path: Path) -> None:
    path = tmp_path / "new.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ratings.csv", "userId,movieId,rating\n1,2,3\n")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\1\2") + 6] = 233  # the version that is needed to unpack it
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"new\.zip is damaged or not a readable zip\. zip file version 23\.3"):
        finish(load_dataset(path))
