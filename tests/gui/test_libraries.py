"""Every heavy library is imported, with progress before each."""

import sys

from movierec_gui.gui.libraries import LIBRARIES, load_libraries


def test_all_are_there_afterwards():
    events = list(load_libraries())
    assert [event.done for event in events] == list(range(len(LIBRARIES)))
    assert all(name in sys.modules for name in LIBRARIES)
