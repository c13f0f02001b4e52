"""Questions to the engine and their answers."""

from dataclasses import replace

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.activations_tab.study import ROW_TITLES, VIEW_TITLES, Question, _note, answer, describe
from movierec_gui.progress import finish

QUESTION = Question("run", "", "validation", False, "strongest", 20)


@pytest.fixture(name="study")
def _study(looking, tiny_dataset):
    looking.set_dataset(tiny_dataset)
    looking.set_current_run(next(run.id for run in looking.store.list() if run.name == "dense"))
    return finish(answer(looking, QUESTION, None))


def test_titles_cover_what_the_engine_offers():
    from movierec_gui.analysis.activations import ROWS
    from movierec_gui.analysis.node_statistics import VIEWS

    assert tuple(ROW_TITLES) == ROWS
    assert tuple(VIEW_TITLES) == VIEWS


def test_only_view_and_number_keep_the_slice():
    assert QUESTION.same_slice(replace(QUESTION, view="top", k=3))
    for change in ({"rows": "all"}, {"layer": "embeddings"}, {"averaged": True}, {"run_id": "other"}):
        assert not QUESTION.same_slice(replace(QUESTION, **change))


def test_an_answer_names_its_layer_and_all_there_are(study):
    assert study.question.layer == "hidden"
    assert study.layers == ("embeddings", "hidden", "prediction")
    assert list(study.table["node"]) == list(range(70))
    assert len(study.movies_of_all()) == len(study.activations.rated_movies)


def test_a_thinned_slice_is_said(study):
    thinned = replace(study, activations=replace(study.activations, total=9_999_999))
    assert "(evenly chosen from 9,999,999)" in thinned.summary()
    assert "evenly" not in study.summary()


def test_a_known_slice_is_used_again(study, looking):
    again = finish(answer(looking, replace(study.question, view="top", k=3), study))
    assert again.activations is study.activations
    assert all(len(group.movies) <= 3 for group in again.groups)


def test_without_a_run_it_says_so(looking, tiny_dataset):
    looking.set_dataset(tiny_dataset)
    with pytest.raises(UserError, match="No run is chosen"):
        finish(answer(looking, QUESTION, None))


def test_a_pinned_node_is_compared(study):
    assert finish(describe(study, 3, None))[1] is None
    assert finish(describe(study, 3, 3))[1] is None
    details, pair = finish(describe(study, 3, 4))
    assert details.node == 3
    assert pair is not None
    assert finish(describe(study, 3, 4))[0].random.movies == details.random.movies


def test_notes_tell_dead_nodes_and_copies():
    assert (_note(True, 3), _note(False, 3), _note(False, None)) == ("dead", "copy of 3", "")
