from __future__ import annotations

from types import SimpleNamespace

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.run_catalogue import RunRow
from movierec_gui.gui.tabs.map_tab.settings_panel import MapSettingsPanel
from movierec_gui.progress import Progress
from movierec_gui.training.config import preset_spec


@pytest.fixture
def panel(qtbot, workspace):
    panel = MapSettingsPanel(workspace, workspace.catalogue)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def _give_run(panel):
    record = SimpleNamespace(
        id="r", name="a run", spec=preset_spec("dense"), validation={"mse": 0.8}, best_epoch=1, person=None
    )
    panel._runs.rows = (RunRow(record),)
    panel._runs.changed.emit()


def test_it_opens_with_the_article_s_settings(panel):
    config = panel.config()
    assert (config.source, config.method, config.perplexity) == ("ratings", "tsne", 50)


def test_what_is_typed_is_what_comes_out(panel):
    panel.editors["perplexity"].set_value(12.0)
    panel.editors["until_settled"].set_value(False)
    assert panel.config().perplexity == 12
    assert panel.config().until_settled is False


def test_a_value_that_does_not_fit_is_explained_at_its_field(panel):
    panel.editors["perplexity"].set_value(500.0)
    with pytest.raises(UserError, match="500"):
        panel.config()
    assert "5 to 100" in panel.editors["perplexity"].error
    assert panel.form_state() == {}


def test_only_what_matters_is_shown(panel):
    assert not panel.editors["layer_rows"].isVisible()
    panel.editors["method"].set_value("pca")
    assert not panel.editors["perplexity"].isVisible()
    assert panel.editors["components"].isVisible()


def test_without_a_run_a_learned_source_leads_to_the_train_tab(qtbot, panel, workspace):
    panel.source.setCurrentIndex(1)
    assert panel.no_run.isVisible()
    assert not panel.start.isEnabled()
    with qtbot.waitSignal(workspace.tab_requested) as signal:
        panel.train.click()
    assert signal.args == ["Train"]


def test_a_layer_is_chosen_from_those_of_the_run(qtbot, panel, workspace):
    _give_run(panel)
    workspace.set_current_run("r")
    with qtbot.waitSignal(panel.layers_wanted):
        panel.source.setCurrentIndex(2)
    panel.show_layers(("embedding", "lstm", "prediction"), "lstm")
    assert panel.config().layer == "lstm"
    panel.layer.setCurrentText("prediction")
    panel.show_layers(("embedding", "lstm", "prediction"), "lstm")
    assert panel.config().layer == "prediction"
    assert panel.layer.isVisible()
    assert panel.run.isVisible()


def test_the_buttons_offer_what_can_be_done(panel):
    panel.set_running(running=False, paused=False)
    assert not panel.cancel.isEnabled()
    panel.set_running(running=True, paused=True)
    assert panel.pause.text() == "Continue"
    panel.set_running(running=True, paused=False)
    assert panel.pause.text() == "Pause"
    assert panel.cancel.isEnabled()
    panel.show_progress(Progress("Layout", 250, 1000))
    assert panel.stage.text() == "Layout  250 of 1,000"
    assert panel.bar.value() == panel.bar.maximum() // 4
    panel.show_progress(Progress("Rating matrix"))
    assert panel.bar.maximum() == 0


def test_the_session_brings_the_settings_back(panel, workspace, qtbot):
    panel.editors["perplexity"].set_value(33.0)
    panel.editors["method"].set_value("pca")
    other = MapSettingsPanel(workspace, workspace.catalogue)
    qtbot.addWidget(other)
    other.restore_form(panel.form_state())
    assert other.config() == panel.config()
    with pytest.raises(UserError):
        other.restore_form({"moon": 1})


def test_it_reads_from_top_to_bottom(panel, words_of):
    assert [line for line in words_of(panel) if not line.startswith("Setting")] == [
        "Source",
        "Source: Ratings [What places movies beside each…]",
        "Lay out [Lay out the movies with these…]",
        "Pause [Hold the layout where it is] (off)",
        "Cancel [Stop and keep the map as far a…] (off)",
        "Four perplexities [Lay the movies out at perplexi…]",
    ]


