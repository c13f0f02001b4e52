#!/usr/bin/env bash
# scikit-learn: HDBSCAN of the same distances, dense or sparse, counts neighbours differently.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "scikit-learn==1.9.1" "numpy==2.2.6" "scipy==1.17.1"

cat <<'TEXT'
Package:  scikit-learn 1.9.1, cluster.HDBSCAN(metric="precomputed")
Expected: a sparse matrix that stores every distance gives what the dense one gives. min_samples counts the point
          itself, so the documentation, unlike the package hdbscan, where it does not.
Happens:  a dense row holds the point's distance to itself, 0, and it is counted. A sparse matrix made of the same
          distances stores no zeros, so the point is not counted, and min_samples=k works as k + 1 does elsewhere.
Matters:  a sparse graph of neighbours is how a catalogue too large for all pairs is clustered. Settings found on a
          sample, or taken from a paper, mean something else on it; one step can decide whether most films are in a
          cluster. The package itself keeps both of the two conventions that its documentation warns about.
Source:   https://scikit-learn.org/stable/modules/generated/sklearn.cluster.HDBSCAN.html (min_samples: "This includes
          the point itself", and the note on scikit-learn-contrib/hdbscan);
          sklearn/cluster/_hdbscan/_reachability.pyx: both kinds take entry min_samples - 1 of a row, stored or not;
          https://github.com/scikit-learn-contrib/hdbscan/issues/393 (the same slip in the package it came from)
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score, pairwise_distances

rng = np.random.default_rng(0)
groups = (((0, 0), 0.6), ((3, 0), 0.6), ((0, 3), 1.0), ((4, 4), 0.4))
points = np.vstack([rng.normal(centre, spread, (40, 2)) for centre, spread in groups])
distances = pairwise_distances(points)


def labels(data: object, min_samples: int, metric: str = "precomputed") -> np.ndarray:
    return HDBSCAN(min_cluster_size=8, min_samples=min_samples, metric=metric, copy=True).fit_predict(data)


K = 8
found = {
    f"points, min_samples={K}": labels(points, K, "euclidean"),
    f"dense distances, min_samples={K}": labels(distances, K),
    f"sparse distances, min_samples={K}": labels(csr_matrix(distances), K),
    f"dense distances, min_samples={K + 1}": labels(distances, K + 1),
}
print(f"\nSeen, for {len(points)} points:")
for name, label in found.items():
    print(f"  {name}: {label.max() + 1} clusters, {(label < 0).sum()} points in none")
by_points, dense, sparse, dense_next = found.values()
alike, alike_next = adjusted_rand_score(dense, sparse), adjusted_rand_score(dense_next, sparse)
print(f"  sparse agrees with dense by {alike:.2f} (adjusted Rand) at the same setting, {alike_next:.2f} at the next")

stands = adjusted_rand_score(by_points, dense) == 1.0 and alike < 0.5 and alike_next > 0.95
print("The surprise stands." if stands else "CHANGED: dense and sparse now agree.")
sys.exit(0 if stands else 1)
PYTHON
