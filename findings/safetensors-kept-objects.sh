#!/usr/bin/env bash
# safetensors: two Python objects stay for good for every tensor that safe_open gives to torch, but not for numpy.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "torch==2.13.0" "safetensors==0.8.0" "numpy==2.2.6"

cat <<'TEXT'
Package:  safetensors 0.8.0 with torch 2.13.0 (0.4.5, 0.6.2 and 0.7.0 do the same)
Expected: a file that was opened, read and closed leaves nothing behind once its tensors are gone.
Happens:  of every tensor that get_tensor() or a slice gives with framework="pt", two small objects stay after the file
          is closed, the tensor is gone and the garbage collector has run; it does not see them. load_file() is made of
          get_tensor() and does the same. With framework="numpy", and with load() of the file's bytes, nothing stays.
Matters:  a model has tens of tensors. A program that stays open and reads runs, checkpoints or weights again and again
          (a window that compares runs, a server that swaps adapters) grows with every reading, by about 60 bytes a
          tensor; nothing in Python shows where.
Source:   bindings/python of the repository (safe_open, get_tensor); https://github.com/safetensors/safetensors/issues/369
          (memory that does not come back after load_file, closed as stale)
TEXT

cd "$work"
venv/bin/python - <<'PYTHON'
import gc
import sys
from collections.abc import Callable
from pathlib import Path

import safetensors
import safetensors.torch
import torch

FILE, TENSORS, TURNS = Path("film.safetensors"), 40, 500
safetensors.torch.save_file({f"layer {number}": torch.ones(3, 4) for number in range(TENSORS)}, FILE)


def by_safe_open(framework: str) -> None:
    with safetensors.safe_open(FILE, framework=framework) as opened:
        for name in list(opened.keys()):
            opened.get_tensor(name)


def kept_per_tensor(read: Callable[[], object]) -> float:
    for _ in range(20):
        read()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(TURNS):
        read()
    gc.collect()
    return (sys.getallocatedblocks() - before) / TURNS / TENSORS


print(f"\nSeen, objects left per tensor after {TURNS} readings of {TENSORS} tensors:")
left = {
    'safe_open, framework="pt"': kept_per_tensor(lambda: by_safe_open("pt")),
    "torch.load_file": kept_per_tensor(lambda: safetensors.torch.load_file(FILE)),
    'safe_open, framework="numpy"': kept_per_tensor(lambda: by_safe_open("numpy")),
    "torch.load of the bytes": kept_per_tensor(lambda: safetensors.torch.load(FILE.read_bytes())),
}
for way, count in left.items():
    print(f"  {way:30s} {count:5.2f}")
kept, freed = list(left.values())[:2], list(left.values())[2:]
stands = min(kept) > 1.5 and max(freed) < 0.2
print("The surprise stands." if stands else "CHANGED: nothing stays behind, or everything does.")
sys.exit(0 if stands else 1)
PYTHON
