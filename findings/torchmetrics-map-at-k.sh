#!/usr/bin/env bash
# torchmetrics: MAP@k divides by the hits it found, so that one hit at the top of ten is a perfect list.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "torchmetrics==1.9.0" "torch==2.13.0" "ranx==0.3.21"

cat <<'TEXT'
Package:  torchmetrics 1.9.0, RetrievalMAP(top_k=k), beside ranx 0.3.21, "map@k"
Expected: average precision at k divides the sum of precisions at the hits by the number of liked films (trec_eval,
          ranx), or by the smaller of that and k. Finding one of five liked films in ten places is far from perfect,
          and a further hit never makes a list worse.
Happens:  torchmetrics divides by the number of hits among the first k. One hit in the first place gives 1.0, whatever
          was missed; a second hit further down lowers the figure. Without top_k all liked films are found in the end,
          so that both agree: the difference starts with the cut.
Matters:  chosen by this MAP@10, a model that finds one safe film beats one that finds that and three more. Figures of
          papers and of other libraries under the same name are several times lower, for the same lists.
Source:   torchmetrics/functional/retrieval/average_precision.py: `.mean()` over the hits left after the cut;
          https://lightning.ai/docs/torchmetrics/stable/retrieval/map.html ("top_k: consider only the top k
          elements"); https://amenra.github.io/ranx/metrics/ (average precision: divided by the number of relevant
          documents)
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import torch
from ranx import Qrels, Run, evaluate
from torchmetrics.functional.retrieval import retrieval_average_precision

FILMS, K = 20, 10
scores = torch.linspace(1.0, 0.1, FILMS)  # film 0 is recommended first
lists = {"one hit, at place 1": [0, 14, 15, 16, 17], "four hits, at places 1, 5, 8, 10": [0, 4, 7, 9, 17]}


def both(liked: list[int], k: int | None) -> tuple[float, float]:
    target = torch.zeros(FILMS, dtype=torch.long)
    target[liked] = 1
    qrels = Qrels({"person": {str(film): 1 for film in liked}})
    run = Run({"person": {str(film): float(score) for film, score in enumerate(scores)}})
    other = evaluate(qrels, run, "map" if k is None else f"map@{k}")
    return float(retrieval_average_precision(scores, target, top_k=k)), float(other)


print(f"\nSeen, five liked films among {FILMS}:")
found = {}
for name, liked in lists.items():
    cut, whole = found[name] = both(liked, K), both(liked, None)
    print(f"  {name}: @{K} {cut[0]:.3f} (ranx {cut[1]:.3f}); without a cut {whole[0]:.3f} (ranx {whole[1]:.3f})")
(poor, poor_whole), (rich, rich_whole) = found.values()

stands = (
    poor[0] == 1.0
    and rich[0] < poor[0]
    and poor[1] < rich[1]
    and all(abs(one - other) < 1e-6 for one, other in (poor_whole, rich_whole))
)
print("The surprise stands." if stands else "CHANGED: MAP@k now counts the films that were missed.")
sys.exit(0 if stands else 1)
PYTHON
