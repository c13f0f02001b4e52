"""Which data are open, and how they were read."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.dataset import OfficialFold
from movierec_gui.data.sources import load_dataset
from movierec_gui.gui.tabs.data_tab.header import Header, how_text
from movierec_gui.progress import finish


@pytest.fixture
def header(qtbot):
    made = Header()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def table(tmp_path):
    """Data read from a table of their own."""
    path = tmp_path / "club.csv"
    rows = [f"{user},{movie},{(user + movie) % 10 + 1}" for user in range(12) for movie in range(10)]
    path.write_text("\n".join(["user_id,item_id,rating", *rows]), encoding="utf-8")
    return finish(load_dataset(path))


def links(header):
    parts = {"report": header.report, "change": header.change, "article": header.article, "how": header.how}
    return {name for name, part in parts.items() if part.isVisibleTo(header)}


def test_at_first_there_are_no_data(header):
    assert header.name.text() == "No data"
    assert links(header) == set()


def test_data_that_come_with_the_program_have_no_path(header, tiny_dataset):
    header.show_dataset(tiny_dataset, None)
    assert (header.name.text(), header.origin.text(), header.origin.toolTip()) == ("tiny", "Comes with the program", "")
    assert links(header) == {"article", "how"} | ({"report"} if tiny_dataset.report is not None else set())


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (Path("/data/club.csv"), "/data/club.csv"),
        (Path("/data/a/club.csv"), "/data/a/club.csv"),
        (Path("/data/a/b/club.csv"), "…/a/b/club.csv"),
    ],
)
def test_of_a_long_path_the_end_is_shown(header, tiny_dataset, path, shown):
    header.show_dataset(tiny_dataset, path)
    assert (header.origin.text(), header.origin.toolTip()) == (shown, str(path))


def test_how_a_table_was_read_can_be_read_and_changed(header, table, tmp_path):
    header.show_dataset(table, tmp_path / "club.csv")
    assert links(header) == {"report", "change", "article", "how"}
    assert header.report.accessibleDescription() == table.report.summary()
    text = how_text(table)
    assert header.how.text() == text
    assert text.startswith("Scale 1 to 10 (found from the values), liked from ")
    (reading,) = table.report.readings
    stated = replace(table, report=replace(table.report, readings=(replace(reading, stated_scale=True),)))
    assert how_text(stated).startswith("Scale 1 to 10 (as stated), ")
    two = replace(table, report=replace(table.report, readings=(reading, replace(reading, file="other.csv"))))
    assert how_text(two) == f"{text}; likewise other.csv"
    test = OfficialFold("test", np.arange(1))
    assert how_text(replace(table, folds=(test,))) == f"{text}; Split offers the test part that it came with (test)"
    assert how_text(replace(table, folds=(test, test))).endswith("the test parts that it came with (test, test)")
    header.show_dataset(table, None)
    assert "change" not in links(header)
    header.show_dataset(replace(table, report=None), None)
    assert "report" not in links(header)


def test_problems_are_counted(header, table, tmp_path):
    for counts, text in (
        ({}, "No problems found"),
        ({"no rating": 1}, "1 problem found"),
        ({"no rating": 7, "no user": 5}, "12 problems found"),
    ):
        header.show_dataset(replace(table, report=replace(table.report, counts=counts)), None)
        assert header.report.text() == text


def test_the_menu_opens_what_it_says(qtbot, header):
    file, folder, columns = header.open.menu().actions()
    assert [one.text() for one in (file, folder, columns)] == ["File or zip…", "Folder…", "Table with other columns…"]
    for action, signal in (
        (file, header.open_file_requested),
        (folder, header.open_folder_requested),
        (columns, header.open_table_requested),
    ):
        with qtbot.waitSignal(signal):
            action.trigger()
