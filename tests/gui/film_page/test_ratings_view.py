"""A film's ratings as pictures, with their numbers in words."""

from dataclasses import replace

import pytest

from movierec_gui.analysis.film_page import film_facts
from movierec_gui.gui.film_page.ratings_view import RatingsView
from movierec_gui.gui.widgets.drawing_queue import drawing_queue
from movierec_gui.progress import finish


@pytest.fixture
def view(keep):
    view = RatingsView()
    keep(view)
    view.resize(500, 400)
    view.show()
    return view


def test_both_figures_are_drawn(view, tiny_dataset, qtbot):
    facts = finish(film_facts(tiny_dataset, 4))
    view.show_facts(facts, tiny_dataset.scale)
    qtbot.waitUntil(lambda: drawing_queue().idle)
    (bars,) = view.histogram.figure.axes[0].containers
    assert [bar.get_height() for bar in bars] == facts.histogram.counts.tolist()
    left, right = view.periods.figure.axes
    assert [bar.get_height() for bar in left.containers[0]] == [part.count for part in facts.periods]
    assert right.lines[0].get_ydata() == pytest.approx([part.mean for part in facts.periods], nan_ok=True)
    described = view.periods.accessibleDescription()
    assert described.startswith(f"{facts.periods[0].label}: {facts.periods[0].count}, mean ")
    assert view.note.isHidden()


def test_without_times_there_is_a_sentence_in_place_of_the_second(view, tiny_dataset, qtbot):
    facts = replace(finish(film_facts(tiny_dataset, 4)), periods=())
    view.show_facts(facts, tiny_dataset.scale)
    qtbot.waitUntil(lambda: drawing_queue().idle)
    assert view.note.text() == "These data do not say when ratings were given."
    assert view.histogram.isVisible()
    assert not view.periods.isVisible()
