from __future__ import annotations

from pathlib import Path
from typing import Any


def test_two_runs_settings_are_held_against_each_other(movierec: Any, tiny_folder: Path, own_store: Path) -> None:
    where = ("--runs", own_store)
    assert movierec("train", "dot", "--name", "second", "--epochs", 1, "--data", tiny_folder, *where).status == 0
    answer = movierec("runs", "diff", "first", "second", *where)
    assert answer.status == 0
    assert answer.out.splitlines()[0].split() == ["Part", "Setting", "first", "second"]
    assert "Architecture" in answer.out
    differences = movierec("runs", "diff", "first", "second", "--json", *where).json["differences"]
    assert {"part": "Network", "name": "Architecture", "first": "dense", "second": "dot"} in differences
    assert "the same settings" in movierec("runs", "diff", "first", "first", *where).out
    assert "There is no run 'third'" in movierec("runs", "diff", "first", "third", *where).err
