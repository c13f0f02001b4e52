"""What tasks have freed goes back to the system, once nothing runs and where it is worth it."""

import subprocess
import sys
import threading

import numpy as np
import pytest

from movierec_gui.gui.freed_memory import WORTH, FreedMemory, give_back, held


def nothing():
    yield from ()


class Machine:
    """Holds as much as a test says."""

    def __init__(self):
        self.bytes, self.given = 100 * WORTH, 0

    def give(self):
        self.given += 1
        self.bytes -= WORTH // 2


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def freed(workspace, machine):
    made = FreedMemory(workspace, None, machine.give, lambda: machine.bytes)
    made.pause.setInterval(0)
    return made


def run_a_task(qtbot, workspace, freed):
    with qtbot.waitSignal(freed.pause.timeout):
        workspace.start_job("Nothing", nothing, lambda _result: None, pytest.fail)


def test_it_goes_back_after_a_task_that_left_much(qtbot, workspace, freed, machine):
    run_a_task(qtbot, workspace, freed)
    run_a_task(qtbot, workspace, freed)
    assert machine.given == 1  # the second left nothing
    machine.bytes += WORTH + 1
    run_a_task(qtbot, workspace, freed)
    assert machine.given == 2


def test_less_than_before_is_what_is_measured_from(qtbot, workspace, freed, machine):
    run_a_task(qtbot, workspace, freed)
    machine.bytes -= 10 * WORTH
    run_a_task(qtbot, workspace, freed)
    machine.bytes += 2 * WORTH
    run_a_task(qtbot, workspace, freed)
    assert machine.given == 2


def test_while_a_task_runs_nothing_is_touched(qtbot, workspace, freed, machine):
    gate = threading.Event()

    def waits():
        yield
        gate.wait()

    job = workspace.start_job("Waiting", waits, lambda _result: None, pytest.fail)
    run_a_task(qtbot, workspace, freed)
    assert machine.given == 0
    with qtbot.waitSignal(job.ended):
        gate.set()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc keeps what is freed")
def test_free_pages_go_back_to_the_system():
    pieces = [np.ones(4_000) for _ in range(4_000)]  # 32 KB each, too small to be mapped apart
    kept = pieces[::100]
    before = held()
    del pieces
    give_back()
    assert held() < before - 50_000_000
    assert len(kept) == 40


HEAPS = """
import ctypes, sys, threading
from movierec_gui.gui.freed_memory import share_one_heap

if sys.argv[1] == "one":
    share_one_heap()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
all_there = threading.Barrier(4)

def take():
    all_there.wait()
    libc.malloc(1000)
    all_there.wait()

threads = [threading.Thread(target=take) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.fopen.restype, libc.fopen.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fclose.argtypes = [ctypes.c_void_p]
told = libc.fopen(b"told.xml", b"w")
libc.malloc_info(0, told)
libc.fclose(told)
print(open("told.xml").read().count("<heap nr="))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc has several heaps")
@pytest.mark.parametrize(("how", "one"), [("one", True), ("as usual", False)])
def test_threads_share_one_heap(tmp_path, how, one):
    command = [sys.executable, "-c", HEAPS, how]
    heaps = int(subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout)
    assert (heaps == 1) == one
