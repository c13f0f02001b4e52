#!/usr/bin/env bash
# LensKit: a RunAnalysis that judges a second recommender reports the average of both.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "lenskit==2025.8.1" "torch==2.13.0"

cat <<'TEXT'
Package:  lenskit 2025.8.1, metrics.RunAnalysis.measure
Expected: "Measure a set of outputs against a set of test data": the result is that of the lists handed in. One
          analysis, set up with its metrics, then measures one recommender after the other.
Happens:  what earlier calls measured is kept and counted again. The second result holds the rows of both
          recommenders, under the same people, and the mean of both; so does a second call with the same lists, and
          even measuring a perfect recommender after a useless one. No warning.
Matters:  a loop over recommenders is the natural way to compare. Each figure is then drawn towards those of the
          methods before it, differences shrink, and the order of the loop decides who gains. Make a new RunAnalysis
          for each.
Source:   lenskit/metrics/bulk.py: measure() fills `self._accumulator`, made once in __init__ and never emptied; the
          docstring of measure() quoted above; https://github.com/lenskit/lkpy/pull/1084 ("stateless measure_run")
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

from lenskit.data import ItemList, ItemListCollection, UserIDKey
from lenskit.metrics import NDCG, RunAnalysis

LIKED = {person: [f"film {person}"] for person in range(10)}


def collection(lists: dict[int, list[str]], ordered: bool) -> ItemListCollection:
    found = ItemListCollection(UserIDKey)
    for person, films in lists.items():
        found.add(ItemList(item_ids=films, ordered=ordered), person)
    return found


def judge(analysis: RunAnalysis, lists: dict[int, list[str]]) -> tuple[int, float]:
    """Number of rows and mean NDCG."""
    found = analysis.measure(collection(lists, ordered=True), collection(LIKED, ordered=False))
    return len(found.list_metrics()), float(found.list_summary().loc["NDCG@10", "mean"])


recommenders = {"useless": {person: ["no such film"] for person in LIKED}, "perfect": LIKED}
print(f"\nSeen, {len(LIKED)} people, one liked film each:")
seen = {}
for order in (("useless", "perfect"), ("perfect", "useless")):
    analysis = RunAnalysis(NDCG(10))
    for name in order:
        seen[order, name] = judge(analysis, recommenders[name])
        rows, mean = seen[order, name]
        print(f"  one analysis, {' then '.join(order)}: {name} has {rows} rows, NDCG {mean:.2f}")
apart = {name: judge(RunAnalysis(NDCG(10)), lists) for name, lists in recommenders.items()}
for name, (rows, mean) in apart.items():
    print(f"  an analysis of its own: {name} has {rows} rows, NDCG {mean:.2f}")

stands = (
    apart == {"useless": (10, 0.0), "perfect": (10, 1.0)}
    and seen[("useless", "perfect"), "perfect"] == (20, 0.5)
    and seen[("perfect", "useless"), "useless"] == (20, 0.5)
)
print("The surprise stands." if stands else "CHANGED: a second measurement stands for itself.")
sys.exit(0 if stands else 1)
PYTHON
