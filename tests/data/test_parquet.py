"""Parquet tables are read by an optional package; a stand-in with its interface serves, and the package where it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import IO, Any

import pytest

from movierec_gui.data.parquet import as_csv
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.table_preview import preview_table
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Columns = dict[str, list[Any]]


class _ArrowError(Exception):
    pass


class _File:
    """What ``pyarrow.parquet.ParquetFile`` offers, on JSON."""

    def __init__(self, stream: IO[bytes]) -> None:
        try:
            self._columns: Columns = json.loads(stream.read(), object_hook=_revived)
        except ValueError as error:
            raise _ArrowError("no magic bytes") from error
        self.schema_arrow = SimpleNamespace(names=list(self._columns))

    def iter_batches(self, size: int) -> Iterator[Any]:
        rows = len(next(iter(self._columns.values()), []))
        for start in range(0, rows, size):
            part = {name: values[start : start + size] for name, values in self._columns.items()}
            yield SimpleNamespace(to_pydict=lambda part=part: part)


def _revived(values: dict[str, Any]) -> Any:
    return datetime.fromtimestamp(values["time"], UTC) if set(values) == {"time"} else values


@pytest.fixture
def pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    package, parquet = ModuleType("pyarrow"), ModuleType("pyarrow.parquet")
    package.ArrowException = _ArrowError  # type: ignore[attr-defined]
    parquet.ParquetFile = _File  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyarrow", package)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", parquet)


def write(path: Path, columns: Columns) -> Path:
    path.write_text(json.dumps(columns), encoding="utf-8")
    return path


def lenskit(folder: Path, users: list[Any], items: list[Any], ratings: Columns | None = None) -> Path:
    folder.mkdir()
    (folder / "schema.json").write_text("{}")
    write(folder / "user.parquet", {"user_id": users})
    genres = [["Crime"], ["Animation", "Comedy"], []]
    write(
        folder / "item.parquet",
        {"item_id": items, "title": ["Heat (1995)", "Toy, Story (1995)", None], "genres": genres},
    )
    times = [{"time": 1_500_000_000 + number} for number in range(3)]
    found = {"user_num": [0, 0, 1], "item_num": [0, 1, 1], "rating": [4.0, 3.5, 0.5], "timestamp": times}
    write(folder / "rating.parquet", ratings or found)
    return folder


@pytest.mark.usefixtures("pyarrow")
def test_a_table_of_ratings_is_read_as_any_other(tmp_path: Path) -> None:
    columns = {"who": ["anna", "bob", "anna"], "movieId": [1, 2, None], "rating": [1.0, 4.5, 5.0], "userId": [7, 8, 9]}
    path = write(tmp_path / "shop.parquet", columns)
    dataset = finish(load_dataset(path))
    assert dataset.ratings.values.tolist() == [1.0, 4.5]
    assert dataset.user_ids.tolist() == [7, 8]
    assert finish(preview_table(path)).columns == ("who", "movieId", "rating", "userId")


@pytest.mark.usefixtures("pyarrow")
@pytest.mark.parametrize(
    ("users", "items", "text"), [([5, 7], [31, 10, 99], False), (["anna", "007"], ["b1", "b2", "b3"], True)]
)
def test_lenskits_ratings_name_rows_of_other_tables(
    tmp_path: Path, users: list[Any], items: list[Any], text: bool
) -> None:
    dataset = finish(load_dataset(lenskit(tmp_path / "ml", users, items)))
    movies, ratings = dataset.movies, dataset.ratings
    keys = list(movies.text_ids) if text else movies.ids.tolist()
    rows = zip(
        ratings.users.tolist(),
        ratings.movies.tolist(),
        ratings.values.tolist(),
        ratings.timestamps.tolist(),
        strict=True,
    )
    found = {(dataset.user_label(user), keys[movie], value, time) for user, movie, value, time in rows}
    assert found == {
        (str(users[0]), items[0], 4.0, 1_500_000_000),
        (str(users[0]), items[1], 3.5, 1_500_000_001),
        (str(users[1]), items[1], 0.5, 1_500_000_002),
    }
    at = keys.index(items[1])
    assert (movies.label(at), movies.genres_of(at)) == ("Toy, Story (1995)", ("Animation", "Comedy"))


@pytest.mark.usefixtures("pyarrow")
def test_lenskits_rows_with_the_same_identifier_are_one_movie(tmp_path: Path) -> None:
    dataset = finish(load_dataset(lenskit(tmp_path / "ml", [5, 7], [10, 10, 99])))
    assert dataset.ratings.values.tolist() == [3.5, 0.5]  # the later of the first user's two stays
    assert dataset.report is not None
    assert dataset.report.counts == {"movie listed twice": 1, "duplicate rating": 1}


@pytest.mark.usefixtures("pyarrow")
def test_lenskits_tables_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    wrong = {"user_num": [0, 5], "item_num": [0, 1], "rating": [4.0, 3.5]}
    with pytest.raises(UserError, match=r"rating\.parquet does not fit user\.parquet\. Row 5 of 2"):
        finish(load_dataset(lenskit(tmp_path / "a", [5, 7], [1, 2, 3], wrong)))
    with pytest.raises(UserError, match=r"rating\.parquet has other columns than LensKit's"):
        finish(load_dataset(lenskit(tmp_path / "b", [5, 7], [1, 2, 3], {"user_num": [0], "rating": [1.0], "x": [1]})))


@pytest.mark.usefixtures("pyarrow")
def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(UserError, match=r"x\.parquet is damaged, or no Parquet file\. no magic bytes"):
        finish(load_dataset(tmp_path / "x.parquet"))


def test_without_the_package_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    folder = lenskit(tmp_path / "ml", [5, 7], [1, 2, 3])
    for path in (folder, folder / "rating.parquet"):
        with pytest.raises(UserError, match=r'pyarrow is needed.*pip install "movierec-gui\[parquet\]"'):
            finish(load_dataset(path))


def test_a_package_that_brings_its_own_python_names_no_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    (tmp_path / "rating.parquet").write_bytes(b"")
    with pytest.raises(UserError, match="cannot be extended: save the table as CSV") as refused:
        finish(load_dataset(tmp_path / "rating.parquet"))
    assert "pip" not in str(refused.value)


def test_other_tables_beside_need_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating\n1,2,3\n2,2,4\n")
    write(tmp_path / "extra.parquet", {"a": [1]})
    assert len(finish(load_dataset(tmp_path)).ratings) == 2


@pytest.mark.usefixtures("pyarrow")
def test_cells_become_text(tmp_path: Path) -> None:
    columns = {"a": ['say "hi", ü', None, "x\ny"], "b": [["x", "y"], [1, 2], []], "c": [1.0, 2.5, True]}
    with as_csv("t", write(tmp_path / "t", columns).open("rb")) as text:
        assert text.read(5) == b"a,b,c"
        assert text.read().decode() == '\n"say ""hi"", ü",x|y,1\n,,2.5\n"x\ny",,True\n'


USERS, MOVIES, STARS = [1, 1, 2, 3], [5, 6, 5, 7], [4.0, 3.5, 0.5, 5.0]
TIMES = [10**9, 10**9 + 1, 10**9 + 86_400, 10**9]
TIME_KINDS = [f"timestamp {unit} {zone}".strip() for unit in ("s", "ms", "us", "ns") for zone in ("", "UTC")]
CELLS: dict[str, tuple[str, list[Any]]] = {
    "int64": ("timestamp", TIMES),
    **dict.fromkeys(TIME_KINDS, ("timestamp", TIMES)),
    "float16": ("rating", STARS),
    "decimal": ("rating", [Decimal(str(stars)) for stars in STARS]),
    "dictionary": ("userId", [str(user) for user in USERS]),
    "large_string": ("userId", [str(user) for user in USERS]),
    "binary": ("userId", [str(user).encode() for user in USERS]),
    "float64": ("userId", [float(user) for user in USERS]),
    "struct": ("more", [{"a": 1}] * 4),
    "date32": ("day", [date(2001, 9, 9)] * 4),
}
"""Kind of a column to its name and cells; they all mean the same table."""


def of_kind(arrow: Any, kind: str, cells: list[Any]) -> Any:
    values = arrow.array(cells)
    match kind.split():
        case ["dictionary"]:
            return values.dictionary_encode()
        case ["timestamp", unit, *zone]:
            return values.cast(arrow.timestamp("s", *zone)).cast(arrow.timestamp(unit, *zone))
        case ["decimal" | "struct"]:
            return values
    return values.cast(getattr(arrow, kind)())


@pytest.mark.by_chance  # whether the package is there
def test_the_package_itself_gives_what_the_stand_in_does(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow.parquet import write_table

    wanted, found = list(zip([0, 0, 1, 2], [0, 1, 0, 2], STARS, TIMES, strict=True)), {}
    for kind, (column, cells) in CELLS.items():
        columns = {"userId": USERS, "movieId": MOVIES, "rating": STARS, "timestamp": TIMES}
        path = tmp_path / f"{kind}.parquet"
        write_table(arrow.table({**columns, column: of_kind(arrow, kind, cells)}), path)
        ratings = finish(load_dataset(path)).ratings
        found[kind] = sorted(zip(ratings.users, ratings.movies, ratings.values, ratings.timestamps, strict=True))
    assert found == dict.fromkeys(CELLS, wanted)


@pytest.mark.by_chance
def test_a_damaged_file_is_refused_by_the_package_itself(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow.parquet import write_table

    path = tmp_path / "ratings.parquet"
    columns = {"userId": USERS, "movieId": MOVIES, "rating": STARS}
    write_table(arrow.table(columns), path, compression="none")
    whole = path.read_bytes()
    for damaged in (whole[:-20], whole[:10] + b"\xff" * 60 + whole[70:], b"PAR1"):
        path.write_bytes(damaged)
        with pytest.raises(UserError, match="is damaged, or no Parquet file"):
            finish(load_dataset(path))
