#!/usr/bin/env bash
# PyTorch: ReduceLROnPlateau does not see a plateau below zero, nor a loss that slowly gets worse there.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "torch==2.13.0" "numpy==2.2.6"

cat <<'TEXT'
Package:  torch 2.13.0, optim.lr_scheduler.ReduceLROnPlateau with its defaults (mode "min", threshold_mode "rel")
Expected: "Reduce learning rate when a metric has stopped improving." The threshold asks for a relative gain of
          0.0001.
Happens:  "better" means below best x (1 - 0.0001). For a best of -1 that is -0.9999: the same value again is better,
          and a slightly worse one too, which then becomes the best, and so on downhill. The rate stays as it was.
Matters:  a model that predicts how far off a rating may be is trained on a Gaussian log-likelihood, which crosses
          zero as the model gets good. The scheduler works until then. Where the loss is smooth (full batches,
          averaged weights) it then never lowers the rate; noise above the threshold hides that. threshold_mode="abs"
          is free of it.
Source:   https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html;
          https://github.com/pytorch/pytorch/issues/47513 (open since 2020), .../issues/38622 (asks for a word on it)
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

EPOCHS = 40


def rate_after(losses: list[float], **settings: str) -> tuple[float, float]:
    """The learning rate, 1 at first, after these losses, and what the scheduler holds for the best of them."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = ReduceLROnPlateau(optimiser, patience=3, **settings)
    for loss in losses:
        scheduler.step(loss)
    return optimiser.param_groups[0]["lr"], scheduler.best


# Errors of 0.2 stars, all predicted with the right spread: the mean log-likelihood loss is -1.1.
spread = torch.full((1000,), 0.2)
off = torch.randn(1000, generator=torch.Generator().manual_seed(0)) * spread
level = float(torch.nn.functional.gaussian_nll_loss(off, torch.zeros(1000), spread**2))
curves = {
    "level, above zero": [level + 3] * EPOCHS,
    "level, below zero": [level] * EPOCHS,
    "worse by 0.0001 an epoch, below zero": [level + 1e-4 * epoch for epoch in range(EPOCHS)],
}
print(f"\nSeen, a loss of {level:.3f} (Gaussian, errors of 0.2 stars), {EPOCHS} epochs, patience 3, rate 1:")
seen = {}
for name, losses in curves.items():
    seen[name] = rate_after(losses)
    print(f"  {name}: rate {seen[name][0]:.0e}, best so far {seen[name][1]:.4f} of {min(losses):.4f}")
absolute = rate_after(curves["level, below zero"], threshold_mode="abs")[0]
print(f"  level, below zero, threshold_mode='abs': rate {absolute:.0e}")

(above, _), (below, _), (worse, best) = seen.values()
stands = level < 0 and above < 1e-6 and below == 1.0 and worse == 1.0 and best > level + 1e-3 and absolute < 1e-6
print("The surprise stands." if stands else "CHANGED: the rate now falls below zero as well.")
sys.exit(0 if stands else 1)
PYTHON
