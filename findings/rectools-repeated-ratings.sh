#!/usr/bin/env bash
# RecTools: a film that a person rated twice has the sum of both ratings, 4 and 5 make 9 stars.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "rectools==0.19.0"

cat <<'TEXT'
Package:  rectools 0.19.0, dataset.Dataset.construct and get_user_item_matrix
Expected: a rating given again replaces the one before (the table has a time column, which is required), or the table
          is refused, as LensKit does ("repeated interactions not allowed"). The weight stays on its scale.
Happens:  the matrix that the models are trained on adds them up. Three ratings of 1 star weigh more than one of 2.
          The table itself keeps all rows, so that nothing looks wrong in it.
Matters:  diaries (Letterboxd, Trakt) and logs list a film once per viewing, and merged exports repeat ratings. What a
          person watches again although it is poor becomes their favourite; weights beyond the scale pull on ALS and
          EASE, where they are the confidence or the target. Drop repeats before construct().
Source:   rectools/dataset/interactions.py, get_user_item_matrix: csr_matrix((values, (users, items))), which sums
          entries at the same place; the docstring of Dataset.construct says "weight of interaction", nothing on
          repeats
TEXT

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import pandas as pd
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import EASEModel

YEARS = ("2020", "2021", "2022")
rows = [(f"person {n}", "poor film", 1.0, f"{year}-01-0{n}") for n in range(1, 7) for year in YEARS]
rows += [(f"person {n}", "fair film", 2.0, f"2020-02-0{n}") for n in range(1, 7)]
rows += [(f"person {n}", "good film", 5.0, f"2020-03-0{n}") for n in range(1, 8)]  # person 7 has seen nothing else
rows += [("person 1", "dear film", rating, date) for rating, date in ((4.0, "2020-04-01"), (5.0, "2021-04-01"))]
ratings = pd.DataFrame(rows, columns=[Columns.User, Columns.Item, Columns.Weight, Columns.Datetime])


def weights(table: pd.DataFrame) -> pd.DataFrame:
    dataset = Dataset.construct(table)
    matrix = dataset.get_user_item_matrix().toarray()
    return pd.DataFrame(matrix, dataset.user_id_map.external_ids, dataset.item_id_map.external_ids)


def next_film(table: pd.DataFrame) -> str:
    """What EASE recommends first to the person who has seen the good film only."""
    dataset = Dataset.construct(table)
    model = EASEModel(regularization=1.0)
    model.fit(dataset)
    return model.recommend(["person 7"], dataset, k=1, filter_viewed=True)[Columns.Item].item()


last = ratings.sort_values(Columns.Datetime).drop_duplicates([Columns.User, Columns.Item], keep="last")
given, kept = weights(ratings), weights(last)
films = ["poor film", "fair film", "good film", "dear film"]
print("\nSeen, ratings of 1 to 5 stars; person 1 in the matrix that models are trained on:")
print(f"  all ratings: {given.loc['person 1', films].to_dict()}")
print(f"  last ratings: {kept.loc['person 1', films].to_dict()}")
following = next_film(ratings), next_film(last)
print(f"  EASE recommends to person 7 the {following[0]}; from the last ratings only, the {following[1]}")

stands = given.loc["person 1", "dear film"] == 9.0 and given.loc["person 1", "poor film"] == 3.0
stands = stands and kept.to_numpy().max() == 5.0 and following == ("poor film", "fair film")
print("The surprise stands." if stands else "CHANGED: repeated ratings are no longer added up.")
sys.exit(0 if stands else 1)
PYTHON
