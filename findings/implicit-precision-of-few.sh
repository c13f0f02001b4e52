#!/usr/bin/env bash
# implicit: precision_at_k divides by the films that people like where these are fewer than k, and pools all people.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "implicit==0.7.2" "numpy==2.2.6" "scipy==1.14.1"

cat <<'TEXT'
Package:  implicit 0.7.2, evaluation.precision_at_k
Expected: precision at k is the share of the k recommended films that are liked, per person, and the mean over people.
          It falls, or stays, when the list is made longer than all liked films.
Happens:  it is the hits of all people together, divided by the sum of min(k, liked films of the person). With few
          held-out films each, that is recall: it rises with k, to 1.0 when the list is the whole catalogue. A person
          with many held-out films weighs as much as many with few.
Matters:  half of the held-out parts of MovieLens hold fewer liked films than ten. The figure is several times the
          precision of other libraries and papers for the same lists, and ranks models by recall.
Source:   implicit/evaluation.pyx, ranking_metrics_at_k: `pr_div += fmin(K, likes.size())`;
          https://benfred.github.io/implicit/api/evaluation.html ("Calculates P@K");
          https://github.com/benfred/implicit/issues/713, /412 and /158 (meant, says the author, so that a perfect list
          gets 1; not in the documentation)
TEXT

OPENBLAS_NUM_THREADS=1 "$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.evaluation import precision_at_k
from scipy.sparse import csr_matrix

PEOPLE, FILMS = 60, 100
rng = np.random.default_rng(0)
taste = rng.integers(0, 2, PEOPLE)[:, None] == rng.integers(0, 2, FILMS)[None, :]
liked = rng.random((PEOPLE, FILMS)) < np.where(taste, 0.3, 0.02)
held = liked & (rng.random((PEOPLE, FILMS)) < 0.25)
train, test = csr_matrix((liked & ~held).astype("float32")), csr_matrix(held.astype("float32"))
model = AlternatingLeastSquares(factors=4, random_state=0, num_threads=1)
model.fit(train, show_progress=False)
known = np.diff(test.indptr) > 0

print(f"\nSeen, {PEOPLE} people, {FILMS} films, {test.nnz / known.sum():.1f} held-out liked films each:")
found = {}
for k in (5, 10, 20, 60):
    said = precision_at_k(model, train, test, K=k, show_progress=False, num_threads=1)
    lists, _ = model.recommend(np.arange(PEOPLE), train, N=k, filter_already_liked_items=True)
    hits = np.array([held[person, films].sum() for person, films in enumerate(lists)])
    counted = (hits / k)[known].mean()
    recall = hits.sum() / np.minimum(k, np.diff(test.indptr)).sum()
    found[k] = said, counted, recall
    print(f"  k = {k}: implicit {said:.3f}; share of the list, mean over people {counted:.3f}; pooled recall {recall:.3f}")

said, counted, recall = map(np.array, zip(*found.values()))
stands = np.allclose(said, recall, atol=1e-6) and np.all(np.diff(said) > 0) and said[-1] > 5 * counted[-1]
print("The surprise stands." if stands else "CHANGED: precision_at_k divides by k.")
sys.exit(0 if stands else 1)
PYTHON
