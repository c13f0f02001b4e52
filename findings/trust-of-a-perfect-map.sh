#!/usr/bin/env bash
# scikit-learn: trustworthiness of a map that is a copy of the data is below 1 where rows are equal.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "scikit-learn==1.9.1" "numpy==2.2.6" "scipy==1.17.1"

cat <<'TEXT'
Package:  scikit-learn 1.9.1, manifold.trustworthiness
Expected: 1.0, the highest value, for a map that is the data itself. The documentation says that what is punished are
          "unexpected nearest neighbors in the output space", and here none is unexpected.
Happens:  below 1.0. Ranks in the data come from a sort, which orders equal distances as it likes; the neighbours on
          the map come from a search, which orders them in another way. A twin of a film may have any rank among the
          twins and everything else at that distance, and is punished for it.
Matters:  vectors of genres or of few ratings are full of equal rows and equal distances. The figure then has a
          ceiling below 1 that depends on the data and on the number of neighbours: a map cannot be judged by its
          distance to 1, nor two catalogues, or two choices of columns, by which map is trusted more.
Source:   https://scikit-learn.org/stable/modules/generated/sklearn.manifold.trustworthiness.html (range and penalty);
          in sklearn/manifold/_t_sne.py one side uses argsort and the other NearestNeighbors
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from sklearn.manifold import trustworthiness

rng = np.random.default_rng(0)
genres = (rng.random((400, 8)) < 0.3).astype(float)  # 400 films, eight genres
blurred = genres + rng.normal(scale=1e-6, size=genres.shape)  # the same, without ties
twins = len(genres) - len(np.unique(genres, axis=0))

print(f"\nSeen, for {len(genres)} films by genre, of which {twins} repeat another's row; the map is the data:")
ceilings = []
for k in (3, 5, 10, 20):
    perfect, untied = trustworthiness(genres, genres, n_neighbors=k), trustworthiness(blurred, blurred, n_neighbors=k)
    ceilings.append((perfect, untied))
    print(f"  {k:2d} neighbours: trust {perfect:.4f}; ties broken by a millionth: {untied:.4f}")
beside = trustworthiness(genres, blurred, n_neighbors=5)
print(f"  a map that breaks the ties by a millionth, against the data: {beside:.4f}")

lowest = min(perfect for perfect, _ in ceilings)
stands = all(untied == 1.0 for _, untied in ceilings) and lowest < 0.995 and beside < 0.995
print("The surprise stands." if stands else "CHANGED: a perfect map is trusted fully.")
sys.exit(0 if stands else 1)
PYTHON
