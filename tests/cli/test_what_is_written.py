"""Whatever commands write: no cell that a spreadsheet would run, and nothing of the home for others to read."""

from __future__ import annotations

import csv
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from movierec_gui import atomic_files
from movierec_gui.data.table_export import safe_cell
from movierec_gui.resource_paths import data_home

HOSTILE = ("=HYPERLINK(1)", "@SUM(1)", "+1+1", "-2-3", "=1", "'=2", "\t=3", "Heat, the = film")


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    """Ratings of films, genres and tags that spreadsheets would run."""
    folder = tmp_path / "data"
    folder.mkdir()
    films = [(movie, f"{HOSTILE[movie % len(HOSTILE)]} {movie} (1990)", "=Drama|@War") for movie in range(64)]
    ratings = [(user, movie, 1 + (user * 3 + movie * 5) % 9 / 2, 10**9 + 60 * (64 * user + movie))
               for user in range(30) for movie in range(64) if (user + movie) % 3]  # fmt: skip
    tags = [(user, movie, HOSTILE[user % 7], 10**9) for user in range(9) for movie in range(64)]
    for name, heading, rows in (
        ("movies.csv", ("movieId", "title", "genres"), films),
        ("ratings.csv", ("userId", "movieId", "rating", "timestamp"), ratings),
        ("tags.csv", ("userId", "movieId", "tag", "timestamp"), tags),
    ):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows((heading, *rows))
    return folder


@pytest.mark.slow
def test_no_cell_runs_and_the_home_is_private(
    movierec: Any, hostile_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_files, "_USUAL_MASK", [])
    out, data = tmp_path / "out", ("--data", hostile_folder)
    out.mkdir()
    history = tmp_path / "history.csv"
    history.write_text("Title,Year,Rating\n=1 4,1990,4\n", encoding="utf-8")
    small = ("--set", "factors=4", "--set", "hidden=3", "--epochs", "2", "--device", "cpu", "--threads", "1")
    before = os.umask(0o022)
    try:
        for command in (
            ("train", "dense", "--name", "=run", *small, *data),
            ("train", "biases", "--name", "@other", *data),
            ("people", "import", history, "--person", "=Ann", "--own-scale", "0.5-5", *data),
            ("people", "export", "=Ann", out / "ann.json"),
            ("sets", "make", "=mine", "--id", "1", "--id", "2", "--id", "3", *data),
            ("sets", "make", "@yours", "--id", "4", "--id", "5", "--id", "6", *data),
            ("sets", "export", "=mine", out / "set.csv", *data),
            ("sets", "compare", "=mine", "@yours", "--csv", out / "sets.csv", *data),
            ("predict", "=run", "1", "--include-rated", "--top", "0", "--csv", out / "predicted.csv", *data),
            ("compare", "global-mean", "biases", "--csv", out / "compared.csv", *data),
            ("map", "raw", "--method", "pca", "--clusters", "--output", out / "map", *data),
            ("activations", "=run", "--rows", "all", "--output", out / "nodes", *data),
            ("evaluate", "=run", "@other", "--by", "all", "--output", out / "depth", *data),
            ("report", "=run", "@other", "--map-method", "pca", "--output", out / "report", *data),
            ("runs", "export", "=run", out / "run.zip"),
            ("project", "save", out / "all.movierec", *data),
        ):
            answer = movierec(*command)
            assert answer.status == 0, (command, answer.err)
    finally:
        os.umask(before)
    tables = sorted(out.rglob("*.csv"))
    texts = 0
    for path in tables:
        with path.open(newline="", encoding="utf-8") as file:
            for cell in (cell for row in csv.reader(file) for cell in row):
                assert cell == safe_cell(cell) or cell.startswith("'"), (path.name, cell)
                texts += cell.startswith("'")
    assert len(tables) > 15
    assert texts > 100
    if os.name == "posix":
        kept = [path for path in data_home().rglob("*") if path != data_home()]
        assert len(kept) > 10
        assert [path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
        private = {path.name for path in out.rglob("*") if not stat.S_IMODE(path.stat().st_mode) & 0o077}
        assert private == {"ann.json", "run.zip", "all.movierec"}
