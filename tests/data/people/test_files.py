import zipfile

import pytest

from movierec_gui.data.people import files
from movierec_gui.data.people.files import file_name, folders, open_bundle
from movierec_gui.errors import UserError

TABLE = "title,rating\nHeat,4\n"


def test_a_single_file(write):
    bundle = open_bundle(write(TABLE, "mine.csv"))
    assert bundle.names == ("mine.csv",)
    assert open_bundle(write('[{"a": 1}]', "mine.txt")).documents == {"mine.txt": [{"a": 1}]}


def test_a_zip_and_a_folder_name_their_files_alike(zipped, write, tmp_path):
    contents = {"a/ratings.csv": TABLE, "a/x.json": "[]", "a/picture.png": "x", "__MACOSX/a/ratings.csv": TABLE}
    assert open_bundle(zipped(contents)).names == ("a/ratings.csv", "a/x.json")
    write(TABLE, "folder/a/ratings.csv")
    assert open_bundle(tmp_path / "folder").names == ("a/ratings.csv",)


def test_names():
    assert file_name("Ann/Likes/Films.csv") == "films.csv"
    assert folders("Ann/Likes/Films.csv") == ("ann", "likes")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("", "x.csv", "holds no table"),
        ("{", "x.json", "no JSON"),
        ("PK", "x.zip", "not a readable zip"),
        ("word", "x.csv", "no table with a heading"),
    ],
)
def test_files_of_no_use_are_named(write, content, name, message):
    with pytest.raises(UserError, match=message):
        open_bundle(write(content, name))


def test_what_is_not_there(tmp_path):
    with pytest.raises(UserError, match=r"There is no x\.csv"):
        open_bundle(tmp_path / "x.csv")
    with pytest.raises(UserError, match="holds no table"):
        open_bundle(tmp_path)


def test_a_damaged_zip(zipped):
    path = zipped({"ratings.csv": TABLE * 50})
    data = bytearray(path.read_bytes())
    data[40:60] = bytes(20)
    path.write_bytes(bytes(data))
    with pytest.raises(UserError, match=r"not a readable zip|holds no table"):
        open_bundle(path)


def test_a_history_has_its_limits(zipped, write, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_MOST_BYTES", 30)
    path = zipped({"a.csv": TABLE, "b.csv": TABLE})
    write(TABLE * 3, "folder/a.csv")
    for large in (path, tmp_path / "folder", tmp_path / "folder" / "a.csv"):
        with pytest.raises(UserError, match="too large"):
            open_bundle(large)
    assert zipfile.is_zipfile(path)
