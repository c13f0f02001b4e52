"""CSV files hold the rows asked for, are whole or not there at all, and say so if they cannot be written."""

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data import table_export
from movierec_gui.data.table_export import original_cell, safe_cell, safe_frame, write_csv, write_frame
from movierec_gui.data.tables import Column, Table
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


def rows_in(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.fixture
def table():
    titles = np.array(['Heat, "the" film', "Amélie"], object)
    return Table({"title": Column(titles, np.array([0, 1, 1])), "mean": Column(np.array([4.5, np.nan, 3.0]))})


def test_rows_in_the_order_shown_with_quotes_and_gaps(table, tmp_path):
    path = finish(write_csv(table, np.array([2, 0, 1], np.int32), tmp_path / "movies.csv"))
    expected = 'title,mean\nAmélie,3.0\n"Heat, ""the"" film",4.5\nAmélie,\n'
    assert path.read_text(encoding="utf-8") == expected


def test_a_cancelled_export_leaves_nothing(table, tmp_path):
    work = write_csv(table, np.array([0, 1], np.int32), tmp_path / "movies.csv")
    next(work)
    work.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(table, tmp_path):
    with pytest.raises(UserError, match="nowhere"):
        finish(write_csv(table, np.array([0], np.int32), tmp_path / "nowhere" / "movies.csv"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start, tmp_path):
    text = f"{start}HYPERLINK(1)"
    titles = Table({text: Column(np.array([text], object))})
    finish(write_csv(titles, np.array([0], np.int32), tmp_path / "a.csv"))
    write_frame(pd.DataFrame({text: [text], "mean": [-1.5]}), tmp_path / "b.csv")
    assert rows_in(tmp_path / "a.csv") == [[f"'{text}"], [f"'{text}"]]
    assert rows_in(tmp_path / "b.csv") == [[f"'{text}", "mean"], [f"'{text}", "-1.5"]]


def test_numbers_and_other_texts_stay_as_they_are():
    frame = pd.DataFrame({"text": ["-1.5", "+2e9", "Heat - again", "'n' sync", None], "number": [-1.0, 2, 3, 4, 5]})
    frame["few"] = pd.Categorical(["-3", "a", "a", "a", "a"])
    pd.testing.assert_frame_equal(safe_frame(frame).astype(object), frame.astype(object))


@given(st.text(alphabet="'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20ab1.", max_size=6))
def test_every_text_comes_back_and_none_is_a_formula(text):
    safe = safe_cell(text)
    assert original_cell(safe) == text
    assert not safe or safe[0] not in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20" or float(safe) == float(text)


def test_tables_are_written_in_one_place():
    others = [
        path.name
        for path in Path(table_export.__file__).parents[1].rglob("*.py")
        if re.search(r"\.to_csv\(|csv\.(Dict)?[wW]riter\(", path.read_text(encoding="utf-8"))
    ]
    # Parquet, sheets and databases as the text that they are read as, the clipboard's text, and the epochs of a run.
    assert sorted(others) == ["databases.py", "parquet.py", "selection_menu.py", "table_export.py", "workbook.py"]


def test_the_clipboard_gets_rows_from_two_places():
    package = Path(table_export.__file__).parents[1]
    taken = {
        path.name: re.findall(r"clipboard\(\)\.setText\(([\w.]+)\(", path.read_text(encoding="utf-8"))
        for path in package.rglob("*.py") if "clipboard()" in path.read_text(encoding="utf-8")
    }  # fmt: skip
    rows = ["self.model.text_of", "self.model.text_of"]  # made safe cell by cell, as tests/gui/widgets/ has it
    assert taken == {
        "about.py": ["diagnostics"], "selection_menu.py": ["safe_frame"], "table_view.py": rows,
        "compact_table.py": ["self._model.text_of"],
    }  # fmt: skip
