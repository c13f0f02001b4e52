#!/usr/bin/env bash
# LensKit: people for whom a recommender has no list are left out of its averages; so are the empty places of its lists.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "lenskit==2025.8.1" "torch==2.13.0"

cat <<'TEXT'
Package:  lenskit 2025.8.1, metrics.RunAnalysis with NDCG, Recall and Precision
Expected: results are over the people of the test data. A metric has a `default`, "to use in aggregates when a user
          does not have recommendations": whom a recommender cannot serve counts as 0.
Happens:  RunAnalysis goes through the lists that there are. A test person without one has no row, no default, no
          warning. (An empty list does count as 0.) The other way round, a list of somebody without test data does
          count, as 0, with a warning. Precision@10 divides by the list's own length: one film, a hit, is 1.0.
Matters:  neighbour and tag methods have nothing to say to people with few ratings. Whoever drops those rows, as a
          join of tables does, sees the method gain: it is judged on easy people, popularity on all. Compare only
          after checking that `list_metrics()` has as many rows for each method.
Source:   lenskit/metrics/bulk.py, RunAnalysis.measure: `for key, out in outputs`, and the docstring of add_metric;
          https://github.com/lenskit/lkpy/issues/99 ("If a user has no recommendations, but should"; fixed in the
          class that this one replaced); lenskit/metrics/ranking/_pr.py (len(recs) as the denominator)
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

from lenskit.data import ItemList, ItemListCollection, UserIDKey
from lenskit.metrics import NDCG, Precision, Recall, RunAnalysis

liked = {1: ["a", "b"], 2: ["c", "d"], 3: ["e", "f"], 4: ["g", "h"]}
recommenders = {
    "answers all": {1: ["a", "x", "y"], 2: ["c", "x", "y"], 3: ["x", "y", "z"], 4: ["x", "y", "z"]},
    "answers two, the others have an empty list": {1: ["a", "x", "y"], 2: ["c", "x", "y"], 3: [], 4: []},
    "answers two, the others are missing": {1: ["a", "x", "y"], 2: ["c", "x", "y"]},
    "answers one, with one film": {1: ["a"]},
}


def collection(lists: dict[int, list[str]], ordered: bool) -> ItemListCollection:
    found = ItemListCollection(UserIDKey)
    for person, films in lists.items():
        found.add(ItemList(item_ids=films, ordered=ordered), person)
    return found


print(f"\nSeen, for {len(liked)} people with two liked films each:")
means = {}
for name, lists in recommenders.items():
    analysis = RunAnalysis()
    for metric in (NDCG(10), Recall(10), Precision(10)):
        analysis.add_metric(metric, default=0.0)
    found = analysis.measure(collection(lists, ordered=True), collection(liked, ordered=False))
    means[name] = found.list_summary()["mean"]
    figures = ", ".join(f"{metric} {value:.3f}" for metric, value in means[name].items())
    print(f"  {name}: {len(found.list_metrics())} people judged; {figures}")

every, empty, missing, one = (mean["NDCG@10"] for mean in means.values())
stands = (
    abs(every - empty) < 1e-9
    and abs(missing - 2 * every) < 1e-9
    and means["answers one, with one film"]["Precision@10"] == 1.0
)
print("The surprise stands." if stands else "CHANGED: people without a list now count.")
sys.exit(0 if stands else 1)
PYTHON
