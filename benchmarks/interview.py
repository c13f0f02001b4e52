"""What the guided start's choice of films is worth, on people whom the model has not seen.

    python benchmarks/interview.py --seeds 11 12
    python benchmarks/interview.py --seeds 11 --people 20 --ways chosen popular

For each seed 100 people with at least 40 ratings are taken out of the bundled data, and the starter's model is fitted
on everybody else's ratings. Of each person's ratings 30 % judge; the films of the others can be answered, and whatever
else is asked has not been seen. After 0, 5, 10 and 20 films asked: mean squared error on the judging ratings, NDCG of
the list of ten (a judging rating of 4 or more is a hit), and how many of the films were known. The settings of the
choice were found on seeds 11 and 12. The figures go to ``benchmarks/results/interview-<dataset hash>.jsonl``, a line
for each seed and way, with the difference from asking the most rated films and its 95 % interval over people.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import measured
import numpy as np
import numpy.typing as npt
import torch

from movierec_gui.analysis.interview import Answer, Interview
from movierec_gui.analysis.movie_lists import LENGTH, best_of_state
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.sources import load_bundled
from movierec_gui.data.splits import Split, SplitConfig
from movierec_gui.models import architecture
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.ranking import LIKED
from movierec_gui.training.runs import RunRecord
from movierec_gui.training.trained import TrainedRun

POINTS = (0, 5, 10, 20)
LEAST_RATINGS, JUDGING = 40, 0.3
FEW, MANY = 200, 1_000
"""From how many of the most rated films the ways at random draw."""
_DRAWS = 2_000

Way = Callable[[list[Answer], set[int]], int]
"""Answers so far and films not to ask -> the film to ask."""
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """One person's ratings, divided."""

    own: dict[int, float]
    movies: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]


def main() -> None:
    """Measure every seed and way that was asked for."""
    options = _parse()
    dataset = finish(load_bundled())
    for seed in options.seeds:
        people = _people(dataset, seed, options.people)
        run = _run_without(dataset, people, seed)
        found = {way: _measure(run, people, WAYS[way], seed) for way in dict.fromkeys([*options.ways, "popular"])}
        for way in options.ways:
            row = _row(found[way], found["popular"], seed) | {"seed": seed, "way": way, "people": len(people)}
            measured.store(f"interview-{dataset.content_hash[:12]}", row)
            print(_line(way, row), flush=True)


def _people(dataset: Dataset, seed: int, count: int) -> list[int]:
    able = np.flatnonzero(dataset.user_counts >= LEAST_RATINGS)
    return sorted(np.random.default_rng(seed).choice(able, count, replace=False).tolist())


def _run_without(dataset: Dataset, people: list[int], seed: int) -> TrainedRun:
    """The starter's model, fitted on all ratings of everybody else."""
    theirs = np.isin(dataset.ratings.users, people)
    nothing = np.empty(0, np.int64)
    split = Split(SplitConfig(), np.flatnonzero(~theirs), nothing, np.flatnonzero(theirs))
    data, spec = training_data(dataset, split), preset_spec("house", "fast")
    generator = torch.Generator().manual_seed(seed)
    model = architecture("house").build(spec.model, data, generator)
    for _ in model.own_fit(data, generator).steps():
        pass
    record = RunRecord("", "without them", spec, dataset.name, dataset.content_hash, "2026-01-01T00:00:00+00:00")
    return TrainedRun(record, model.eval(), dataset, split, data)


def _measure(run: TrainedRun, people: list[int], make: Callable[[TrainedRun, int], Way], seed: int) -> Array:
    """[people, points, 3] errors, NDCG (NaN where nobody could hit) and films known."""
    way = make(run, seed)
    return np.array([_follow(run, _divided(run.dataset, person, seed), way) for person in people])


def _divided(dataset: Dataset, person: int, seed: int) -> Judged:
    rows = np.random.default_rng([seed, person]).permutation(dataset.rows_of_user(person))
    judging, own = np.split(rows, [int(JUDGING * len(rows))])
    ratings = dataset.ratings
    answers = dict(zip(ratings.movies[own].tolist(), ratings.values[own].tolist(), strict=True))
    return Judged(answers, ratings.movies[judging].astype(np.int64), ratings.values[judging])


