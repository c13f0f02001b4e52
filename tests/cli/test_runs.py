from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from movierec_gui import records
from movierec_gui.training.runs import RunStore


@pytest.fixture
def runs(movierec: Any, own_store: Path) -> Any:
    return lambda *arguments: movierec("runs", *arguments, "--runs", own_store)


def test_the_list_shows_every_run(runs: Any, own_store: Path) -> None:
    (record,) = RunStore(own_store).list()
    lines = runs("list").out.splitlines()
    assert lines[0].split()[:3] == ["Run", "Name", "Kind"]
    assert lines[1].split()[:3] == [record.id, "first", "rating"]
    assert [entry["id"] for entry in runs("list", "--json").json] == [record.id]


def test_without_a_command_the_runs_are_listed(movierec: Any) -> None:
    answer = movierec("runs")
    assert (answer.status, answer.out) == (0, "")
    assert "There are no runs in" in answer.err


def test_damaged_runs_are_named(runs: Any, own_store: Path) -> None:
    (own_store / "20200101-000000-dense-1").mkdir()
    (own_store / "20200101-000000-dense-1" / "run.json").write_text("{", encoding="utf-8")
    answer = runs("list")
    assert answer.status == 0
    assert "The run '20200101-000000-dense-1' is damaged" in answer.err


def test_a_run_is_shown_with_its_epochs(runs: Any) -> None:
    answer = runs("show", "first")
    assert "factors=4, hidden=3" in answer.out
    assert [line.split()[0] for line in answer.out.splitlines()[-3:]] == ["Epoch", "1", "2"]
    values = runs("show", "first", "--json").json
    assert [epoch["epoch"] for epoch in values["history"]] == [1, 2]


def test_a_run_is_renamed_and_annotated(runs: Any) -> None:
    assert runs("rename", "first", "better").status == 0
    assert runs("note", "better", "with care").status == 0
    values = runs("show", "better", "--json").json
    assert (values["name"], values["note"]) == ("better", "with care")
    assert runs("rename", "better", " ").status == 1


def test_a_run_is_deleted_and_comes_back(runs: Any) -> None:
    run_id = runs("delete", "first", "--json").json["id"]
    assert runs("list", "--json").json == []
    assert runs("restore", run_id).status == 0
    assert [entry["id"] for entry in runs("list", "--json").json] == [run_id]
    assert runs("restore", run_id).status == 1


def test_a_run_is_handed_on(runs: Any, movierec: Any, tmp_path: Path) -> None:
    assert runs("export", "first", tmp_path / "run.zip").status == 0
    answer = movierec("runs", "import", tmp_path / "run.zip", "--runs", tmp_path / "other", "--json")
    assert (answer.status, answer.json["name"]) == (0, "first")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "second"], "There is no run 'second'"),
        (["export", "first", "no-such-folder/run.zip"], "There is no folder"),
        (["import", "missing.zip"], "missing.zip"),
    ],
)
def test_what_is_not_there_is_named(runs: Any, arguments: list[str], message: str) -> None:
    answer = runs(*arguments)
    assert answer.status == 1
    assert message in answer.err


def test_a_damaged_run_among_others_costs_only_itself_and_can_be_deleted(runs: Any, own_store: Path) -> None:
    store = RunStore(own_store)
    (record,) = store.list()
    for number in range(6):
        store.write(replace(record, id=f"20200101-000000-dense-{number}"))
    path = store.path("20200101-000000-dense-3") / "run.json"
    values, _ = records.unseal(path.read_bytes())
    path.write_text(json.dumps(values | {"validation": None}), encoding="utf-8")
    answer = runs("list")
    assert answer.status == 0
    assert len(answer.out.splitlines()) == 1 + 6
    assert "Left out: The run '20200101-000000-dense-3' is damaged. run.json:" in answer.err
    assert runs("delete", "20200101-000000-dense-3").status == 0
    assert "Left out" not in runs("list").err


def test_an_import_with_a_number_that_is_none_changes_nothing(runs: Any, own_store: Path, tmp_path: Path) -> None:
    runs("export", "first", tmp_path / "run.zip")
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    values, _ = records.unseal(files["run.json"])
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        for name, content in (files | {"run.json": json.dumps(values | {"seconds": float("nan")}).encode()}).items():
            archive.writestr(name, content)
    answer = runs("import", tmp_path / "bad.zip")
    assert (answer.status, "damaged" in answer.err) == (1, True)
    assert len(runs("list", "--json").json) == 1
