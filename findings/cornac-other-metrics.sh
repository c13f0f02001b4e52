#!/usr/bin/env bash
# Cornac: the mean reciprocal rank, and every metric of whole lists, depends on which other metrics are asked for.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "cornac==3.0.1" "numpy==2.2.6" "scipy==1.17.1"

cat <<'TEXT'
Package:  cornac 3.0.1, eval_methods, metrics MRR(), NDCG(k=-1) and NCRR(k=-1) (k=-1: all items)
Expected: a metric is a figure of a model and a split. Asking for another one beside it changes nothing.
Happens:  the evaluation ranks once for all metrics, up to the largest k among them. MRR and k=-1 count as -1, so that
          NDCG(k=5) beside them makes it 5: the first five places are sorted, and all others stay in the order in which
          numpy's partition left them. MRR and the metrics of whole lists go on reading all places.
Matters:  with many films most liked ones lie behind the first places, so both figures are partly noise of a sorting
          step, and a table with a column more tells other figures of the same models. A perfect order behind the cut
          and a poor one can change places.
Source:   cornac/eval_methods/base_method.py, ranking_eval: `max_k = max(m.k for m in metrics)`;
          cornac/models/recommender.py, Recommender.rank: np.argpartition, then only the last k sorted;
          https://cornac.readthedocs.io/en/stable/api_ref/metrics.html ("k: ... If None, all items will be considered")
TEXT

OMP_NUM_THREADS=1 "$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from cornac.eval_methods import BaseMethod
from cornac.metrics import MRR, Precision
from cornac.models import MostPop

PEOPLE, FILMS = 100, 3000
rng = np.random.default_rng(0)
copies = np.arange(FILMS)[::-1] % PEOPLE  # how many people have seen a film: its popularity
train = [(f"person {person}", f"film {film}", 5.0) for film in range(FILMS) for person in range(copies[film])]
seen = {person: set(np.flatnonzero(copies > person).tolist()) for person in range(PEOPLE)}
test = []
for person in range(1, PEOPLE):
    unseen = sorted(set(range(FILMS)) - seen[person])
    test.append((f"person {person}", f"film {rng.choice(unseen)}", 5.0))


def ranks(*metrics: object) -> dict[int, float]:
    """Of every person's one held-out film, from the reciprocal rank."""
    parts = BaseMethod.from_splits(train, test, rating_threshold=1.0, exclude_unknowns=True, seed=0)
    result, _ = parts.evaluate(MostPop(), list(metrics), user_based=True)
    return {person: 1 / float(value) for person, value in result.metric_user_results["MRR"].items()}


alone = ranks(MRR())
print(f"\nSeen, the most popular of {FILMS} films for {len(alone)} people, one held-out film each:")
moved = {}
for k in (1, 5, 50):
    found = ranks(MRR(), Precision(k=k))
    differences = np.array([found[person] - alone[person] for person in alone])
    moved[k] = np.mean(np.abs(differences) > 2 * FILMS / PEOPLE)  # further than films of one popularity can change
    print(
        f"  MRR beside Precision(k={k}): the film stands far from there for {moved[k]:.0%} of the people, "
        f"by up to {np.abs(differences).max():.0f} places"
    )

stands = all(share > 0.2 for share in moved.values())
print("The surprise stands." if stands else "CHANGED: metrics of whole lists get whole lists.")
sys.exit(0 if stands else 1)
PYTHON
