"""Every heavy library is imported, with progress before each."""

import gc
import sys

from movierec_gui.gui import libraries
from movierec_gui.gui.libraries import LIBRARIES, load_libraries


def test_all_are_there_afterwards():
    events = list(load_libraries())
    assert [event.done for event in events] == list(range(len(LIBRARIES)))
    assert all(name in sys.modules for name in LIBRARIES)


def test_only_new_libraries_are_taken_out_of_the_garbage_collection(monkeypatch):
    list(load_libraries())
    frozen = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    list(load_libraries())
    assert frozen == []
    monkeypatch.setattr(libraries, "LIBRARIES", ("a_new_library",))
    monkeypatch.setattr("importlib.import_module", lambda name: None)
    list(load_libraries())
    assert frozen == [True]
