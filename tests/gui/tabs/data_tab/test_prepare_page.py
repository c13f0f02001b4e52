"""The page Prepare counts what would remain, puts it in place of the data, and goes back with one click."""

import numpy as np
import pytest

from movierec_gui.data.preparation import UNPREPARED, PreparationConfig, kept_preparations
from movierec_gui.data.sources import load_dataset
from movierec_gui.gui.tabs.data_tab import prepare_form as form_module
from movierec_gui.gui.tabs.data_tab.prepare_page import PreparePage
from movierec_gui.progress import finish
from movierec_gui.training.list_runs import ListRecord, ListStore, default_spec


@pytest.fixture
def page(qtbot, workspace, tiny_dataset):
    made = PreparePage(workspace)
    qtbot.addWidget(made)
    workspace.dataset_changed.connect(lambda: made.show_dataset(workspace.dataset))
    workspace.set_dataset(tiny_dataset)
    made.resize(1000, 600)
    made.show()
    return made


def count(qtbot, page, **values):
    for name, value in values.items():
        page.form.editors[name].set_value(value)
    page.count()
    qtbot.waitUntil(lambda: not page._workspace.jobs)


def use(qtbot, page, **values):
    count(qtbot, page, **values)
    with qtbot.waitSignal(page._workspace.dataset_changed):
        page.apply.click()
    qtbot.waitUntil(lambda: not page._workspace.jobs)


def test_the_original_data_are_shown_whole(page, tiny_dataset):
    n = f"{len(tiny_dataset.ratings):,}"
    assert page.preview.rows()["ratings"] == (n, n, "100.0%")
    assert page.preview.rows()["users"] == ("40", "40", "100.0%")
    assert not page.apply.isEnabled()
    assert not page.original.isEnabled()
    assert page.in_use.text() == "In use: the original data, as their files have them."


def test_a_change_counts_what_would_remain_and_changes_nothing_yet(qtbot, page, tiny_dataset):
    page.form.editors["sample_users"].set_value(10)  # by hand: it counts by itself after a moment
    qtbot.waitUntil(page.apply.isEnabled)
    assert page.preview.rows()["users"] == ("40", "10", "25.0%")
    assert page._workspace.dataset is tiny_dataset


def test_what_remains_takes_the_place_of_the_data_and_is_kept(qtbot, page, tiny_dataset):
    use(qtbot, page, min_user_ratings=30, sample_users=5, sample_seed=2)
    workspace, config = page._workspace, PreparationConfig(0, 30, 5, 2)
    assert workspace.dataset.n_users == 5
    assert workspace.dataset.preparation.config == config
    assert workspace.original_dataset is tiny_dataset
    assert workspace.split is not None
    assert kept_preparations().get(None) == config
    assert page.in_use.text() == "In use: 30+ ratings per user, 5 users (seed 2)."
    assert not page.apply.isEnabled()
    assert page.form.config() == config


def test_the_original_data_are_one_click_away(qtbot, page, tiny_dataset):
    use(qtbot, page, sample_users=5)
    with qtbot.waitSignal(page._workspace.dataset_changed):
        page.original.click()
    assert page._workspace.dataset is tiny_dataset
    assert page.form.config() == UNPREPARED
    assert kept_preparations().get(None) == UNPREPARED


def test_prepared_data_are_prepared_anew_from_the_original(qtbot, page):
    use(qtbot, page, sample_users=5)
    count(qtbot, page, sample_users=20)
    assert page.preview.rows()["users"] == ("40", "20", "50.0%")
    assert page.apply.isEnabled()
    count(qtbot, page, sample_users=5)
    assert not page.apply.isEnabled()  # they are in use


def test_what_leaves_nothing_says_so_beside_the_numbers(qtbot, page):
    count(qtbot, page, min_movie_ratings=1000)
    assert "No rating of tiny is left" in page.messages.text
    assert page.preview.rows()["ratings"][1] == "–"
    assert not page.apply.isEnabled()
    count(qtbot, page, min_movie_ratings=2)
    assert page.messages.isHidden()


def test_a_sample_larger_than_the_users_is_refused(qtbot, page):
    count(qtbot, page, sample_users=41)
    assert "A sample of 41 users is larger than the data" in page.messages.text


def test_what_is_too_little_to_be_divided_is_not_used(qtbot, workspace, tmp_path):
    page = PreparePage(workspace)
    qtbot.addWidget(page)
    rows = "".join(f"{user},{movie},4\n" for user in range(1, 9) for movie in range(20))
    (tmp_path / "table.csv").write_text(f"user,item,rating\n{rows}9,3,5\n", encoding="utf-8")
    whole = finish(load_dataset(tmp_path / "table.csv"))
    workspace.set_dataset(whole)
    page.show_dataset(whole)
    # The seed draws the user who has a single rating.
    seed = next(seed for seed in range(1000) if np.random.default_rng(seed).random(9).argmin() == 8)
    page.form.fill(PreparationConfig(sample_users=1, sample_seed=seed))
    count(qtbot, page)
    page.apply.click()
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert "too few ratings to be divided for training" in page.messages.text
    assert workspace.dataset is whole


