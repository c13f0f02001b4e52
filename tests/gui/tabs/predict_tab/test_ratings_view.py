"""The list of predicted ratings with what is said above it."""

import pytest

from movierec_gui.analysis.people import KnownUser, predict_person
from movierec_gui.gui.tabs.predict_tab.ratings_view import RatingsView
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish
from movierec_gui.training.trained import open_run


@pytest.fixture
def looking(qtbot, trained_store, tiny_dataset):
    made = Workspace(trained_store)
    made.set_dataset(tiny_dataset)
    yield made
    made.stop_jobs()


@pytest.fixture
def view(qtbot, looking):
    made = RatingsView(looking)
    qtbot.addWidget(made)
    made.set_dataset(looking.dataset)
    made.show()
    return made


@pytest.fixture
def result(looking):
    run = open_run(looking.store, looking.store.list()[0].id, looking.dataset)
    return run, finish(predict_person(run, KnownUser(3)))


def test_a_result_shows_with_its_errors_and_its_baseline_is_kept_for_the_run(view, looking, result):
    view.show_result(result)
    assert "MSE" in view.errors.text()
    assert not view.context.isVisible()
    assert view.known_baseline() is None  # another run is the current one
    looking.set_current_run(result[0].record.id)
    assert view.known_baseline() is result[1].baseline
    view.set_dataset(looking.dataset)
    assert (view.result, view.errors.text(), view.known_baseline()) == (None, "", None)


def test_the_rows_shown_go_to_a_file(view, looking, result, tmp_path, qtbot):
    from movierec_gui.gui.widgets.message_bar import MessageBar

    messages = MessageBar()
    qtbot.addWidget(messages)
    view.export_to(messages, tmp_path / "nothing.csv")
    assert not (tmp_path / "nothing.csv").exists()
    view.show_result(result)
    qtbot.waitUntil(lambda: len(view.table.shown_rows) > 0)
    view.export_to(messages, tmp_path / "all.csv")
    qtbot.waitUntil(lambda: (tmp_path / "all.csv").exists() and not looking.jobs)
    head = (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "title" in head
    assert "is_rated" not in head
