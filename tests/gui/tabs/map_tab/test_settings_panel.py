from __future__ import annotations

from types import SimpleNamespace

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.run_list import RunList
from movierec_gui.gui.tabs.map_tab.settings_panel import MapSettingsPanel
from movierec_gui.progress import Progress
from movierec_gui.training.config import preset_spec


@pytest.fixture
def panel(qtbot, workspace):
    panel = MapSettingsPanel(workspace, RunList(workspace))
    qtbot.addWidget(panel)
    panel.show()
    return panel


def _give_run(panel):
    record = SimpleNamespace(id="r", name="a run", spec=preset_spec("dense"), validation={"mse": 0.8})
    panel._runs.records = (record,)
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
    other = MapSettingsPanel(workspace, RunList(workspace))
    qtbot.addWidget(other)
    other.restore_form(panel.form_state())
    assert other.config() == panel.config()
    with pytest.raises(UserError):
        other.restore_form({"moon": 1})


def test_it_reads_from_top_to_bottom(panel, words_of):
    assert words_of(panel) == [
        "Source",
        "Source: Ratings [What places movies beside each…]",
        "Setting: Method",
        "Setting: Perplexity",
        "Setting: Iterations",
        "Setting: Stop when settled",
        "Setting: Components",
        "Lay out [Lay out the movies with these…]",
        "Pause [Hold the layout where it is] (off)",
        "Setting: Seed",
        "Cancel [Stop and keep the map as far a…] (off)",
    ]
