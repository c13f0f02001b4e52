"""The prediction on a film's page: for whom, with which interval, and what it says without a run."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from movierec_gui.analysis.people import KnownUser, NewUser
from movierec_gui.gui.film_page.prediction_card import USER, _beside, person_of


def choose(card, data):
    card.whom.setCurrentIndex(card.whom.findData(data))


def test_without_a_run_it_says_what_to_do(open_film):
    card = open_film(4).prediction
    assert card.number.isHidden()
    assert "Train one in the Train tab" in card.note.text()


def test_a_chosen_run_predicts_at_once(open_film, workspace, settled):
    card = open_film(4).prediction
    workspace.set_current_run(workspace.store.list()[0].id)
    settled()
    assert 1.0 <= float(card.number.text()) <= 5.0
    assert card.number.accessibleName() == f"Predicted rating {card.number.text()}"
    assert card.note.text().startswith("For somebody who has rated nothing yet. Four in five")


@pytest.mark.usefixtures("with_run")
def test_own_ratings_change_it(open_film, workspace, qtbot, settled):
    window = open_film(4)
    qtbot.keyClick(window.own.stars, Qt.Key.Key_2)
    settled()
    assert window.prediction.beside.text().startswith("your rating 2; from ")
    assert window.prediction.whom.currentText() == "Me"
    assert "nothing yet" not in window.prediction.note.text()
    assert window.prediction.chosen == {4: 2.0}


@pytest.mark.usefixtures("with_run")
def test_a_user_of_the_data_can_be_asked_for(open_film, tiny_dataset, settled):
    card = open_film(4).prediction
    assert card.user.isHidden()
    choose(card, USER)
    card.user.set_user(6)
    settled()
    assert card.chosen == 6
    assert card.user.isVisible()
    rated = dict(
        zip(
            tiny_dataset.ratings.movies[tiny_dataset.rows_of_user(6)].tolist(),
            tiny_dataset.ratings.values[tiny_dataset.rows_of_user(6)].tolist(),
            strict=True,
        )
    )
    if 4 in rated:
        assert card.beside.text().startswith("actual (")
    else:
        assert card.beside.text().startswith("from ")


@pytest.mark.usefixtures("with_run")
def test_it_begins_with_whoever_predictions_were_asked_for(open_film, workspace):
    workspace.current_user = 3
    card = open_film(4).prediction
    assert card.chosen == 3
    choose(card, "own")
    assert open_film(5).prediction.chosen == {}, "who was chosen here stays"
    workspace.current_user = 8
    assert open_film(5).prediction.chosen == 8


def test_whom_is_a_user_or_ratings():
    assert person_of(3) == KnownUser(3)
    assert person_of({4: 2.0, 7: 5.0}) == NewUser((4, 7), (2.0, 5.0))


@pytest.mark.parametrize(
    ("part", "rated", "support", "text"),
    [
        ("", None, 1, "from 1 training rating of the film"),
        ("own", 4.5, 1200, "your rating 4.5; from 1,200 training ratings of the film"),
        ("test", 3.0, 0, "actual (test part) 3; from 0 training ratings of the film"),
    ],
)
def test_beside_a_prediction_stands_what_is_known(part, rated, support, text):
    assert _beside(SimpleNamespace(part=part, rated=rated, support=support)) == text
