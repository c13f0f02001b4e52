"""The person's own rating of a film."""

import pytest
from PySide6.QtCore import Qt

from movierec_gui.gui.film_page.own_card import OwnCard


@pytest.fixture
def own(keep, workspace):
    own = OwnCard(workspace)
    keep(own)
    own.show()
    own.show_film(4)
    return own


def test_it_rates_on_the_scale_of_the_data(own, tiny_dataset):
    assert own.stars.levels == tuple(tiny_dataset.rating_levels.tolist())


def test_undo_says_what_it_would_take_back(own, workspace, settled):
    assert not own.undo_button.isEnabled()
    workspace.people.rate(4, 4.5)
    settled()
    assert own.undo_button.toolTip() == f"Undo {workspace.people.undo_text}"
    assert own.undo_button.isEnabled()


def test_the_taste_of_somebody_with_ratings_can_be_opened(own, workspace, qtbot, settled):
    assert own.taste_button.isHidden()
    workspace.people.rate(4, 4.5)
    settled()
    with qtbot.waitSignal(workspace.person_requested) as asked:
        qtbot.mouseClick(own.taste_button, Qt.MouseButton.LeftButton)
    assert asked.args == [workspace.people.person.id]


def test_without_a_film_nothing_is_rated(own, workspace, settled):
    own.show_film(None)
    own.stars.rated.emit(4.5)
    settled()
    assert workspace.people.ratings == {}
