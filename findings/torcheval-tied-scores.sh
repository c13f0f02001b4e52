#!/usr/bin/env bash
# torcheval: a model that gives every film the same score has a perfect hit rate and a perfect reciprocal rank.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "torcheval==0.0.7" "torch==2.13.0" "numpy==2.2.6"

cat <<'TEXT'
Package:  torcheval 0.0.7, metrics.functional.hit_rate(k=...) and reciprocal_rank
Expected: a model that knows nothing is at the level of chance: with 100 films, one of them right, a hit among the
          first ten in 10 % of the cases. Films with the same score stand in some order, and k places hold k films.
Happens:  the place of the right film is the number of films with a higher score. Films with the same score do not
          count, so all of them stand in the first place together. Equal scores give 1.0, and so does a network
          whose output is cut off at its largest value for a thousand films at once.
Matters:  predicted ratings tie by the hundred as soon as they are clipped to the scale or rounded to half stars,
          which many rating models do. Rounding then raises the hit rate, up to that of a perfect model, and a
          search for settings by this figure ends at the model that says 5 stars to everything.
Source:   torcheval/metrics/functional/ranking/hit_rate.py and reciprocal_rank.py: torch.gt(input, y_score) summed;
          https://docs.pytorch.org/torcheval/stable/generated/torcheval.metrics.functional.hit_rate.html ("among the
          top predicted classes"; nothing is said of equal scores)
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import torch
from torcheval.metrics.functional import hit_rate, reciprocal_rank

PEOPLE, FILMS, K = 500, 100, 10
generator = torch.Generator().manual_seed(0)
right = torch.randint(FILMS, (PEOPLE,), generator=generator)
fine = torch.randn(PEOPLE, FILMS, generator=generator)
fine[torch.arange(PEOPLE), right] += 1.0  # somewhat better than chance
models = {
    "random scores": torch.rand(PEOPLE, FILMS, generator=generator),
    "a fair model": 3.5 + fine,
    "the same model, clipped to 0.5-5 stars": (3.5 + fine).clamp(0.5, 5.0),
    "the same model, in half stars": ((3.5 + fine).clamp(0.5, 5.0) * 2).round() / 2,
    "3.5 stars for everything": torch.full((PEOPLE, FILMS), 3.5),
}

print(f"\nSeen, {FILMS} films, one of them right, {PEOPLE} people:")
found = {}
for name, scores in models.items():
    hits, places = hit_rate(scores, right, k=K).mean().item(), reciprocal_rank(scores, right).mean().item()
    found[name] = hits
    print(f"  {name}: hit rate@{K} {hits:.3f}, reciprocal rank {places:.3f}")

chance, fair, _, halves, constant = found.values()
stands = constant == 1.0 and abs(chance - K / FILMS) < 0.05 and halves > fair + 0.1
print("The surprise stands." if stands else "CHANGED: equal scores no longer share the first place.")
sys.exit(0 if stands else 1)
PYTHON
