"""The form: architectures and presets from the registry, a RunSpec out of it, the estimate in words."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea

from movierec_gui.data.splits import ARTICLE_SPLIT
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.estimate_texts import estimate_text
from movierec_gui.gui.tabs.train_tab.form_panel import FormPanel
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.training.config import TrainingConfig, preset_spec
from movierec_gui.training.estimate import Estimate

COST = Estimate((), 10, 10, 829, 10, 10, 5, False, "cpu", 1.0)


@pytest.fixture
def panel(qtbot):
    made = FormPanel()
    qtbot.addWidget(made)
    made.set_architectures(ARCHITECTURES)
    made.set_split(ARTICLE_SPLIT, "the article's")
    return made


def choose(panel, name, preset=0):
    panel.architecture.setCurrentIndex([entry.name for entry in ARCHITECTURES].index(name))
    panel.preset.setCurrentIndex(preset)


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
def test_every_preset_comes_out_as_it_is(panel, entry):
    for number, preset in enumerate(entry.presets):
        choose(panel, entry.name, number)
        assert panel.spec() == preset_spec(entry.name, preset.name, ARTICLE_SPLIT)
        assert panel.summary.text() == entry.summary
        assert (panel.reference is None) == (preset.article_mse is None)


def test_the_articles_figure_is_named_as_what_it_is(panel):
    choose(panel, "dense")
    assert panel.reference == ("article's 0.783, on a split of its own", 0.783)


def test_the_run_is_named_after_the_architecture_or_as_typed(panel):
    choose(panel, "gru")
    assert panel.run_name == architecture("gru").title
    panel.name.setText("  my run ")
    assert panel.run_name == "my run"


def test_nothing_comes_out_before_the_split_is_known(qtbot):
    panel = FormPanel()
    qtbot.addWidget(panel)
    assert panel.reference is None
    with pytest.raises(UserError, match="not loaded yet"):
        panel.spec()


def test_changes_are_told_once(qtbot, panel):
    told = []
    panel.changed.connect(lambda: told.append(1))
    panel.model_form.editors["hidden"].set_value(33)
    assert len(told) == 1
    choose(panel, "dense")
    assert len(told) == 2


def test_a_value_out_of_range_is_refused_at_its_field(panel):
    panel.training_form.editors["epochs"].set_value(0)
    with pytest.raises(UserError, match="Epochs is 0"):
        panel.spec()
    assert "Epochs is 0" in panel.training_form.editors["epochs"].error
    assert panel.form_state() == {}


def test_shows_the_settings_of_a_run(panel):
    spec = preset_spec("bigru", "article, 70 nodes")
    spec = replace(spec, training=replace(spec.training, epochs=3, learning_rate=0.01))
    panel.load_spec(spec, "again")
    assert panel.spec() == replace(spec, split=ARTICLE_SPLIT)
    assert panel.preset.currentText() == "article, 70 nodes"
    assert panel.training_form.editors["learning_rate"].is_changed
    assert panel.run_name == "again"


def test_settings_of_no_preset_are_shown_as_changes(panel):
    spec = preset_spec("lstm")
    spec = replace(spec, model=replace(spec.model, hidden=33))
    panel.load_spec(spec)
    assert panel.spec().model == spec.model
    assert panel.model_form.editors["hidden"].is_changed


def test_the_session_brings_everything_back(qtbot, panel):
    choose(panel, "gru", 1)
    panel.model_form.editors["hidden"].set_value(7)
    panel.training_form.editors["batch_size"].set_value(128)
    state, spec = panel.form_state(), panel.spec()
    other = FormPanel()
    qtbot.addWidget(other)
    other.set_architectures(ARCHITECTURES)
    other.set_split(ARTICLE_SPLIT, "")
    other.restore_form(state)
    assert other.spec() == spec
    assert other.preset.currentText() == panel.preset.currentText()


@pytest.mark.parametrize(
    "change", [{"architecture": "gone"}, {"preset": "gone"}, {"model": {"hidden": -1}}, {"training": {"gone": 1}}]
)
def test_settings_that_no_longer_fit_are_refused(panel, change):
    with pytest.raises(UserError):
        panel.restore_form(panel.form_state() | change)


def test_a_suggested_rate_goes_into_the_form(panel):
    panel.set_learning_rate(0.003)
    assert panel.spec().training == replace(
        TrainingConfig(), **ARCHITECTURES[0].presets[0].training, learning_rate=0.003
    )


def test_starting_means_queueing_while_something_trains(panel):
    panel.set_busy(True)
    assert "queue" in panel.start.text()
    panel.set_busy(False)
    assert panel.start.text() == "Start training"


@pytest.mark.parametrize(
    ("changes", "size", "time"),
    [
        ({}, "12 MB", ", about 1.5 s per epoch, 30 s in all."),
        ({"epochs": 1, "fits_itself": True}, "12 MB", ", done in about 1.5 s."),
        ({"fits_itself": True}, "12 MB", ", done in about 30 s."),
        ({"epoch_seconds": None}, "12 MB", "; the time is measured when nothing trains."),
        ({"memory_bytes": 3 * 2**30}, "3.0 GB", ", about 1.5 s per epoch, 30 s in all."),
    ],
)
def test_the_estimate_in_words(changes, size, time):
    estimate = replace(Estimate((), 505_101, 12_100_000, 72_300, 7_900, 20_000, 20, False, "cpu", 1.5), **changes)
    text = estimate_text(estimate)
    assert text.replace("\N{NO-BREAK SPACE}", " ") == (
        f"505,101 parameters, about {size} of memory.\n72,300 ratings{time}"
    )
    assert not re.search(r"\d (s|min)\b", text)  # no line ends between a number and its unit


def test_what_a_network_that_fits_itself_does_not_look_at_is_grey(panel):
    def grey():
        return {name for name, editor in panel.training_form.editors.items() if not editor.isEnabled()}

    estimate = Estimate((), 10, 10, 10, 10, 10, 21, True, "cpu", 1.5)
    choose(panel, "house")
    panel.show_estimate(estimate)
    assert set(panel.training_form.editors) - grey() == {"keep_best", "seed", "threads"}
    assert not panel.rate.isEnabled()
    assert "way of its own" in panel.training_form.note
    choose(panel, "dense")
    panel.show_estimate(replace(estimate, fits_itself=False))
    assert not grey()
    assert panel.rate.isEnabled()
    assert panel.training_form.note == ""


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
def test_every_form_fits_beside_its_scroll_bar(panel, entry):
    panel.resize(panel.width(), 600)
    panel.show()
    choose(panel, entry.name)
    (area,) = panel.findChildren(QScrollArea)
    room = panel.width() - area.verticalScrollBar().sizeHint().width()
    assert area.widget().minimumSizeHint().width() <= room


def test_the_tab_key_goes_from_the_name_through_all_settings_to_the_start(panel):
    choose(panel, "house")
    choose(panel, "dense")
    editors = [editor for form in (panel.model_form, panel.training_form) for editor in form.editors.values()]
    order, widget = [], panel.name
    while (widget := widget.nextInFocusChain()) is not panel.name:
        owner = widget.parent()
        if widget is panel.start or (owner in editors and owner not in order):
            order.append(widget if widget is panel.start else owner)
    assert order == [*editors, panel.start]


def test_it_reads_from_top_to_bottom(panel, words_of):
    assert [line for line in words_of(panel) if not line.startswith("Setting")] == [
        "Network",
        "Network: LSTM (one step)",
        "The article's best network, with an LSTM cell; it sees a seq…",
        "Preset",
        "Preset: article [Settings that belong together;…]",
        "Name",
        "Name of the run: LSTM (one step) [What the run is called in the…]",
        "With",
        "Include a person: Nobody [Train with your own ratings as…] (off)",
        "Network settings",
        "Training settings",
        "Estimating what this costs…",
        "Start training [Start with these settings (F5)]",
        "Suggest a learning rate [Tries ever larger learning rat…]",
        "All settings [Show every setting of the netw…]",
        "Split",
        "the article's",
        "Change the split in the Data tab",
    ]


def test_starting_means_to_queue_while_something_trains(qtbot, panel):
    panel.set_busy(True)
    assert panel.start.text() == "Add to the queue"
    panel.set_busy(False)
    assert panel.start.text() == "Start training"
    with qtbot.waitSignal(panel.start_requested):
        panel.start.click()


def test_links_ask_the_tab(qtbot, panel):
    with qtbot.waitSignal(panel.rate_requested):
        panel.rate.click()
    link = next(button for button in panel.findChildren(QPushButton) if "split" in button.text())
    with qtbot.waitSignal(panel.split_requested):
        link.click()


def test_the_architecture_gives_the_name_until_one_is_typed(panel):
    choose(panel, "dense")
    title = next(entry.title for entry in ARCHITECTURES if entry.name == "dense")
    assert (panel.typed_name, panel.run_name) == ("", title)
    panel.name.setText("  mine ")
    assert (panel.typed_name, panel.run_name) == ("mine", "mine")
    assert panel.name.maxLength() == 80


def test_every_architecture_says_what_it_is(panel):
    for number, entry in enumerate(ARCHITECTURES):
        panel.architecture.setCurrentIndex(number)
        assert panel.summary.text() == entry.summary
        assert panel.architecture.itemData(number, Qt.ItemDataRole.ToolTipRole) == entry.summary
        assert panel.preset.count() == len(entry.presets)


def test_a_network_that_fits_itself_greys_what_does_not_matter(panel):
    estimate = replace(COST, fits_itself=True)
    panel.show_estimate(estimate)
    assert not panel.rate.isEnabled()
    assert "does not matter" in panel.training_form.note
    panel.show_estimate(replace(estimate, fits_itself=False))
    assert panel.rate.isEnabled()
    assert panel.training_form.note == ""
    panel.show_estimate(estimate)
    choose(panel, "dense")
    assert panel.rate.isEnabled()


def test_why_there_is_no_estimate_is_said_in_its_colour(panel):
    panel.show_no_estimate("Later.")
    assert (panel.cost.text(), panel.cost.property("role")) == ("Later.", "muted")
    panel.show_no_estimate("No room.", is_error=True)
    assert (panel.cost.text(), panel.cost.property("role")) == ("No room.", "error")
    panel.show_estimate(COST)
    assert panel.cost.property("role") == ""


def test_the_fields_stand_in_a_column_as_wide_as_the_page(panel):
    panel.resize(372, 700)
    panel.grab()
    places = [(field.mapTo(panel, field.rect().topLeft()).x(), field.width()) for field in
              (panel.architecture, panel.preset, panel.name)]  # fmt: skip
    assert len(set(places)) == 1
    assert places[0][1] > 200
    assert panel.width() == 372
    assert panel.start.width() == panel.cost.width() == 372 - 32


def shown_names(form):
    return {name for name, editor in form.editors.items() if not editor.isHidden()}


def test_a_beginner_sees_what_matters_and_the_rest_on_request(panel):
    assert shown_names(panel.training_form) == {"epochs", "batch_size", "learning_rate"}
    assert 0 < len(shown_names(panel.model_form)) < len(panel.model_form.editors)
    assert panel.more.text() == "All settings"
    panel.more.setChecked(True)
    assert shown_names(panel.training_form) == set(panel.training_form.editors)
    assert shown_names(panel.model_form) == set(panel.model_form.editors)
    assert panel.more.text() == "Fewer settings"


def test_changed_settings_that_are_out_of_sight_are_counted(panel):
    panel.training_form.editors["epochs"].set_value(7)
    assert panel.more.text() == "All settings"
    panel.training_form.editors["patience"].set_value(3)
    panel.training_form.editors["schedule"].set_value("cosine")
    assert panel.more.text() == "All settings (2 changed)"
    assert panel.spec().training.schedule == "cosine"
    choose(panel, "gru")
    assert panel.more.text() == "All settings"


def test_a_fault_is_never_out_of_sight(panel):
    panel.training_form.editors["patience"].set_value(-1)
    assert "patience" in shown_names(panel.training_form)
    panel.training_form.editors["patience"].set_value(2)
    assert "patience" not in shown_names(panel.training_form)


def test_no_form_of_an_architecture_begins_with_all_of_many_settings(panel):
    for entry in ARCHITECTURES:
        choose(panel, entry.name)
        assert len(shown_names(panel.model_form)) <= 3


def test_another_network_is_not_shown_with_the_cost_of_the_one_before(panel):
    panel.show_no_estimate("505,101 parameters")
    choose(panel, "dense")
    assert panel.cost.text() == "Estimating what this costs…"
