"""Judge other libraries' lists on the splits, candidates and figures of ``lists.py``; what is kept is not redone.

    python3.11 -m venv peers && peers/bin/pip install -r benchmarks/requirements-list-peers.txt
    python benchmarks/list_peers_accuracy.py --python peers/bin/python --inner
    python benchmarks/list_peers_accuracy.py --python peers/bin/python
    python benchmarks/list_peers_accuracy.py --python peers/bin/python --cuts --inner --peers "LensKit SLIM"
    python benchmarks/list_peers_accuracy.py --python peers/bin/python --cuts --peers "LensKit SLIM"
    python benchmarks/list_peers_accuracy.py --python peers/bin/python --dataset ml-100k --folds u1 u2 u3 u4 u5

This program's environment exports the rows and judges the lists; the peers' environment runs ``list_peers.py``. With
``--inner`` each peer's settings, 25 or more, are tried on a fifth of the training ratings, and with ``--cuts`` inside
the ratings before the first cut; without it the settings with the best mean NDCG there are judged on the test ratings.
A peer that has no such figure after cuts, or on folds, takes the settings of the article's split, and its label says
which it has. Both go to files in ``benchmarks/results/``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from list_peers import PEERS
from lists import RESULTS, Case, cases, rows_of

from movierec_gui.data.scales import liked_from
from movierec_gui.data.sources import load_bundled, load_dataset
from movierec_gui.progress import finish
from movierec_gui.recommenders.base import NEVER, Scores
from movierec_gui.recommenders.people import People
from movierec_gui.training.ranking import judge_lists

CANNOT_FOLD_IN = ("implicit BPR", "RecBole EASE", "RecBole MultiVAE", "RecBole ItemKNN")
"""Peers that make no list for somebody who was not there in training."""
SET_UP_THERE = {"cut": ", set up on inner cuts", "fold": ", set up on its inner folds"}
"""What the label of a peer with settings of its own there ends with."""
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "LK_NUM_THREADS"), "1"
)


def main() -> None:
    """Run what is missing and append it."""
    options = _parse()
    dataset = finish(load_dataset(options.dataset) if options.dataset else load_bundled())
    name = dataset.content_hash[:12]
    search = RESULTS / f"list-peers-search-{name}.jsonl"
    path = search if options.inner else RESULTS / f"list-peers-{name}.jsonl"
    done = {_key(row) for row in rows_of(path)}
    for case in cases(dataset, options):
        for label in options.peers:
            row, wanted = {"label": label, "case": case.name}, PEERS[label][3]
            if options.settings:
                wanted = [options.settings]
            elif not options.inner:
                there, settings = _chosen(label, case.name.split()[0], options.chosen_on or search)
                row["label"], wanted = label + there, [settings]
            missing = [one for one in wanted if _key(row | {"settings": one}) not in done]
            if not missing:
                continue
            for found in _judged(case, label, missing, options):
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row | found | {"dataset": dataset.name}) + "\n")
                figures = found["figures"]
                print(f"{label:28} {case.name:8} NDCG {figures['ndcg']:.4f}  {found['settings']}", flush=True)


def _judged(
    case: Case, label: str, tried: list[dict[str, Any]], options: argparse.Namespace
) -> Iterator[dict[str, Any]]:
    """One peer's lists with each of the settings, as they come, so that those of a broken-off run are kept."""
    test, dataset = case.test, case.test.dataset
    learned, given = dataset.ratings.take(test.fitted), dataset.ratings.take(test.given)
    asked = np.unique(test.wanted.users)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "split.npz"
        np.savez(
            file,
            users=learned.users,
            movies=learned.movies,
            values=learned.values,
            given_users=given.users,
            given_movies=given.movies,
            given_values=given.values,
            asked=asked,
            n_users=dataset.n_users,
            n_movies=dataset.n_movies,
            liked_from=liked_from(dataset.scale),
        )
        command = [
            str(options.python.absolute()),
            str(Path(__file__).absolute().with_name("list_peers.py")),
            str(file),
            label,
        ]
        with (
            (Path(folder) / "errors").open("w+", encoding="utf-8") as errors,
            subprocess.Popen(
                [*command, json.dumps(tried)],
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=folder,  # where RecBole leaves its logs
                text=True,
                env=os.environ | ONE_THREAD,
            ) as peer,
        ):
            for settings, line in zip(tried, peer.stdout or (), strict=False):
                told = json.loads(line)
                lists = np.array(told.pop("lists"))
                judged = finish(judge_lists(_InOrder(lists, dataset.n_movies), test, most_people=None))
                if not np.array_equal(judged.users, asked):
                    raise SystemExit("Other people were judged than were asked for")
                row = {"settings": settings, "figures": asdict(judged.figures), **told}
                if not options.inner:
                    row |= {"people": judged.users.tolist(), "ndcg": np.round(judged.ndcg, 5).tolist()}
                yield row
            if peer.wait():
                errors.seek(0)
                raise SystemExit(f"{label} failed:\n{errors.read()[-2000:]}")


class _InOrder:
    """Scores that bring the listed movies into the order of the list, and no others.

    Lists are asked for block by block, in the order of the people; who they are is not told of those who are new.
    """

    def __init__(self, lists: np.ndarray, n_movies: int) -> None:
        self._lists, self._n_movies, self._done = lists, n_movies, 0

    def __call__(self, people: People) -> Scores:
        scores = np.full((len(people), self._n_movies), NEVER)
        for place, listed in enumerate(self._lists[self._done : self._done + len(people)]):
            kept = listed[listed >= 0]
            scores[place, kept] = -np.arange(len(kept))
        self._done += len(people)
        return scores


def _chosen(label: str, kind: str, search: Path) -> tuple[str, dict[str, Any]]:
    """What the label ends with, and the settings with the best mean NDCG over the inner splits that all were tried on.

    Those of the same kind, if there are any, else those of the article's split.
    """
    tried = [row for row in rows_of(search) if row["label"] == label]
    there = [row for row in tried if row["case"].startswith(kind)]
    found: dict[str, list[float]] = defaultdict(list)
    for row in there or [row for row in tried if row["case"].startswith("seed")]:
        found[json.dumps(row["settings"])].append(row["figures"]["ndcg"])
    if not found:
        raise SystemExit(f"{label} has no settings in {search.name}: run with --inner first")
    most = max(map(len, found.values()))
    best = max((settings for settings in found if len(found[settings]) == most), key=lambda one: np.mean(found[one]))
    return SET_UP_THERE.get(kind, "") if there else "", dict(json.loads(best))


def _key(row: dict[str, Any]) -> str:
    return json.dumps([row["label"], row["case"], row["settings"]], sort_keys=True)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, required=True, help="the interpreter of the peers' environment")
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=list(PEERS), help="labels; default: all")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="seeds of the article's split")
    parser.add_argument("--folds", nargs="+", default=[], help="the release's own folds instead of seeds")
    parser.add_argument("--dataset", type=Path, help="a folder, zip or file instead of the bundled data")
    parser.add_argument("--inner", action="store_true", help="try settings on a fifth of the training ratings")
    parser.add_argument("--settings", type=json.loads, help="as JSON, in place of the best of a search")
    parser.add_argument("--chosen-on", type=Path, help="take the settings that were best in this search's file")
    parser.add_argument("--cuts", action="store_true", help="people after a cut in time, instead of seeds")
    options = parser.parse_args()
    if options.cuts:
        options.peers = [label for label in options.peers if label not in CANNOT_FOLD_IN]
    return options


if __name__ == "__main__":
    main()
