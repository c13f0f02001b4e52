"""Tar archives are read as folders are, and what they hold besides plain files is never followed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data import tars
from movierec_gui.data.archives import open_trees
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    ".tar": bytes,
    ".tar.gz": partial(gzip.compress, mtime=0),
    ".tgz": partial(gzip.compress, mtime=0),
    ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress,
}
RATINGS = "userId,movieId,rating\n1,2,3\n2,2,4\n"
LONG = RATINGS + "".join(f"{number * 7919 % 9973},{number * 104729 % 9967},3\n" for number in range(2_000))


def member(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> tuple[Any, bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, link
    return info, content


def packed(members: list[tuple[Any, bytes]], way: int = tarfile.PAX_FORMAT) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=way) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


def of_texts(files: Mapping[str, str]) -> bytes:
    return packed([member(name, text.encode()) for name, text in files.items()])


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("folder", ["", "./", "ml-latest-small/", "./ml-latest-small/"])
def test_a_release_in_a_tar_archive_is_read(
    tmp_path: Path, csv_files: dict[str, str], ending: str, folder: str
) -> None:
    files = {folder + name: text for name, text in csv_files.items()} | {f"{folder}._ratings.csv": "x"}
    path = tmp_path / f"ml{ending}"
    path.write_bytes(PACKERS[ending](of_texts(files)))
    dataset = finish(load_dataset(path))
    assert dataset.n_movies == 5
    assert dataset.name == (folder.strip("./") or "ml")


def test_an_archive_needs_no_ending(tmp_path: Path) -> None:
    path = tmp_path / "download"
    path.write_bytes(of_texts({"ratings.csv": RATINGS}))
    assert len(finish(load_dataset(path)).ratings) == 2


@pytest.mark.parametrize("way", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_packed_tables_and_long_names_in_any_kind_of_tar(tmp_path: Path, way: int) -> None:
    path = tmp_path / "x.tar"
    name = "a-long-name/" * 10 + "ratings.csv.gz"
    path.write_bytes(packed([member(name, gzip.compress(RATINGS.encode()))], way))
    assert len(finish(load_dataset(path)).ratings) == 2


def test_files_stay_readable_side_by_side(tmp_path: Path, csv_files: dict[str, str]) -> None:
    path = tmp_path / "ml.tar.gz"
    path.write_bytes(gzip.compress(of_texts(csv_files)))
    with (
        open_trees(path, siblings=bool) as (tree,),
        tree.open("ratings.csv") as one,
        tree.open("movies.csv") as other,
    ):
        assert (one.read(6), other.read(7), one.read(3)) == (b"userId", b"movieId", b",mo")


@pytest.mark.parametrize("name", ["../ratings.csv", "/etc/ratings.csv", "a/../../ratings.csv", "C:\\ratings.csv"])
def test_an_archive_that_points_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(of_texts({name: RATINGS}))
    with pytest.raises(UserError, match="points outside the archive"):
        finish(load_dataset(path))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_never_followed(tmp_path: Path, kind: bytes) -> None:
    (tmp_path / "secret.csv").write_text(RATINGS)
    path = tmp_path / "x.tar"
    link = member("ratings.csv", kind=kind, link=str(tmp_path / "secret.csv"))
    path.write_bytes(packed([link, member("about.txt", b"hello")]))
    with open_trees(path, siblings=bool) as (tree,):
        assert tuple(tree.sizes) == ("about.txt",)
    with pytest.raises(UserError, match="has no layout"):
        finish(load_dataset(path))


def test_a_link_to_a_file_of_the_archive_is_left_out_too(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    plain = member("ratings.csv", RATINGS.encode())
    path.write_bytes(packed([plain, member("b.csv", kind=tarfile.LNKTYPE, link="ratings.csv")]))
    with open_trees(path, siblings=bool) as (tree,):
        assert tuple(tree.sizes) == ("ratings.csv",)


def test_a_small_archive_of_large_files_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tars, "MOST_UNPACKED", 1 << 20)
    path = tmp_path / "x.tar.gz"
    path.write_bytes(gzip.compress(packed([member("ratings.csv", bytes(3 << 20))])))
    with pytest.raises(UserError, match=r"x\.tar\.gz is too large to be read packed.*Unpack it and open the folder"):
        finish(load_dataset(path))


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tars, "MOST_MEMBERS", 3)
    path = tmp_path / "x.tar"
    path.write_bytes(of_texts({f"{number}.csv": RATINGS for number in range(4)}))
    with pytest.raises(UserError, match="Unpack it and open the folder"):
        finish(load_dataset(path))


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("keep", [0, 10, 100, 700])
def test_a_truncated_archive_is_named(tmp_path: Path, ending: str, keep: int) -> None:
    path = tmp_path / f"x{ending}"
    path.write_bytes(PACKERS[ending](of_texts({"ratings.csv": LONG}))[:keep])
    with pytest.raises(UserError, match=r"is damaged or not a readable tar archive.*copy it again"):
        finish(load_dataset(path))


def test_an_archive_that_ends_between_two_files_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    whole = of_texts({"ratings.csv": RATINGS, "movies.csv": "movieId,title\n2,Heat (1995)\n"})
    path.write_bytes(whole[: whole.index(b"movies.csv")])
    with pytest.raises(UserError, match="is damaged or not a readable tar archive"):
        finish(load_dataset(path))


@pytest.mark.parametrize(
    "content",
    [b"<html>Not found</html>", b"\x1f\x8b\x08" + bytes(20), gzip.compress(b"a,b,c\n")],
    ids=["a page", "damaged", "a table"],  # what Python packs differs from version to version, names must not
)
def test_what_is_called_tar_and_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r.tar.gz"
    path.write_bytes(content)
    with pytest.raises(UserError, match="is damaged or not a readable tar archive"):
        finish(load_dataset(path))


def test_names_that_are_no_unicode_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(packed([member("caf\udce9/notes.txt", b"hello")], tarfile.GNU_FORMAT))
    with open_trees(path, siblings=bool) as (tree,):
        assert tree.name.encode() == b"caf?"


def test_an_archive_in_an_archive_is_said_to_be_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(packed([member("inner.tar", of_texts({"ratings.csv": RATINGS}))]))
    with pytest.raises(UserError, match=r"x\.tar holds an archive.*Unpack it and choose inner\.tar"):
        finish(load_dataset(path))
