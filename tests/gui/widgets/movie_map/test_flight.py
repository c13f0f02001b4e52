from __future__ import annotations

from PySide6.QtCore import QObject

from movierec_gui.gui.widgets.movie_map.flight import Flight
from movierec_gui.gui.widgets.movie_map.viewport import Viewport


def test_it_arrives_at_its_goal(qtbot):
    owner = QObject()
    flight, views = Flight(owner), []
    flight.moved.connect(views.append)
    goal = Viewport(10, 10, x=5, scale=4)
    flight.start(Viewport(10, 10), goal)
    assert flight.running
    qtbot.waitUntil(lambda: not flight.running)
    assert views[-1] == goal


def test_it_can_be_ended_on_the_way(qtbot):
    owner = QObject()
    flight = Flight(owner)
    flight.start(Viewport(10, 10), Viewport(10, 10, x=5))
    flight.stop()
    assert not flight.running
