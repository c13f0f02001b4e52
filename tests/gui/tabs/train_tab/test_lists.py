"""Recommenders in the Train tab: chosen, trained, in the table, resumed, deleted; never the current run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from movierec_gui.data.splits import ARTICLE_SPLIT, SplitConfig
from movierec_gui.gui.tabs.train_tab.board import RunBoard
from movierec_gui.gui.tabs.train_tab.curve_card import LISTS, CurveCard
from movierec_gui.gui.tabs.train_tab.form_panel import LISTS_TITLE, FormPanel, list_estimate_text
from movierec_gui.gui.tabs.train_tab.queue import QueuedRun, TrainingQueue, train_run
from movierec_gui.gui.tabs.train_tab.queue_view import QueueView
from movierec_gui.gui.tabs.train_tab.run_panel import RunPanel
from movierec_gui.gui.tabs.train_tab.texts import list_progress_text
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.training.list_estimate import ListEstimate
from movierec_gui.training.list_events import ListEpochEnded
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.record_store import FINISHED


@pytest.fixture
def form(qtbot):
    made = FormPanel()
    qtbot.addWidget(made)
    made.set_architectures(ARCHITECTURES, RECOMMENDERS)
    made.set_split(ARTICLE_SPLIT, "the article's")
    return made


@pytest.fixture
def lists(workspace):
    return ListStore.beside(workspace.store)


@pytest.fixture
def listed(workspace, lists):
    """A finished list run beside whatever else there is."""
    return finish(train_list(workspace.dataset, default_spec("ease"), lists, "mine"))


@pytest.fixture
def panel(qtbot, workspace, stored_run, listed):
    board = RunBoard(workspace)
    made = RunPanel(workspace, board, TrainingQueue(workspace, train_run))
    qtbot.addWidget(made)
    with qtbot.waitSignal(board.changed):
        workspace.catalogue.refresh()
    return made


def choose(form, name):
    form.architecture.setCurrentIndex(form.architecture.findData(name))


def test_recommenders_are_a_group_of_their_own_under_a_heading_that_nobody_can_choose(form):
    titles = [form.architecture.itemText(place) for place in range(form.architecture.count())]
    assert titles[-len(RECOMMENDERS) :] == [kind.title for kind in RECOMMENDERS]
    heading = titles.index(LISTS_TITLE)
    assert heading == len(ARCHITECTURES) + 1  # after a line
    assert not form.architecture.model().item(heading).isEnabled()


@pytest.mark.parametrize("kind", RECOMMENDERS, ids=lambda kind: kind.name)
def test_every_recommender_comes_out_as_it_is(form, kind):
    choose(form, kind.name)
    assert form.spec() == default_spec(kind.name, ARTICLE_SPLIT)
    assert form.reference is None
    assert form.run_name == kind.title
    assert "predicts no ratings" in form.summary.text()


def test_presets_of_a_recommender_come_out_and_come_back(form):
    choose(form, "for-you")
    assert form.preset.isEnabled()
    texts = [form.preset.itemText(number) for number in range(form.preset.count())]
    assert texts == ["as it starts", "new people", "dense data"]
    form.preset.setCurrentIndex(1)
    assert form.spec() == default_spec("for-you:new people", ARTICLE_SPLIT)
    assert form.run_name == "For you, new people"
    assert "who came after all people of the data" in form.summary.text()
    state = form.form_state()
    choose(form, "ease")
    assert form.preset.currentText() == "as it starts"
    form.restore_form(state)
    assert form.preset.currentText() == "new people"
    assert not any(editor.is_changed for editor in form.model_form.editors.values())
    assert [name for name, editor in form.training_form.editors.items() if editor.isEnabled()] == ["seed"]


def test_settings_of_no_preset_are_changes_of_the_first(form):
    spec = default_spec("for-you:new people", ARTICLE_SPLIT)
    form.load_spec(replace(spec, settings=replace(spec.settings, prior=39.0)))
    assert form.preset.currentText() == "as it starts"
    assert form.spec().settings == replace(spec.settings, prior=39.0)


def test_of_the_training_settings_it_has_the_seed_alone_and_a_network_has_all_again(form, words_of):
    choose(form, "recvae")
    editors = form.training_form.editors
    assert [name for name, editor in editors.items() if editor.isEnabled()] == ["seed"]
    assert not form.preset.isEnabled()
    assert not form.rate.isEnabled()
    editors["seed"].set_value(5)
    assert "Recommender settings" in words_of(form)
    form.model_form.editors["epochs"].set_value(3)
    assert (form.spec().seed, form.spec().settings.epochs) == (5, 3)
    choose(form, "lstm")
    assert all(editor.isEnabled() for editor in form.training_form.editors.values())
    assert form.preset.isEnabled()
    assert "Network settings" in words_of(form)


def test_the_settings_are_kept_for_the_next_start_and_come_back_from_a_run(form):
    choose(form, "ease")
    form.model_form.editors["ridge"].set_value(7.0)
    state = form.form_state()
    choose(form, "lstm")
    form.restore_form(state)
    assert form.spec().settings.ridge == 7.0
    choose(form, "lstm")
    form.load_spec(default_spec("slim", seed=4), "again")
    assert (form.spec().recommender, form.spec().seed, form.typed_name) == ("slim", 4, "again")


def test_the_cost_is_said_in_words():
    text = list_estimate_text(ListEstimate(1000, 200, 12.0))
    assert "200 ratings held out" in text
    assert "12\N{NO-BREAK SPACE}s" in text
    assert "when nothing trains" in list_estimate_text(ListEstimate(1000, 200, None))


def test_progress_is_said_in_words():
    assert list_progress_text(Progress("mine: epoch 3 of 30", 3, 30), 60.0) == "Epoch 3 of 30  ·  1 min 00 s left"
    assert list_progress_text(Progress("Training mine", 0, 1), None) == "Preparing the ratings…"


def test_the_table_shows_it_by_its_ndcg_without_errors_and_without_a_curve(panel, listed):
    line = next(line for line in panel.table.lines.lines if line.key == listed.id)
    assert (line.name, line.architecture, line.status) == ("mine", "EASE (makes lists)", FINISHED)
    assert line.test_ndcg == listed.test["ndcg"]
    assert line.test_mse != line.test_mse
    index = panel.table.lines.index(panel.table.lines.row_of(listed.id), 0)
    assert index.data(Qt.ItemDataRole.CheckStateRole) is None
    assert not panel.table.lines.flags(index) & Qt.ItemFlag.ItemIsUserCheckable


def test_going_to_it_leaves_the_current_run_and_a_refresh_leaves_the_person_there(
    qtbot, workspace, panel, listed, stored_run
):
    assert workspace.current_run_id == stored_run.id
    rows = [panel.table.model().index(row, 0) for row in range(2)]
    (place,) = [index for index in rows if index.data() == "mine"]
    spot = panel.table.visualRect(place).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert panel.table.current_key == listed.id
    assert workspace.current_run_id == stored_run.id
    with qtbot.waitSignal(panel._board.changed):
        workspace.catalogue.refresh()
    assert panel.table.current_key == listed.id
    names = (panel.duplicate, panel.export, panel.delete)
    assert all(action.isEnabled() for action in names)
    assert not panel.average.isEnabled()
    assert not panel.resume.isEnabled()


def test_it_is_renamed_noted_deleted_and_brought_back(qtbot, workspace, panel, lists, listed):
    board = panel._board
    for change in (lambda: board.rename(listed.id, "better"), lambda: board.annotate(listed.id, "why")):
        with qtbot.waitSignal(board.changed):
            change()
    assert (lists.read(listed.id).name, lists.read(listed.id).note) == ("better", "why")
    with qtbot.waitSignal(board.changed):
        board.delete([listed.id])
    assert lists.list() == ()
    with qtbot.waitSignal(board.changed):
        board.undo_stack.undo()
    assert [record.id for record in lists.list()] == [listed.id]


def test_it_goes_out_and_comes_back(qtbot, workspace, panel, lists, listed, tmp_path):
    with qtbot.waitSignal(panel.told):
        panel.export_run(listed.id, tmp_path / "mine.zip")
    lists.delete(listed.id)
    with qtbot.waitSignal(panel.told):
        panel.import_run(tmp_path / "mine.zip")
    assert [record.id for record in lists.list()] == [listed.id]


def test_the_queue_trains_it_and_says_how_far_it_is(qtbot, workspace, lists):
    queue = TrainingQueue(workspace, train_run)
    view = QueueView(queue)
    qtbot.addWidget(view)
    with qtbot.waitSignal(queue.finished) as ended:
        queue.add(QueuedRun(default_spec("popularity"), workspace.dataset, "line to beat"))
    assert ended.args[0].name == "line to beat"
    assert lists.list() == (ended.args[0],)


def test_predict_can_use_a_kept_one(qtbot, workspace, listed):
    from movierec_gui.gui.tabs.predict_tab.for_you_bar import ForYouBar

    bar = ForYouBar(workspace.people, workspace.catalogue)
    qtbot.addWidget(bar)
    with qtbot.waitSignal(workspace.catalogue.changed):
        workspace.catalogue.refresh()
    bar.choose_source(f"run:{listed.id}")
    assert bar.chosen.run == listed.id


def test_a_recommenders_epochs_are_drawn_while_it_learns_and_afterwards(qtbot, workspace, lists):
    board = RunBoard(workspace)
    card = CurveCard(board)
    qtbot.addWidget(card)
    assert not card.pages.isTabVisible(LISTS)
    spec = default_spec("recvae", SplitConfig(validation=0.2))
    spec = replace(spec, settings=replace(spec.settings, epochs=3, hidden=8, code=4))
    work, drawn = train_list(workspace.dataset, spec, lists, "mine"), []
    with qtbot.waitSignal(board.changed):
        board.on_event(next(work))
    for event in work:
        board.on_event(event)
        if isinstance(event, ListEpochEnded):
            drawn.append([len(curve) for _, curve in board.list_curves])
            assert card.pages.currentIndex() == LISTS
    assert drawn == [[1], [2], [3]]
    board.end_live()
    with qtbot.waitSignal(board.changed):
        workspace.catalogue.refresh()
    ((name, curve),) = board.list_curves
    assert (name, len(curve)) == ("mine", 3)
    assert card.lists.accessibleDescription() == f"mine after epoch 3: NDCG {curve[-1].ndcg:.3f}"
