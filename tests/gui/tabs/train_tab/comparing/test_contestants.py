"""The list of models that can take part."""

import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from movierec_gui.gui.tabs.train_tab.comparing.contestants import ContestantList
from movierec_gui.models import ARCHITECTURES
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.list_runs import ListRecord, default_spec
from movierec_gui.training.runs import RunRecord


@pytest.fixture
def listed(qtbot):
    made = ContestantList()
    qtbot.addWidget(made)
    made.set_architectures(ARCHITECTURES)
    return made


def run(name, architecture="dense", run_id=""):
    spec = preset_spec(architecture)
    return RunRecord(run_id or name, name, spec, "tiny", "hash", "2026-01-01T00:00:00+00:00")


def test_every_preset_is_offered_and_a_first_choice_ticked(listed):
    presets = sum(len(entry.presets) for entry in ARCHITECTURES)
    assert len(list(listed._leaves())) == presets
    chosen = listed.contestants()
    first = ARCHITECTURES[0]
    assert chosen[0].label == f"{first.title}, {first.presets[0].name}"
    assert [one.spec.architecture for one in chosen] == [
        first.name, *(entry.name for entry in ARCHITECTURES[-3:])
    ]  # fmt: skip
    assert chosen[0].spec == preset_spec(first.name, first.presets[0].name)


def test_ticking_an_architecture_ticks_its_presets(qtbot, listed):
    listed.tick(())
    assert listed.contestants() == ()
    several = next(place for place, entry in enumerate(ARCHITECTURES) if len(entry.presets) > 1)
    with qtbot.waitSignal(listed.changed):
        listed.topLevelItem(several).setCheckState(0, Qt.CheckState.Checked)
    assert len(listed.contestants()) == len(ARCHITECTURES[several].presets)


def test_settings_of_runs_can_take_part(listed):
    listed.set_runs([run("mine"), run("mine", run_id="other")])
    listed.tick(["mine"])
    assert [one.label for one in listed.contestants()] == ["mine", "mine 2"]
    listed.set_runs([run("newer"), run("mine")])  # what is ticked stays so
    assert [one.label for one in listed.contestants()] == ["mine"]
    assert listed.contestants()[0].spec == preset_spec("dense")
    listed.set_runs([])
    assert listed._runs.isHidden()


def test_runs_that_are_gone_leave_nothing(listed):
    listed.set_runs([run("mine")])
    item, settings = weakref.ref(listed._runs.child(0)), len(listed._choices)
    listed.set_runs([run("newer")])
    assert item() is None
    assert len(listed._choices) == settings


def test_runs_that_cannot_be_trained_again_are_left_out(listed):
    made = run("average of others")
    listed.set_runs([replace(made, spec=replace(made.spec, architecture="average"))])
    assert listed._runs.isHidden()


def test_runs_of_context_aware_models_are_named_so(listed):
    listed.set_runs([run("mine", architecture="house-context")])
    listed.tick(["mine (context-aware)"])
    assert [one.label for one in listed.contestants()] == ["mine (context-aware)"]


def test_it_reads_from_top_to_bottom(listed, words_of):
    assert words_of(listed) == []


def test_recommenders_are_a_group_of_their_own_and_their_runs_are_offered(qtbot):
    chooser = ContestantList()
    qtbot.addWidget(chooser)
    chooser.set_architectures(ARCHITECTURES, RECOMMENDERS)
    assert all(isinstance(one.spec, RunSpec) for one in chooser.contestants())
    chooser.tick(["EASE", "Popularity"])
    assert [(one.label, one.spec) for one in chooser.contestants()] == [
        ("EASE", default_spec("ease")),
        ("Popularity", default_spec("popularity")),
    ]
    chooser.tick(["For you, new people"])
    assert [one.spec for one in chooser.contestants()] == [default_spec("for-you:new people")]
    kept = ListRecord("slim-1", "mine", default_spec("slim"), "tiny", "hash", "2026-01-01T00:00:00+00:00")
    chooser.set_runs([kept])
    chooser.tick(["mine"])
    assert [(one.label, one.spec) for one in chooser.contestants()] == [("mine", kept.spec)]


def test_what_is_ticked_or_offered_from_elsewhere_is_told_once(qtbot, listed):
    told = []
    listed.changed.connect(lambda: told.append(len(listed.contestants())))
    listed.tick([listed.contestants()[0].label])
    assert told == [1]
    listed.set_runs([run("mine")])
    assert told == [1, 1]
