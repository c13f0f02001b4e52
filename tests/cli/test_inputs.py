from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from movierec_gui.cli.inputs import check_writable, find_run, make_folder, open_store, open_trained, read_dataset
from movierec_gui.cli.output import Output
from movierec_gui.errors import UserError
from movierec_gui.resource_paths import data_home

QUIET = Output(quiet=True)


def test_a_run_is_found_by_id_beginning_name_and_as_the_latest(own_store: Path) -> None:
    store = open_store(own_store)
    (first,) = store.list()
    store.write(replace(first, id="20990101-000000-dense-1", name="second"))
    for reference in (first.id, first.id[:-8], "first"):
        assert find_run(store, reference).id == first.id
    assert find_run(store, "latest").name == "second"
    assert find_run(store, "2099").name == "second"
    with pytest.raises(UserError, match="fits 2 runs"):
        find_run(store, "20")
    with pytest.raises(UserError, match="There is no run 'third'"):
        find_run(store, "third")


def test_an_empty_store_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="movierec train lstm"):
        find_run(open_store(tmp_path), "latest")


def test_the_users_own_store_is_the_default() -> None:
    assert open_store(None).folder == data_home() / "runs"


def test_what_reading_skipped_is_said(tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (tiny_folder / "ratings.csv").read_text(encoding="utf-8").splitlines()
    table = tmp_path / "ratings.csv"
    table.write_text("\n".join([*lines, "10,100,many,0"]) + "\n", encoding="utf-8")
    dataset = read_dataset(Output(), table)
    assert len(dataset.ratings) == len(lines) - 1
    assert "1 skipped" in capsys.readouterr().err


def test_a_run_on_other_data_is_refused(trained: Path, tmp_path: Path) -> None:
    other = tmp_path / "ratings.csv"
    other.write_text("userId,movieId,rating,timestamp\n1,1,4.0,0\n1,2,3.0,0\n2,1,5.0,0\n", encoding="utf-8")
    with pytest.raises(UserError, match="was trained on other data"):
        open_trained(QUIET, "first", other, trained)


def test_folders_are_made(tmp_path: Path) -> None:
    assert make_folder(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be made"):
        make_folder(tmp_path / "file" / "folder")


def test_files_need_a_folder(tmp_path: Path) -> None:
    assert check_writable(tmp_path / "x.csv") == tmp_path / "x.csv"
    with pytest.raises(UserError, match="There is no folder"):
        check_writable(tmp_path / "nowhere" / "x.csv")
