#!/usr/bin/env bash
# implicit: a stored rating of 0 pulls a film up, against having no rating at all, and counts as liked in a test.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "implicit==0.7.3" "numpy==2.2.6" "scipy==1.17.1"

cat <<'TEXT'
Package:  implicit 0.7.3, als.AlternatingLeastSquares and evaluation.ranking_metrics_at_k
Expected: in the model that the class names (Hu, Koren and Volinsky 2008) confidence is 1 + alpha r. A rating of 0
          then is what an absent one is: not preferred, with confidence 1. In a test, what has the value 0 is no film
          to find.
Happens:  the stored value itself is the confidence, and only an absent entry has 1. A stored 0 has confidence 0: "not
          preferred" is no longer asked of that film, and its score rises above that of a film without a rating.
          Values between 0 and 1 are believed less than absence is. In a test every stored entry is a liked film, 0
          included.
Matters:  ratings less the middle of the scale are a common way in (disliked films may be negative, the maintainer
          says); every rating in the middle is then a stored 0, and speaks less against a film than silence does.
          Whether a matrix stores its zeros is seldom seen: two equal matrices give two models and two test results.
Source:   implicit/cpu/als.py, user_linear_equation: `A += (confidence - 1) * ...`, and utils.nonzeros, which yields
          stored zeros; https://github.com/benfred/implicit/issues/74 ("should all be > 1"), .../issues/385 (negative)
TEXT

OPENBLAS_NUM_THREADS=1 "$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.evaluation import ranking_metrics_at_k
from scipy.sparse import csr_matrix

taste = np.add.outer(np.arange(60) % 2, np.arange(12) % 2) % 2 == 0  # two tastes among 60 people and 12 films
likes = (taste & (np.random.default_rng(0).random(taste.shape) < 0.6)).astype(float)


def fitted(table: np.ndarray, stored_zero: tuple[int, int] | None = None) -> tuple[AlternatingLeastSquares, csr_matrix]:
    """A model of the table; one of its zeros may be stored."""
    rows, columns = np.nonzero(table)
    values = table[rows, columns]
    if stored_zero is not None:
        rows, columns = np.append(rows, stored_zero[0]), np.append(columns, stored_zero[1])
        values = np.append(values, 0)
    matrix = csr_matrix((values, (rows, columns)), shape=table.shape)
    model = AlternatingLeastSquares(
        factors=2, regularization=0.1, iterations=30, dtype=np.float64, use_gpu=False, num_threads=1, random_state=0
    )
    model.fit(matrix, show_progress=False)
    return model, matrix


def score(user: int, film: int, value: float | None) -> float:
    table = likes.copy()
    table[user, film] = value or 0.0
    model, _ = fitted(table, (user, film) if value == 0 else None)
    return float(model.user_factors[user] @ model.item_factors[film])


unrated = [tuple(map(int, cell)) for cell in np.argwhere(taste & (likes == 0))[::6]]
means = {value: np.array([score(*cell, value) for cell in unrated]) for value in (-1, None, 0, 0.2, 1)}
print(f"\nSeen, mean score of {len(unrated)} films of a person's taste without rating, once one is set:")
for value, scores in means.items():
    print(f"  {'no rating' if value is None else f'stored {value}':12s} {scores.mean():6.3f}")
raised = int((means[0] > means[None]).sum())
print(f"  a stored 0 raises the score of {raised} of {len(unrated)}")

model, train = fitted(likes)
user = 0
film = int(model.recommend(user, train[user], N=1)[0][0])
test = csr_matrix(([0.0], ([user], [film])), shape=likes.shape)
precision = ranking_metrics_at_k(model, train, test, K=1, show_progress=False)["precision"]
print(f"  a test whose only rating is a 0, for the film recommended first: precision {precision:.1f}")

stands = raised >= 0.8 * len(unrated) and means[0].mean() > means[None].mean() + 0.05 and precision == 1.0
print("The surprise stands." if stands else "CHANGED: a stored 0 is now as good as none.")
sys.exit(0 if stands else 1)
PYTHON
