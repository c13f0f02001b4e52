"""Drawings one at a time, in the order asked for, for whoever still wants them."""

import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from movierec_gui.gui.widgets.drawing_queue import DrawingQueue, drawing_queue


@pytest.fixture
def queue(qapp, qtbot):
    made = drawing_queue()
    qtbot.waitUntil(lambda: made.idle)
    yield made
    qtbot.waitUntil(lambda: made.idle)


@pytest.fixture
def owners(qapp):
    return [QObject(qapp) for _ in range(3)]


class Drawing:
    """Draws its name once its gate is open."""

    def __init__(self, name, order):
        self.name, self.order, self.gate = name, order, threading.Event()
        self.gate.set()

    def prepare(self):
        self.order.append(f"prepared {self.name}")
        return self._work

    def _work(self):
        yield
        self.gate.wait(20)
        return self.name

    def on_drawn(self, result):
        self.order.append(f"drawn {result}")


def add(queue, owner, drawing):
    queue.add(owner, drawing.prepare, drawing.on_drawn)


def test_there_is_one_for_the_application(qapp):
    assert drawing_queue() is drawing_queue()
    assert qapp.findChildren(DrawingQueue) == [drawing_queue()]


def test_drawings_come_one_after_the_other_the_newest_of_each_owner(qtbot, queue, owners):
    order = []
    for name, owner in (("a", 0), ("b", 1), ("c", 0)):
        add(queue, owners[owner], Drawing(name, order))
    assert not queue.idle
    qtbot.waitUntil(lambda: queue.idle)
    assert order == ["prepared b", "drawn b", "prepared c", "drawn c"]


def test_what_is_dropped_is_not_shown_and_the_next_one_comes(qtbot, queue, owners):
    order = []
    first, second = Drawing("a", order), Drawing("b", order)
    first.gate.clear()
    add(queue, owners[0], first)
    add(queue, owners[1], second)
    qtbot.waitUntil(lambda: order == ["prepared a"])
    queue.drop(owners[2])  # wants nothing
    queue.drop(owners[0])
    first.gate.set()
    qtbot.waitUntil(lambda: queue.idle)
    assert order == ["prepared a", "prepared b", "drawn b"]


class DrawingInSteps(Drawing):
    """Lays out once its gate is open, then draws."""

    def _work(self):
        self.order.append(f"began {self.name}")
        self.gate.wait(20)
        yield
        self.order.append(f"went on with {self.name}")
        return self.name


@pytest.mark.parametrize("newer", [False, True], ids=["dropped", "asked for anew"])
def test_what_nobody_wants_any_more_is_not_gone_on_with(newer, qtbot, queue, owners):
    order = []
    drawing = DrawingInSteps("a", order)
    drawing.gate.clear()
    add(queue, owners[0], drawing)
    qtbot.waitUntil(lambda: order == ["prepared a", "began a"])
    if newer:
        add(queue, owners[0], Drawing("b", order))
    else:
        queue.drop(owners[0])
    drawing.gate.set()
    qtbot.waitUntil(lambda: queue.idle)
    assert order == ["prepared a", "began a"] + ["prepared b", "drawn b"] * newer


def test_at_the_end_of_the_program_no_further_step_is_taken(qtbot, queue, owners):
    order = []
    drawing = DrawingInSteps("a", order)
    drawing.gate.clear()
    add(queue, owners[0], drawing)
    qtbot.waitUntil(lambda: order == ["prepared a", "began a"])
    opener = threading.Timer(0.05, drawing.gate.set)
    opener.start()
    QApplication.instance().aboutToQuit.emit()
    opener.join()
    qtbot.waitUntil(lambda: queue.idle)
    assert order == ["prepared a", "began a"]


def test_nothing_is_drawn_for_who_is_gone(qtbot, queue, owners):
    order = []
    running, waiting = Drawing("a", order), Drawing("b", order)
    running.gate.clear()
    add(queue, owners[0], running)
    add(queue, owners[1], waiting)
    qtbot.waitUntil(lambda: order == ["prepared a"])
    for owner in owners[:2]:
        delete(owner)
    running.gate.set()
    qtbot.waitUntil(lambda: queue.idle)
    assert order == ["prepared a"]


def test_at_the_end_of_the_program_the_running_one_is_waited_for_and_the_others_are_dropped(qtbot, queue, owners):
    order = []
    running = Drawing("a", order)
    add(queue, owners[0], running)
    add(queue, owners[1], Drawing("b", order))
    running.gate.clear()
    qtbot.waitUntil(lambda: order == ["prepared a"])
    job = queue._job
    threading.Timer(0.05, running.gate.set).start()
    QApplication.instance().aboutToQuit.emit()
    assert not job.running
    qtbot.waitUntil(lambda: queue.idle)
    assert order == ["prepared a", "drawn a"]
    queue._finish()  # nothing runs
