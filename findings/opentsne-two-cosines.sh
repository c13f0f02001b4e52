#!/usr/bin/env bash
# openTSNE: metric="cosine" is one distance below 1,000 rows and another one from there on.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "openTSNE==1.0.4" "numpy==2.2.6" "scipy==1.17.1" "scikit-learn==1.9.1"

cat <<'TEXT'
Package:  openTSNE 1.0.4, affinity.PerplexityBasedNN(metric="cosine")
Expected: one metric by that name. The method of search says how neighbours are found, not how far they are.
Happens:  the exact search, which "auto" takes below 1,000 rows, measures 1 - cos. Annoy, which it takes from 1,000
          dense rows on, measures its "angular" distance, sqrt(2 - 2 cos). One is half the square of the other; t-SNE
          squares what it gets, so with d = 1 - cos the affinity falls as exp(-d squared) below, as exp(-d) above.
Matters:  cosine is the usual metric between rating vectors and between learned vectors of films. The map of a sample
          of 900 films and the map of all of them rest on different affinities, and so do maps of openTSNE and of
          scikit-learn. Nothing in the settings or the result tells.
Source:   openTSNE/nearest_neighbors.py: the Sklearn class recomputes `cdist(..., metric="cosine")`, the Annoy class
          has "cosine": "angular" among its aliases and keeps Annoy's numbers;
          https://github.com/spotify/annoy/issues/149 (what Annoy calls angular)
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from openTSNE.affinity import PerplexityBasedNN
from openTSNE.nearest_neighbors import Annoy, Sklearn

rng = np.random.default_rng(0)
films = rng.normal(size=(1000, 12))


def strongest(method: str) -> float:
    """The share of a film's affinity that its nearest neighbour gets, on average over all films."""
    settings = {"metric": "cosine", "method": method, "symmetrize": False, "random_state": 0}
    weights = PerplexityBasedNN(films, perplexity=30, **settings).P
    return float((weights.max(axis=1).toarray().ravel() / np.asarray(weights.sum(axis=1)).ravel()).mean())


near, exact = Sklearn(films, 1, metric="cosine").build()
also_near, annoy = Annoy(films, 1, metric="cosine", random_state=0).build()
same = near[:, 0] == also_near[:, 0]  # Annoy is approximate: compare only where both found the same film
exact, annoy = exact[same, 0], annoy[same, 0]

print("\nSeen, for 1,000 films:")
print(f"  nearest film of film 0: {exact[0]:.4f} by the exact search, {annoy[0]:.4f} by Annoy")
print(f"  sqrt(2 x exact) differs from Annoy's by at most {np.abs(np.sqrt(2 * exact) - annoy).max():.1e}")
shares = {method: strongest(method) for method in ("exact", "auto")}
for method, share in shares.items():
    print(f"  method={method!r}: the nearest film has {share:.1%} of a film's affinity")

stands = (
    same.mean() > 0.8
    and np.allclose(np.sqrt(2 * exact), annoy, atol=1e-4)
    and np.abs(exact - annoy).min() > 0.1
    and abs(shares["exact"] / shares["auto"] - 1) > 0.02
)
print("The surprise stands." if stands else "CHANGED: both searches now measure alike.")
sys.exit(0 if stands else 1)
PYTHON
