"""What tasks have freed goes back to the system, once nothing runs and where it is worth it."""

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
