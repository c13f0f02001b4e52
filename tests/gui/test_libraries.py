"""Every heavy library is imported, with progress before each."""

import gc
import subprocess
import sys

import pytest

from movierec_gui.gui import libraries
from movierec_gui.gui.libraries import LIBRARIES, load_libraries


def test_all_are_there_afterwards():
    events = list(load_libraries())
    assert [event.done for event in events] == list(range(len(LIBRARIES)))
    assert all(name in sys.modules for name in LIBRARIES)


def test_new_libraries_are_taken_out_of_the_garbage_collection(monkeypatch):
    frozen, thresholds = [], []
    usual = gc.get_threshold()
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    list(load_libraries())
    assert frozen == []
    monkeypatch.setattr(libraries, "LIBRARIES", ("a_new_library",))
    monkeypatch.setattr("importlib.import_module", lambda name: thresholds.append(gc.get_threshold()[0]))
    list(load_libraries())
    assert frozen == [True]
    assert thresholds[0] > 1_000_000
    assert gc.get_threshold() == usual


def test_a_library_that_fails_leaves_the_garbage_collection_as_it_was(monkeypatch):
    usual = gc.get_threshold()
    monkeypatch.setattr(libraries, "LIBRARIES", ("no_such_library",))
    with pytest.raises(ModuleNotFoundError):
        list(load_libraries())
    assert gc.get_threshold() == usual


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="elsewhere torch does so itself")
def test_the_interpreter_is_free_while_torchs_shared_libraries_load():
    """In a process of its own, since they load once: another thread counts on."""
    script = """
import threading, time
from movierec_gui.gui import libraries
ticks, ended = [], threading.Event()
def tick():
    while not ended.wait(0.001):
        ticks.append(time.perf_counter())
thread = threading.Thread(target=tick)
thread.start()
begun = time.perf_counter()
libraries._load_torch()
spent = time.perf_counter() - begun
ended.set()
thread.join()
during = sum(begun < at < begun + spent for at in ticks)
import sys
assert "torch" not in sys.modules
print(during, spent)
"""
    output = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    during, spent = (float(part) for part in output.split())
    assert spent > 0.01  # it did load something
    assert during >= 3
