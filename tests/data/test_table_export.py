"""CSV files hold the rows asked for, are whole or not there at all, and say so if they cannot be written."""

import numpy as np
import pytest

from movierec_gui.data.table_export import write_csv
from movierec_gui.data.tables import Column, Table
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


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
