from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def saved(movierec: Any, tiny_folder: Path, trained: Path, tmp_path: Path) -> Path:
    target = tmp_path / "class.movierec"
    arguments = ("--data", tiny_folder, "--runs", trained, "--note", "Look at the first.")
    answer = movierec("project", "save", target, *arguments)
    assert answer.status == 0
    assert "runs" in answer.out
    return target


def test_a_project_is_shown_and_opened_elsewhere(movierec: Any, saved: Path, tmp_path: Path) -> None:
    shown = movierec("project", "show", saved)
    assert "Look at the first." in shown.out
    assert "Open the folder or file of" in shown.out
    store = tmp_path / "elsewhere"
    opened = movierec("project", "open", saved, "--runs", store, "--json")
    assert opened.json["added"]["runs"]
    names = [run["name"] for run in movierec("runs", "list", "--runs", store, "--json").json]
    assert sorted(names) == sorted(opened.json["added"]["runs"])
    again = movierec("project", "open", saved, "--runs", store)
    assert again.out.startswith("Nothing new.")


def test_one_run_alone_can_be_saved(movierec: Any, tiny_folder: Path, trained: Path, tmp_path: Path) -> None:
    arguments = ("--run", "first", "--part", "runs", "--data", tiny_folder, "--runs", trained, "--json")
    answer = movierec("project", "save", tmp_path / "one", *arguments)
    assert answer.json["counts"] == {"runs": 1}
    assert answer.json["project"].endswith("one.movierec")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "no-such.movierec"], "cannot be read"),
        (["save", "no-such-folder/x.movierec"], "There is no folder"),
        (["save", "x.movierec", "--part", "runz"], "Did you mean 'runs'"),
    ],
)
def test_what_cannot_be_done_is_explained(
    movierec: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = movierec("project", *arguments)
    assert answer.status == 1
    assert message in answer.err
