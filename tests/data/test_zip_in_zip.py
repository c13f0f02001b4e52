"""A zip that holds one other zip is read, with bounds for what it unpacks to."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from movierec_gui.data import zip_in_zip
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.people.files import open_bundle
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.zip_in_zip import only_zip
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

RATINGS = {
    "ml/ratings.csv": "userId,movieId,rating\n1,2,4\n2,3,5\n",
    "ml/movies.csv": "movieId,title,genres\n2,Heat (1995),Crime\n",
}


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def load(folder: Path, files: dict[str, str | bytes]) -> Dataset:
    path = folder / "outer.zip"
    path.write_bytes(zipped(files))
    return finish(load_dataset(path))


@pytest.mark.parametrize(
    "beside", [{}, {"README.txt": "about"}, {"LICENSE": "terms"}, {"__MACOSX/._ml.zip": "x", "doc/notes.pdf": "x"}]
)
@pytest.mark.parametrize("place", ["ml.zip", "data/ml.ZIP", "data\\ml.zip"])
def test_the_inner_zip_is_read(tmp_path: Path, beside: dict[str, str | bytes], place: str) -> None:
    dataset = load(tmp_path, {place: zipped(dict(RATINGS)), **beside})
    assert len(dataset.ratings) == 2
    assert dataset.name == "ml"
    assert dataset.movies.titles[0] == "Heat"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["a.zip"], "a.zip"),
        (["a.zip", "b.zip"], None),
        (["a.zip", "ratings.csv"], None),
        (["a.zip", "notes.txt"], None),
        (["a.zip", "readme_first.txt"], "a.zip"),
        (["README.txt"], None),
        ([], None),
    ],
)
def test_one_zip_with_texts_about_it_counts(names: list[str], found: str | None) -> None:
    assert only_zip(names) == found


def test_two_inner_zips_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"outer\.zip holds archives\. a\.zip, b\.zip\. Unpack it"):
        load(tmp_path, {"a.zip": zipped(dict(RATINGS)), "b.zip": zipped(dict(RATINGS))})


def test_a_third_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has zips in zips in zips"):
        load(tmp_path, {"a.zip": zipped({"b.zip": zipped(dict(RATINGS))})})


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"no zip at all", zipped(dict(RATINGS))[:-9]])
def test_a_damaged_inner_zip_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match=r"ml\.zip in outer\.zip cannot be read"):
        load(tmp_path, {"ml.zip": content})


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_in_zip, "MOST_UNPACKED", 1 << 16)
    bomb = zipped({"ratings.csv": "userId,movieId,rating\n" + "1,2,4\n" * 500_000})
    with pytest.raises(UserError, match=r"more than 50 times its size.*If you trust it, unpack it"):
        load(tmp_path, {"ml.zip": bomb})


def test_an_inner_zip_that_is_too_large_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_in_zip, "MOST_COPIED", 100)
    with pytest.raises(UserError, match="too large to be read there"):
        load(tmp_path, {"ml.zip": zipped(dict(RATINGS))})


def test_a_file_of_the_inner_zip_that_points_outside_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="points outside the archive"):
        load(tmp_path, {"ml.zip": zipped({"../ratings.csv": "1,2,3,4\n"})})


def test_a_fault_of_who_reads_is_none_of_the_zip(tmp_path: Path) -> None:
    path = tmp_path / "outer.zip"
    path.write_bytes(zipped({"ml.zip": zipped(dict(RATINGS))}))
    work = load_dataset(path)
    next(work)
    next(work)
    with pytest.raises(RuntimeError, match="stop"):
        work.throw(RuntimeError("stop"))


def test_a_history_in_a_zip_in_a_zip_is_read(tmp_path: Path) -> None:
    inner = zipped({"ratings.csv": "Date,Name,Year,Letterboxd URI,Rating\n2020-01-02,Heat,1995,x,4.5\n"})
    (tmp_path / "mail.zip").write_bytes(zipped({"letterboxd-anna.zip": inner}))
    assert open_bundle(tmp_path / "mail.zip").names == ("ratings.csv",)
    (tmp_path / "mail.zip").write_bytes(zipped({"letterboxd-anna.zip": b"PK"}))
    with pytest.raises(UserError, match="cannot be read"):
        open_bundle(tmp_path / "mail.zip")
