"""Tables, picture and list of a comparison."""

import pytest

from movierec_gui.gui.tabs.train_tab.comparing.results_panel import LISTS, ResultsPanel
from movierec_gui.gui.tabs.train_tab.comparing.runner import ComparisonRunner


@pytest.fixture
def panel(qtbot, workspace):
    made = ResultsPanel(ComparisonRunner(workspace, parent=workspace))

    def hide(_, made=made):
        made.hide()

    qtbot.addWidget(made, before_close_func=hide)
    made.resize(900, 700)
    made.show()
    return made


def labels(table):
    return [row.label for row in table.standings.rows]


def test_before_the_first_comparison_it_says_how_to_start(panel):
    assert panel.empty.isVisible()
    assert "Tick models" in panel.empty.text


def test_models_told_the_moment_stand_in_a_table_of_their_own(qtbot, panel, record):
    panel.show_record(record)
    assert labels(panel.table) == ["good", "bad", "blown"]
    assert labels(panel.timed_table) == ["told"]
    assert "when each rating was given" in panel.timed_title.text()
    assert panel.timed_title.isVisible()
    assert "blown failed on seed 0, seed 1" in panel.failures.text()
    assert "test ratings of each split of tiny" in panel.source.text()
    qtbot.waitUntil(lambda: panel.chart.figure is not None)
    assert "good, told" in panel.chart.accessibleDescription()


def test_without_such_models_there_is_one_table(panel, make_record, make_result):
    panel.show_record(make_record([make_result("a", 0, 0.7)]))
    assert not panel.timed_table.isVisible()
    assert not panel.timed_title.isVisible()
    assert not panel.failures.isVisible()
    panel.show_record(make_record([make_result("a", 0, 0.7, uses_moment=True)]))
    assert not panel.table.isVisible()
    assert panel.timed_table.isVisible()


def test_the_lists_have_a_page(panel, record):
    panel.show_record(record)
    panel.pages.setCurrentIndex(LISTS)
    assert [column.name for column in panel.table.standings.columns][:2] == ["model", "ndcg"]


def test_a_comparison_that_begins_lists_who_takes_part(panel, make_record, record):
    panel.show_record(make_record([], entries=record.entries))
    assert labels(panel.table) == ["bad", "good", "blown"]
    assert [column.name for column in panel.table.standings.columns] == ["model", "splits", "mse"]


def test_kept_comparisons_are_offered(qtbot, panel, record):
    from dataclasses import replace

    older = replace(record, id="older")
    panel.list_records([record, older], record.id, "")
    assert panel.list.count() == 2
    assert panel.list.currentIndex() == 0
    with qtbot.waitSignal(panel.chosen) as asked:
        panel.list.setCurrentIndex(1)
    assert asked.args == ["older"]
