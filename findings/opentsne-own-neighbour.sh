#!/usr/bin/env bash
# openTSNE: with its own default search, a point that has twins becomes its own neighbour.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "openTSNE==1.0.4" "numpy==2.2.6" "scipy==1.17.1" "scikit-learn==1.9.1"

cat <<'TEXT'
Package:  openTSNE 1.0.4, affinity.PerplexityBasedNN with method="auto"
Expected: in t-SNE a point has no affinity with itself (van der Maaten and Hinton 2008, section 2, set it to zero),
          and which search found the neighbours makes no difference to that.
Happens:  from 1,000 dense rows on, the search is Annoy. Its answer for a point is cut by its first entry, taken to be
          the point itself. Where several rows are equal, another twin may come first: the point stays in its own
          list, and a real neighbour drops out. The exact search (below 1,000 rows) leaves the point out by its
          number.
Matters:  films with the same genres, or with one rating by the same person, are equal rows. The affinity that a film
          has with itself pulls nothing together and is taken from its neighbours. It appears only once the catalogue
          is large, so that the map of a sample and the map of all films do not compare.
Source:   openTSNE/nearest_neighbors.py, class Annoy, build(): `indices[i] = indices_i[1:]`; the docstring of
          PerplexityBasedNN ("auto": exact neighbours below 1,000 rows, else approximate ones)
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from openTSNE.affinity import PerplexityBasedNN

KINDS, TWINS = 200, 6


def share_with_itself(rows: np.ndarray, method: str) -> tuple[int, float]:
    """How many rows have an affinity with themselves, and how much of all affinity that is."""
    own = PerplexityBasedNN(rows, perplexity=5, method=method, random_state=0).P.diagonal()
    return int((own > 0).sum()), float(own.sum())


kinds = np.random.default_rng(0).normal(size=(KINDS, 8))
rows = np.repeat(kinds, TWINS, axis=0)  # 1,200 films, six of each kind
seen = {method: share_with_itself(rows, method) for method in ("auto", "exact")}
apart = share_with_itself(rows + np.random.default_rng(1).normal(scale=1e-3, size=rows.shape), "auto")

print(f"\nSeen, for {len(rows)} films, {TWINS} of each kind:")
for method, (count, mass) in seen.items():
    print(f"  method={method!r}: {count} films are neighbours of themselves, with {mass:.1%} of all affinity")
print(f"  method='auto', twins a thousandth apart: {apart[0]} films, {apart[1]:.1%}")

stands = seen["auto"][0] > len(rows) // 2 and seen["auto"][1] > 0.1 and seen["exact"][0] == 0 and apart[0] == 0
print("The surprise stands." if stands else "CHANGED: the default search no longer does this.")
sys.exit(0 if stands else 1)
PYTHON