@pytest.mark.parametrize(
    ("source", "has_run", "shown"),
    [
        ("ratings", False, set()),
        ("ratings", True, set()),
        ("embedding", False, {"no_run", "train"}),
        ("embedding", True, {"run"}),
        ("layer", False, {"no_run", "train", "layer_rows"}),
        ("layer", True, {"run", "layer", "layer_rows"}),
    ],
)
def test_a_source_shows_the_fields_that_it_needs(panel, source, has_run, shown):
    if has_run:
        _give_run(panel)
    panel.source.setCurrentIndex(panel.source.findData(source))
    parts = {name: getattr(panel, name) for name in ("no_run", "train", "run", "layer")}
    parts["layer_rows"] = panel.editors["layer_rows"]
    assert {name for name, part in parts.items() if part.isVisible()} == shown
    assert panel.start.isEnabled() == (source == "ratings" or has_run)


def test_tsne_has_settings_of_its_own(panel):
    own = ("perplexity", "iterations", "until_settled")
    assert all(panel.editors[name].isVisible() for name in own)
    panel.editors["method"].set_value("pca")
    assert not any(panel.editors[name].isVisible() for name in own)
    assert panel.editors["seed"].isVisible()
    panel.editors["method"].set_value("tsne")
    assert all(panel.editors[name].isVisible() for name in own)


def test_progress_is_shown_only_while_something_runs(panel):
    panel.set_running(running=True, paused=False)
    panel.show_progress(Progress("Layout", 250, 1000))
    assert panel.bar.isVisible()
    assert panel.stage.isVisible()
    assert panel.start.text() == "Start over"
    assert (panel.pause.isEnabled(), panel.pause.toolTip()) == (True, "Hold the layout where it is")
    panel.show_progress(Progress("Sorting", 0, 1))
    assert panel.stage.text() == "Sorting"
    assert (panel.bar.minimum(), panel.bar.maximum(), panel.bar.value()) == (0, 1000, 0)
    panel.set_running(running=True, paused=True)
    assert panel.pause.toolTip() == "Go on from here"
    panel.set_running(running=False, paused=False)
    assert not panel.bar.isVisible()
    assert not panel.stage.isVisible()
    assert panel.stage.text() == ""
    assert not panel.pause.isEnabled()
    assert panel.start.text() == "Lay out"


def test_buttons_ask_the_tab(qtbot, panel):
    panel.set_running(running=True, paused=False)
    for button, asked in (
        (panel.start, panel.start_requested),
        (panel.pause, panel.pause_requested),
        (panel.cancel, panel.cancel_requested),
    ):
        with qtbot.waitSignal(asked):
            button.click()


def test_layers_are_wanted_only_of_a_run_and_for_a_layer(qtbot, panel, workspace):
    with qtbot.assertNotEmitted(panel.layers_wanted):
        panel.source.setCurrentIndex(2)  # there is no run
        panel.source.setCurrentIndex(1)
        workspace.set_current_run("r")
    panel.source.setCurrentIndex(2)
    with qtbot.waitSignal(panel.layers_wanted):
        workspace.set_current_run("other")


def test_the_layer_that_a_new_run_lacks_gives_way_to_the_default(panel):
    panel.show_layers(("a", "b"), "b")
    assert panel.layer.currentText() == "b"
    panel.layer.setCurrentText("a")
    panel.show_layers(("b", "c"), "c")
    assert panel.layer.currentText() == "c"
    assert [panel.layer.itemText(number) for number in range(panel.layer.count())] == ["b", "c"]


def test_the_session_brings_the_source_back(panel, workspace, qtbot):
    panel.source.setCurrentIndex(1)
    other = MapSettingsPanel(workspace, workspace.catalogue)
    qtbot.addWidget(other)
    other.restore_form(panel.form_state())
    assert other.source.currentData() == "embedding"


def test_fields_stand_beside_their_names_in_a_column(panel):
    _give_run(panel)
    panel.source.setCurrentIndex(2)
    panel.grab()
    lefts = {field.mapTo(panel, field.rect().topLeft()).x() for field in (panel.source, panel.run, panel.layer)}
    rights = {field.mapTo(panel, field.rect().topRight()).x() for field in (panel.source, panel.run, panel.layer)}
    assert len(lefts) == len(rights) == 1
    assert max(rights) > panel.width() - 60
    assert panel.pause.width() == pytest.approx(panel.cancel.width(), abs=1)
    assert panel.start.y() > panel.stage.y()
    assert not panel.bar.isTextVisible()
    assert panel.width() == 308
