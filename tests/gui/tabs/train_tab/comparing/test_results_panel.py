"""Tables, picture and list of a comparison."""

from dataclasses import replace

import pytest

from movierec_gui.gui.tabs.train_tab.comparing.columns import COST, LISTS
from movierec_gui.gui.tabs.train_tab.comparing.results_panel import ResultsPanel
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
    assert panel.timed_title.text() == "Context-aware models"
    assert "when each rating was given" in panel.timed_note.text()
    assert panel.timed_title.isVisible()
    assert panel.timed_table.y() > panel.table.y()
    assert panel.failures.y() > panel.timed_table.y()
    assert "blown failed on seed 0, seed 1" in panel.failures.text()
    assert "test ratings of each split of tiny" in panel.source.text()
    qtbot.waitUntil(lambda: panel.chart.figure is not None)
    assert "good, told" in panel.chart.accessibleDescription()


def test_without_such_models_there_is_one_table(panel, make_record, make_result):
    panel.show_record(make_record([make_result("a", 0, 0.7)]))
    assert not panel.timed_table.isVisible()
    assert not panel.timed_title.isVisible()
    assert not panel.timed_note.isVisible()
    assert not panel.failures.isVisible()
    panel.show_record(make_record([make_result("a", 0, 0.7, uses_moment=True)]))
    assert not panel.table.isVisible()
    assert panel.timed_table.isVisible()


def test_the_lists_have_a_page(panel, record):
    panel.show_record(record)
    panel.pages.setCurrentIndex(LISTS)
    assert [column.name for column in panel.table.standings.columns][:2] == ["model", "ndcg"]
    assert not panel.optimistic.isVisible()
    panel.pages.setCurrentIndex(COST)
    assert [column.name for column in panel.table.standings.columns][:2] == ["model", "epoch"]


def test_the_articles_way_to_count_is_named_optimistic(panel, record):
    panel.show_record(record)
    assert panel.optimistic.isVisible()
    assert "too good" in panel.optimistic.text()


def test_there_is_no_chart_before_there_is_a_result(panel, make_record, record):
    panel.show_record(make_record([], entries=record.entries))
    assert not panel.chart.isVisible()
    assert not panel.buttons["chart"].isEnabled()
    panel.show_record(record)
    assert panel.chart.isVisible()
    assert panel.buttons["chart"].isEnabled()


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


def test_what_is_not_complete_can_be_continued(qtbot, panel, make_record, make_result):
    button = panel.buttons["continue"]
    incomplete = make_record([make_result("a", 0, 0.7)])
    panel.list_records([incomplete], incomplete.id, running="")
    panel.show_record(incomplete)
    assert button.isVisible()
    assert button.toolTip() == "Continue: 1 of 2 fits still to do"
    with qtbot.waitSignal(panel.continue_requested):
        button.click()
    panel.list_records([incomplete], incomplete.id, running=incomplete.id)
    panel.show_record(incomplete)
    assert not button.isVisible()
    panel.list_records([incomplete], incomplete.id, running="another")
    panel.show_record(incomplete)
    assert button.isVisible()
    panel.show_record(make_record([make_result("a", seed, 0.7) for seed in (0, 1)]))
    assert not button.isVisible()


def test_how_many_splits_are_done_is_told_while_some_are_missing(panel, make_record, make_result):
    done = [make_result(label, seed, 0.7) for label in ("a", "b") for seed in (0, 1)]
    panel.show_record(make_record(done[:3]))
    assert [column.name for column in panel.table.standings.columns][1] == "splits"
    panel.show_record(make_record(done))
    assert [column.name for column in panel.table.standings.columns][1] == "mse"


def test_it_reads_from_top_to_bottom(panel, record, words_of):
    panel.show_record(record)
    assert words_of(panel) == [
        "Errors / Cost and intervals / Lists of ten",
        "Kept comparisons: [Comparisons on this data set,…]",
        "Continue this comparison [Continue: 2 of 8 fits still to…]",
        "Export the table as CSV (Ctrl+E) [Export the table as CSV (Ctrl+…]",
        "Save the chart as PNG, SVG or PDF [Save the chart as PNG, SVG or…]",
        "Delete this comparison; can be undone [Delete this comparison; can be…]",
        "Models, best first: Model | Splits | Test MSE | To the best…",
        "Context-aware models",
        "Context-aware models, best first: Model | Splits | Test MSE…",
        "They are told when each rating was given, and look at the us…",
        "blown failed on seed 0, seed 1. The loss is not a number.",
        "From the 20,000 to 20,001 test ratings of each split of tiny…",
        "Optimistic MSE is the article's way to count: of the best ep…",
    ]


def test_the_page_of_lists_has_everybody_the_best_lists_first_and_draws_them(qtbot, panel, mixed_record):
    panel.show_record(mixed_record)
    assert labels(panel.table) == ["net", "fine", "poor"]
    qtbot.waitUntil(lambda: "Best: net" in panel.chart.accessibleDescription())
    panel.pages.setCurrentIndex(LISTS)
    assert labels(panel.table) == ["fine", "poor", "net"]
    qtbot.waitUntil(lambda: "Best: fine" in panel.chart.accessibleDescription())


def test_recommenders_alone_are_drawn_by_their_lists(qtbot, panel, mixed_record):
    alone = replace(mixed_record.comparison, results=mixed_record.comparison.results[2:])
    panel.show_record(replace(mixed_record, comparison=alone, entries=mixed_record.entries[1:]))
    assert labels(panel.table) == ["fine", "poor"]
    assert panel.buttons["chart"].isEnabled()
    qtbot.waitUntil(lambda: "Best: fine" in panel.chart.accessibleDescription())