def test_a_number_that_is_none_is_shown_at_its_field(qtbot, page):
    page.form.editors["sample_users"].set_value(-1)
    page.count()
    assert "Sample of users is -1" in page.messages.text
    assert page.form.editors["sample_users"].error
    assert page._job.job is None


def test_a_movie_list_is_chosen_shown_and_forgotten(qtbot, page, tmp_path, tiny_dataset, monkeypatch):
    path = tmp_path / "names.csv"
    rows = "".join(f"{number},Other {number}\n" for number in tiny_dataset.movies.ids.tolist())
    path.write_text(f"code,title\n{rows}", encoding="utf-8")
    monkeypatch.setattr(form_module, "ask_for_file", lambda *_: path)
    page.form.choose.click()
    qtbot.waitUntil(page.apply.isEnabled)
    assert page.form.list.text() == "names.csv"
    assert "names.csv names 59 of 59 rated movies (100%), joined by the column code" in page.preview.joined.text()
    assert " is Other " in page.preview.joined.text()
    page.form.forget.click()
    qtbot.waitUntil(lambda: not page._workspace.jobs and not page._timer.isActive())
    assert page.preview.joined.isHidden()
    assert not page.form.forget.isEnabled()


def test_no_list_is_chosen_where_the_dialog_is_closed(page, monkeypatch):
    monkeypatch.setattr(form_module, "ask_for_file", lambda *_: None)
    page.form.choose.click()
    assert page.form.config() == UNPREPARED


def test_a_list_that_does_not_fit_is_refused(qtbot, page, tmp_path):
    (tmp_path / "other.csv").write_text("code,title\nx1,A\nx2,B\n", encoding="utf-8")
    page.form.fill(PreparationConfig(movies=str(tmp_path / "other.csv")))
    count(qtbot, page)
    assert "other.csv does not fit the movies of tiny" in page.messages.text


def test_the_data_of_a_stored_run_are_prepared_again_from_a_menu(qtbot, page):
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.trainer import train

    workspace = page._workspace
    use(qtbot, page, sample_users=20)
    record = finish(train(workspace.dataset, preset_spec("biases"), workspace.store))
    assert record.preparation == PreparationConfig(sample_users=20)
    assert record.dataset_hash != workspace.original_dataset.content_hash
    with qtbot.waitSignal(workspace.dataset_changed):
        page.original.click()
    qtbot.waitUntil(page.of_runs.isEnabled)
    (action,) = page.of_runs.menu().actions()
    assert action.text() == "20 users (seed 0)"
    action.trigger()
    qtbot.waitUntil(page.apply.isEnabled)
    with qtbot.waitSignal(workspace.dataset_changed):
        page.apply.click()
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert workspace.dataset.content_hash == record.dataset_hash


def test_without_prepared_runs_there_is_nothing_to_take_over(qtbot, page):
    qtbot.waitUntil(lambda: not page._workspace.jobs)
    assert not page.of_runs.isEnabled()


def test_the_preparations_of_kept_recommenders_are_offered_too(qtbot, page, tiny_dataset):
    lists = ListStore.beside(page._workspace.store)
    with lists.claim("ease") as run_id:
        spec, config = default_spec("ease"), PreparationConfig(min_movie_ratings=9)
        when = "2026-01-01T00:00:00+00:00"
        name = f"{tiny_dataset.name} with 9+ ratings per movie"
        lists.write(ListRecord(run_id, "mine", spec, name, "hash", when, preparation=config))
    qtbot.waitUntil(lambda: not page._workspace.jobs)
    page.show_dataset(tiny_dataset)
    qtbot.waitUntil(page.of_runs.isEnabled)
    assert [action.text() for action in page.of_runs.menu().actions()] == ["9+ ratings per movie"]


def test_a_store_that_cannot_be_listed_offers_nothing_here(qtbot, page, monkeypatch):
    from movierec_gui.gui.tabs.data_tab import prepare_page

    def fail(*_):
        raise RuntimeError("a fault")

    monkeypatch.setattr(prepare_page, "preparations_of_runs", fail)
    page._list_runs()
    qtbot.waitUntil(lambda: not page._workspace.jobs)
    assert page._listing.job is None
    assert not page.of_runs.isEnabled()
    assert page.messages.text == ""  # the Train tab tells what is wrong with the store
