"""The line about lists that hardly differ: measured once for a run, kept with it, and said only where it is true."""

from dataclasses import replace

import pytest

from movierec_gui.analysis import list_likeness
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.predict_tab.alike_line import AlikeLine


@pytest.fixture
def line(qtbot, keep, looking, tiny_dataset):
    made = AlikeLine(looking)
    keep(made)
    looking.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: bool(looking.current_run_id or looking.catalogue.known))
    return made


def _wait(qtbot, looking):
    qtbot.waitUntil(lambda: not looking.jobs)


def test_it_is_measured_once_and_kept_with_the_run(qtbot, show_tab, on_ratings, looking, settled):
    tab = show_tab(on_ratings)
    settled()
    record = looking.store.read(looking.current_run_id)
    assert set(record.lists) == {"jaccard", "same"}
    assert tab.ratings.alike.text() == list_likeness.sentence(record)
    jobs = []
    looking.job_started.connect(lambda job: jobs.append(job.title))
    tab.refresh()
    settled()
    assert "Comparing people's lists" not in jobs


def test_a_run_whose_lists_hardly_differ_is_named_and_another_one_is_not(qtbot, line, looking):
    run = looking.open_current_run()
    for lists, said in (
        ({"jaccard": 0.47, "same": 6.4}, "Its lists hardly differ between people: 6.4 of 10 films are the same"),
        ({"jaccard": 0.03, "same": 0.5}, ""),
    ):
        line.show_run(replace(run, record=replace(run.record, lists=lists)))
        assert line.text() == said
        assert line.isVisible() is bool(said)
    assert not looking.jobs


def test_where_it_cannot_be_measured_nobody_is_disturbed_and_it_is_not_tried_again(qtbot, line, looking, monkeypatch):
    def fail(*_):
        raise UserError("only one user", "", "")
        yield

    monkeypatch.setattr(list_likeness, "keep_likeness", fail)
    run = looking.open_current_run()
    run = replace(run, record=replace(run.record, lists={}))
    line.show_run(run)
    _wait(qtbot, looking)
    assert not line.isVisible()
    line.show_run(run)
    assert not looking.jobs
