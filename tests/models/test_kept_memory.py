"""What was freed once is not fetched from the system again."""

from __future__ import annotations

import subprocess
import sys

import pytest

_FAULTS = """
import resource
import torch
from movierec_gui.models.kept_memory import keep_freed_memory

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        blocks = [torch.zeros(2**19) for _ in range(4)]
        del blocks
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

keep_freed_memory()
faults()
print(faults())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep memory by other rules")
def test_blocks_that_are_freed_and_taken_again_cost_no_pages() -> None:
    found = subprocess.run([sys.executable, "-c", _FAULTS], check=True, capture_output=True, text=True)
    assert int(found.stdout) < 2**19 * 4 // 4096  # less than one round of one block, of twenty rounds of four
