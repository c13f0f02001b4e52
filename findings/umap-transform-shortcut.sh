#!/usr/bin/env bash
# umap-learn: transform() of the training rows gives the map back, of the same rows in another order it does not.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "umap-learn==0.5.12" "numpy==2.2.6" "scikit-learn==1.9.1"

cat <<'TEXT'
Package:  umap-learn 0.5.12, UMAP.transform
Expected: one answer per row. "Transform X into the existing embedded space": where a film lands depends on the film
          and on the map, not on which other films are asked for at the same time or in what order.
Happens:  if the table is byte for byte the one that was fitted, no film is placed at all: the stored map comes back.
          With one row less, or the rows turned round, every film is placed anew, some far from where the map has
          them.
Matters:  "transform(train) equals embedding_" is the usual check that a stored map can take new films in, and it
          checks nothing. A filtered or sorted table of films that are all on the map shows them in other places,
          which then look as if they had changed. For films of the map read embedding_; for the error of placing look
          at such rows.
Source:   umap/umap_.py, UMAP.transform: `if x_hash == self._input_hash: ... return self.embedding_`;
          https://github.com/lmcinnes/umap/issues/1224 and .../issues/950 (open: places depend on the rows beside)
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
import umap

films = np.random.default_rng(0).normal(size=(200, 5)).astype(np.float32)
fitted = umap.UMAP(n_neighbors=10, n_epochs=50, random_state=0).fit(films)
places = fitted.embedding_
width = float(np.ptp(places, axis=0).max())

asked = {
    "the table that was fitted": fitted.transform(films),
    "the same without its last row": fitted.transform(films[:-1]),
    "the same, last row first": fitted.transform(films[::-1].copy())[::-1],
}
print(f"\nSeen, {len(films)} films; how far from their places on the map, in widths of the map ({width:.1f}):")
moved = []
for name, found in asked.items():
    away = np.linalg.norm(found - places[: len(found)], axis=1) / width
    moved.append(away)
    print(f"  {name}: {away.mean():.1%} on average, at most {away.max():.0%}; {(away > 0.01).sum()} films by over 1%")

fitted_rows, fewer, turned = moved
stands = fitted_rows.max() == 0.0 and fewer.max() > 0.05 and turned.max() > 0.05 and (fewer > 0.01).mean() > 0.3
print("The surprise stands." if stands else "CHANGED: rows of the map are now treated alike.")
sys.exit(0 if stands else 1)
PYTHON
