#!/usr/bin/env bash
# torchmetrics: four of its ranking metrics change with the sign of the scores, two do not; the order is the same.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "torchmetrics==1.9.0" "torch==2.13.0" "numpy==2.2.6"

cat <<'TEXT'
Package:  torchmetrics 1.9.0, retrieval: MAP, MRR, precision and recall beside NDCG and hit rate
Expected: a metric of a ranking depends on the order alone. A constant added to all scores changes nothing.
Happens:  the first four set the target of every film whose score is not above 0 to "not relevant". A liked film with
          a negative score is no hit, wherever it stands; where all scores are negative they are 0. MAP may also rise,
          since the liked films that it forgets are not missed. NDCG and hit rate take the scores as they are. Nothing
          warns; the docstrings speak of "estimated probabilities" for all six.
Matters:  what recommenders put out is seldom a probability: dot products, logits, log-likelihoods, ratings less a
          person's mean. One table of results then holds metrics of the order beside metrics of order and level, and a
          model's MAP changes when a bias is added to all its scores.
Source:   torchmetrics/functional/retrieval/{average_precision,reciprocal_rank,precision,recall}.py:
          `torch.where(preds > 0, target, torch.zeros_like(target))`; not in normalized_dcg.py or hit_rate.py;
          https://github.com/Lightning-AI/torchmetrics/pull/3104 (the reason: zeros are "equivalent to no prediction")
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import torch
from torchmetrics import retrieval

metrics = {
    "MAP": retrieval.RetrievalMAP(),
    "MRR": retrieval.RetrievalMRR(),
    "precision@3": retrieval.RetrievalPrecision(top_k=3),
    "recall@3": retrieval.RetrievalRecall(top_k=3),
    "NDCG": retrieval.RetrievalNormalizedDCG(),
    "hit rate@3": retrieval.RetrievalHitRate(top_k=3),
}
people = torch.tensor([0] * 5 + [1] * 5)
scores = torch.tensor([2.9, 2.2, 1.4, 0.8, 0.3] * 2)
liked = torch.tensor([1, 0, 1, 0, 0] + [0, 1, 0, 0, 1])
shifts = (0.0, -2.0, -3.0)

print("\nSeen, for two people with five films each, all scores shifted alike:")
seen = {}
for name, metric in metrics.items():
    seen[name] = [float(metric(scores + shift, liked, indexes=people)) for shift in shifts]
    print(f"  {name:11s}" + "".join(f"  {value:.3f} at {shift:+.0f}" for value, shift in zip(seen[name], shifts)))

by_sign = {name for name, values in seen.items() if values[2] == 0.0}
by_order = {name for name, values in seen.items() if max(values) - min(values) < 1e-6}
stands = by_sign == {"MAP", "MRR", "precision@3", "recall@3"} and by_order == {"NDCG", "hit rate@3"}
stands = stands and seen["MAP"][1] > seen["MAP"][0]
print("The surprise stands." if stands else "CHANGED: the sign of the scores no longer matters.")
sys.exit(0 if stands else 1)
PYTHON
