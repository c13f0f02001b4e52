#!/usr/bin/env bash
# implicit: when too few films are left, recommend() fills the list with those it was told to leave out.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "implicit==0.7.3" "numpy==2.2.6" "scipy==1.17.1"

cat <<'TEXT'
Package:  implicit 0.7.3, recommend() of the factor models and of the neighbour models
Expected: filter_already_liked_items: "When true, don't return items present in the training set that were rated by
          the specified user." A person with two unrated films gets two films, or two and a mark for "none".
Happens:  a factor model fills up to N with the rated films, at a score of -3.4e38, and past the end of the catalogue
          with film 0, again and again, at a score of 0, which sorts above them. A neighbour model fills up with the
          rated films at 0.0, a score like any other, and leaves out an unrated film that has no neighbours.
Matters:  the keenest raters, and any list within a genre or a watchlist (`items=`), get films that they have seen.
          The ids are valid, so shares of the catalogue, popularity and overlap of lists count them without a word.
Source:   the docstring of RecommenderBase.recommend in implicit/recommender_base.py, quoted above;
          https://github.com/benfred/implicit/issues/476 (recommend_all once raised an exception here)
TEXT

OPENBLAS_NUM_THREADS=1 "$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import CosineRecommender
from scipy.sparse import csr_matrix

#               film 0  1  2  3  4  5
ratings = np.array([[5, 4, 3, 4, 0, 0],  # person 0 has rated films 0 to 3; nobody has rated film 5
                    [4, 5, 0, 0, 2, 0],
                    [0, 3, 4, 0, 5, 0],
                    [1, 0, 2, 5, 0, 0]], dtype=np.float32)  # fmt: skip
matrix = csr_matrix(ratings)
seen = set(np.flatnonzero(ratings[0]).tolist())
models = {
    "factors": AlternatingLeastSquares(factors=2, use_gpu=False, num_threads=1, random_state=0),
    "neighbours": CosineRecommender(K=4, num_threads=1),
}

print(f"\nSeen, for a person who has rated films {sorted(seen)} of 0 to 5, liked films filtered out:")
lists = {}
for name, model in models.items():
    model.fit(matrix, show_progress=False)
    for asked in (4, 8):
        films, scores = model.recommend(0, matrix[0], N=asked, filter_already_liked_items=True)
        lists[name, asked] = films, scores
        print(f"  {name}, N={asked}: films {films.tolist()}, scores {[float(f'{score:.3g}') for score in scores]}")

films, scores = lists["factors", 8]
near_films, near_scores = lists["neighbours", 4]
rated = {float(score) for film, score in zip(near_films, near_scores) if int(film) in seen}

stands = (
    all(len(seen & set(found.tolist())) > 0 for found, _ in lists.values())
    and len(films) == 8
    and (scores < -1e38).sum() == len(seen)
    and int(films[-1]) == 0
    and scores[-1] == 0.0
    and rated == {0.0}
    and 5 not in near_films.tolist()
)
print("The surprise stands." if stands else "CHANGED: the lists no longer hold rated films.")
sys.exit(0 if stands else 1)
PYTHON