def _follow(run: TrainedRun, person: Judged, way: Way) -> list[tuple[float, float, float]]:
    """What was measured of one person at each of ``POINTS``."""
    answers: list[Answer] = []
    found = []
    for asked in range(max(POINTS) + 1):
        if asked in POINTS:
            found.append(_judge(run, person, answers))
        movie = way(answers, {*person.movies.tolist(), *(answer.movie for answer in answers)})
        answers.append(Answer(movie, person.own.get(movie)))
    return found


def _judge(run: TrainedRun, person: Judged, answers: list[Answer]) -> tuple[float, float, float]:
    rated = {answer.movie: answer.rating for answer in answers if answer.rating is not None}
    users = torch.from_numpy(np.flatnonzero(run.data.user_counts))
    movies, ratings = torch.tensor(list(rated), dtype=torch.long), torch.tensor(list(rated.values()))
    state = run.model.fold_in(movies, ratings, users)
    predicted = run.model.predict_state(state, torch.from_numpy(person.movies)).numpy()
    listed = [one.movie for one in best_of_state(run, state, rated, LENGTH)]
    hits = np.isin(listed, person.movies[person.values >= LIKED])
    discount = 1.0 / np.log2(np.arange(2, LENGTH + 2))
    possible = min(int((person.values >= LIKED).sum()), LENGTH)
    ndcg = float(hits @ discount / discount[:possible].sum()) if possible else float("nan")
    return float(np.square(predicted - person.values).mean()), ndcg, float(len(rated))


def _chosen(run: TrainedRun, _seed: int) -> Way:
    interview = Interview(run)

    def ask(answers: list[Answer], without: set[int]) -> int:
        movie = interview.next_movie(answers, without)
        assert movie is not None  # noqa: S101 - there are a thousand films
        return movie

    return ask


def _popular(run: TrainedRun, _seed: int) -> Way:
    return lambda _, without: _first(_most_rated(run), without)


def _random_of(few: int) -> Callable[[TrainedRun, int], Way]:
    def make(run: TrainedRun, seed: int) -> Way:
        rng = np.random.default_rng(seed)
        return lambda _, without: _first(rng.permutation(_most_rated(run)[:few]).tolist(), without)

    return make


def _most_rated(run: TrainedRun) -> list[int]:
    return np.argsort(-run.data.movie_counts, kind="stable").tolist()


def _first(movies: Iterable[int], without: set[int]) -> int:
    return next(movie for movie in movies if movie not in without)


WAYS: dict[str, Callable[[TrainedRun, int], Way]] = {
    "chosen": _chosen,
    "popular": _popular,
    f"random of {FEW}": _random_of(FEW),
    f"random of {MANY}": _random_of(MANY),
}


def _row(found: Array, popular: Array, seed: int) -> dict[str, object]:
    """Means over people, by point, and how far they are from those of asking the most rated films."""
    row: dict[str, object] = {}
    for place, name in enumerate(("mse", "ndcg", "known")):
        row[name] = {str(point): round(float(np.nanmean(found[:, k, place])), 4) for k, point in enumerate(POINTS)}
    for place, name in enumerate(("mse", "ndcg")):
        differences = (found - popular)[:, :, place]
        row[f"{name}_less_popular"] = {
            str(point): _with_interval(differences[:, k], seed) for k, point in enumerate(POINTS)
        }
    return row


def _with_interval(differences: Array, seed: int) -> list[float]:
    """The mean, and its 95 % interval by drawing people anew."""
    known = differences[np.isfinite(differences)]
    drawn = np.random.default_rng(seed).choice(known, (_DRAWS, len(known))).mean(1)
    return [round(float(value), 4) for value in (known.mean(), *np.quantile(drawn, (0.025, 0.975)))]


def _line(way: str, row: dict[str, object]) -> str:
    return f"{row['seed']} {way:15} " + "  ".join(f"{name} {row[name]}" for name in ("mse", "ndcg", "known"))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", nargs="+", type=int, default=[21, 22], help="of who is taken out, and of the fit")
    parser.add_argument("--people", type=int, default=100, help="taken out for each seed")
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS), help="of choosing the next film")
    return parser.parse_args()


if __name__ == "__main__":
    main()
