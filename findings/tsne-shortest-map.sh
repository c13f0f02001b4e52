#!/usr/bin/env bash
# scikit-learn: the divergence of the shortest t-SNE that it allows is the largest number there is.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "scikit-learn==1.9.1" "numpy==2.2.6" "scipy==1.17.1"

cat <<'TEXT'
Package:  scikit-learn 1.9.1, manifold.TSNE(max_iter=250).kl_divergence_
Expected: 250 is the least that max_iter may be. The map is made, so its divergence is some number near that of a map
          with a step more.
Happens:  kl_divergence_ is 1.797e308, the largest float. The 250 steps with exaggeration are all there are. The steps
          without it follow all the same, begin at step 250 of 250, take none, and hand back the number with which
          they started to look for the best. The map itself is fine.
Matters:  the shortest map is what one draws for a first look, or in a search over perplexities, seeds and starts. A
          search that takes the lowest divergence throws these maps away, a mean over seeds becomes infinite, and
          a table that writes the figure is wide. Nothing warns.
Source:   sklearn/manifold/_t_sne.py, _tsne (a second _gradient_descent whenever the first took fewer than 250 steps, by
          a count that starts at 0) and _gradient_descent (error = np.finfo(float).max);
          https://scikit-learn.org/stable/modules/generated/sklearn.manifold.TSNE.html ("max_iter: ... Should be at
          least 250"; kl_divergence_: "after optimization")
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from sklearn.manifold import TSNE

rng = np.random.default_rng(0)
films = np.vstack([rng.normal(centre, 1.0, (50, 8)) for centre in (0.0, 4.0, 8.0)])

print(f"\nSeen, {len(films)} films in three groups:")
found = {}
for steps in (250, 251, 300, 1000):
    tsne = TSNE(perplexity=20, max_iter=steps, init="pca", random_state=0)
    kept = np.isfinite(tsne.fit_transform(films)).all()
    found[steps] = tsne.kl_divergence_
    print(f"  max_iter={steps}: kl_divergence_ {tsne.kl_divergence_:.4g}, map finite: {kept}")

stands = found[250] > 1e300 and all(value < 10 for steps, value in found.items() if steps > 250)
print("The surprise stands." if stands else "CHANGED: 250 steps have a divergence.")
sys.exit(0 if stands else 1)
PYTHON
