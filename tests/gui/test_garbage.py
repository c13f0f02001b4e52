"""Unreachable objects go in the window's thread, when Python's own thresholds say so."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from movierec_gui.garbage import no_collection
from movierec_gui.gui.garbage import GarbageCollection


class Knot:
    """Refers to itself, so that only the garbage collector frees it."""

    def __init__(self):
        self.self = self


@pytest.fixture
def collection(qapp):
    # What a test before leaves to be deleted would be counted against the objects that are made here.
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    made = GarbageCollection()
    made.start()
    yield made
    made.stop()
    assert gc.isenabled()
    gc.disable()


def test_pythons_own_collection_is_off_so_that_no_worker_frees_anything(collection):
    gone = weakref.ref(Knot())
    worker = threading.Thread(target=lambda: [Knot() for _ in range(5000)])
    worker.start()
    worker.join()
    assert gone() is not None
    collection.collect()
    assert gone() is None


def test_it_collects_by_itself(qtbot, collection):
    gone = weakref.ref(Knot())
    knots = [Knot() for _ in range(2000)]
    qtbot.waitUntil(lambda: gone() is None)
    assert len(knots) == 2000


def test_a_moment_between_two_steps_of_work_is_not_taken_for_a_rest(collection, monkeypatch):
    gc.collect()
    collect, asked = gc.collect, []
    monkeypatch.setattr(gc, "collect", asked.append)
    knots = [Knot() for _ in range(2000)]
    collection.look()
    with no_collection():
        collection.look()
    collection.look()
    assert asked == []
    collection.look()
    assert asked == [0]
    monkeypatch.setattr(gc, "collect", collect)
    assert len(knots) == 2000


def test_without_new_objects_nothing_is_collected(collection, monkeypatch):
    gc.collect()
    asked = []
    monkeypatch.setattr(gc, "collect", asked.append)
    collection.collect()
    assert asked == []


def test_what_stayed_is_looked_through_again_only_once_there_is_much_more_of_it(collection, monkeypatch):
    collect, asked = gc.collect, []
    monkeypatch.setattr(gc, "get_count", lambda: (10_000, 100, 100))
    monkeypatch.setattr(gc, "collect", lambda generation: asked.append(generation) or collect(generation))
    collection.collect()
    collection.collect()
    assert asked == [2, 1]
    kept = [[] for _ in range(len(gc.get_objects(2)))]
    collect(1)
    collection.collect()
    assert asked == [2, 1, 2]
    assert kept
