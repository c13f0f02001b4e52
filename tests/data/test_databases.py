"""Tables of SQLite are read like files of a folder."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from movierec_gui.data.databases import is_database, table_as_csv, tables_of
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

RATINGS = [(user, movie, 1 + (user * movie) % 5) for user in range(1, 6) for movie in (5, 6, 7)]


def written(path: Path, *statements: str, rows: list[tuple[int, ...]] | None = None) -> Path:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        if rows is not None:
            database.executemany("INSERT INTO ratings VALUES (?, ?, ?)", rows)
        database.commit()
    return path


def test_ratings_and_movies_belong_together(tmp_path: Path) -> None:
    path = written(
        tmp_path / "films.db",
        "CREATE TABLE ratings (user_id INTEGER, movie_id INTEGER, rating REAL)",
        "CREATE TABLE movies (movie_id INTEGER, title TEXT, genres TEXT)",
        "INSERT INTO movies VALUES (5, 'Heat (1995)', 'Crime'), (6, 'a, \"b\"', NULL), (7, X'41', '')",
        "CREATE VIEW everything AS SELECT * FROM ratings",
        rows=RATINGS,
    )
    dataset = finish(load_dataset(path))
    assert dataset.name == "films"
    assert len(dataset.ratings) == 15
    assert list(dataset.movies.titles) == ["Heat", 'a, "b"', "A"]
    assert list(tmp_path.iterdir()) == [path]


def test_odd_names_and_values_are_kept(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.sqlite",
        'CREATE TABLE "a/b ""c""" ("user id" TEXT, n REAL, b BLOB)',
        'INSERT INTO "a/b ""c""" VALUES (\'x,y\', 4.0, X\'ff41\'), (NULL, 4.5, NULL)',
    )
    assert list(tables_of(path)) == ['a_b "c".csv']
    with table_as_csv(path, 'a_b "c".csv') as stream:
        assert stream.read().decode() == 'user id,n,b\n"x,y",4,\ufffdA\n,4.5,\n'


def test_changes_that_only_stand_in_the_log_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE ratings (user INTEGER, movie INTEGER, rating REAL)")
        database.executemany("INSERT INTO ratings VALUES (?, ?, ?)", RATINGS)
        database.commit()
        assert len(finish(load_dataset(path)).ratings) == 15


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "x.db", "CREATE TABLE ratings (a INTEGER, b INTEGER, c REAL)", rows=RATINGS * 400)
    data = path.read_bytes()
    for damaged in (data[:16] + bytes(100), data[: len(data) // 2]):
        path.write_bytes(damaged)
        with pytest.raises(UserError, match=r"x\.db is a damaged database.*write its table as CSV"):
            finish(load_dataset(path))


def test_a_database_without_ratings_says_what_it_holds(tmp_path: Path) -> None:
    path = written(tmp_path / "x.db", "CREATE TABLE notes (id INTEGER, text TEXT)")
    with pytest.raises(UserError, match=r"x\.db has no layout.*notes\.csv"):
        finish(load_dataset(path))


@pytest.mark.parametrize("data", [b"", b"SQLite", b"userId,movieId,rating\n"])
def test_other_files_are_no_databases(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.db").write_bytes(data)
    assert not is_database(tmp_path / "x.db")
