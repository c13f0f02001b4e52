#!/usr/bin/env bash
# RecTools: EASE learns the right weights and ranks by their transpose.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "rectools==0.19.0"

cat <<'TEXT'
Package:  rectools 0.19.0, models.EASEModel.recommend
Expected: the score of a film is the person's row times the film's column of B: what a ridge regression of that film on
          all the others says (Steck 2019, arXiv 1905.03375, equations 1 and 8).
Happens:  model.weight is that B, to rounding. The ranker is given it as "objects_factors" and multiplies by its rows:
          every weight is divided by the diagonal of the film that was seen, not of the film that is recommended. B is
          not symmetric, so scores and lists are others.
Matters:  EASE is the baseline that others are held against. Here the films at the top differ for many people; a
          benchmark of RecTools' EASE measures another method. Multiply by model.weight yourself until it is mended.
Source:   rectools/models/ease.py, _recommend_u2i: ImplicitRanker(Distance.DOT, subjects_factors=user_items,
          objects_factors=self.weight), which computes subjects @ objects.T. Cornac had the same and mended it:
          PreferredAI/cornac, pull request 660
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
import pandas as pd
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import EASEModel

PEOPLE, FILMS, RIDGE = 300, 40, 5.0
rng = np.random.default_rng(0)
popularity = 1 / np.arange(1, FILMS + 1)
chosen = [rng.choice(FILMS, 8, replace=False, p=popularity / popularity.sum()) for _ in range(PEOPLE)]
rows = [(f"person {person}", f"film {film}", 1.0, "2020-01-01") for person in range(PEOPLE) for film in chosen[person]]
dataset = Dataset.construct(pd.DataFrame(rows, columns=[Columns.User, Columns.Item, Columns.Weight, Columns.Datetime]))
model = EASEModel(regularization=RIDGE)
model.fit(dataset)

seen = dataset.get_user_item_matrix().toarray().astype(float)  # people by films
films = seen.shape[1]
weights = np.zeros((films, films))
for film in range(films):  # by definition: each film from all the others
    others = np.delete(np.arange(films), film)
    normal = seen[:, others].T @ seen[:, others] + RIDGE * np.eye(films - 1)
    weights[others, film] = np.linalg.solve(normal, seen[:, others].T @ seen[:, film])

table = model.recommend(dataset.user_id_map.external_ids, dataset, k=films, filter_viewed=False)
told = np.zeros_like(seen)
people = dataset.user_id_map.convert_to_internal(table[Columns.User])
told[people, dataset.item_id_map.convert_to_internal(table[Columns.Item])] = table[Columns.Score]


def firsts(scores: np.ndarray) -> np.ndarray:
    return np.where(seen > 0, -np.inf, scores).argmax(1)


def gap(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max())


print(f"\n{PEOPLE} people, {films} films, each person saw 8; largest difference")
print(f"  of model.weight to the regressions:                          {gap(model.weight, weights):.1e}")
print(f"  of the scores to ratings times those weights:                {gap(told, seen @ weights):.1e}")
print(f"  of the scores to ratings times the transpose of the weights: {gap(told, seen @ weights.T):.1e}")
others = int((firsts(told) != firsts(seen @ weights)).sum())
print(f"Another film is recommended first to {others} of {PEOPLE} people.")
stands = gap(model.weight, weights) < 1e-4 < gap(told, seen @ weights) and gap(told, seen @ weights.T) < 1e-4 and others
sys.exit(0 if stands else 1)
PYTHON
