"""Judge lists: every recommender on the same splits, one line of text for each, so that the work can go on later.

    python benchmarks/lists.py --seeds 0 1 2
    python benchmarks/lists.py --cuts
    python benchmarks/lists.py --dataset ml-100k --folds u1 u2 u3 u4 u5
    python benchmarks/lists.py --recommenders for-you --discover -0.3 0.2 0.6
    python benchmarks/lists.py --recommenders ease --set ridge=50,100,200 --inner --seeds 0 1 2

The figures go to ``benchmarks/results/lists-<dataset hash>.jsonl``. With ``--inner`` settings are chosen: each
combination learns from the training ratings without a fifth of them and is judged on that fifth; those lines go to
``lists-search-<dataset hash>.jsonl`` and hold no figure of a test rating. ``--cuts`` judges people after a
cut in time, with ``--inner`` inside the ratings before the first cut. ``--discover`` moves "for-you" along its scale,
its settings staying as they are; the labels say where to. The house model that "for-you" begins with
takes most of its time; ``--keep`` names a folder where it is kept from one setting to the next.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.torch
import torch

from movierec_gui.data.dataset import Dataset, Ratings
from movierec_gui.data.features import TrainingData
from movierec_gui.data.sources import load_bundled, load_dataset
from movierec_gui.data.splits import split_ratings
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.progress import finish
from movierec_gui.recommenders import RECOMMENDERS, recommender
from movierec_gui.recommenders.base import Recommender, RecommenderConfig, Scores
from movierec_gui.recommenders.for_you import ForYou, ForYouConfig
from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.rated import ChanceOfLiking
from movierec_gui.settings import parse_value, settings_of, to_mapping
from movierec_gui.training.comparing.contestants import article_splits, official_splits
from movierec_gui.training.judged_recommenders import data_of, fit_and_judge
from movierec_gui.training.list_tests import CUTS, ListTest, after_cut, of_rows

RESULTS = Path(__file__).parent / "results"
SEED = 0
INNER = 0.2
"""Share of the training ratings that settings are chosen on."""


@dataclass(frozen=True)
class Case:
    """A test with its name: ``seed 0``, ``fold u1`` or ``cut 10%``."""

    name: str
    test: ListTest


def main() -> None:
    """Run what is missing and append it."""
    options = parse()
    torch.set_num_threads(1)
    dataset = finish(load_dataset(options.dataset) if options.dataset else load_bundled())
    kind_of_file = "lists-search" if options.inner else "lists"
    path = RESULTS / f"{kind_of_file}-{dataset.content_hash[:12]}.jsonl"
    done = {key(row) for row in rows_of(path)}
    for case in cases(dataset, options):
        chances: dict[str, tuple[KnownChance, float]] = {}
        for name in options.recommenders:
            for config, place in itertools.product(configs(name, options.set), options.discover or [None]):
                settings = to_mapping(config)
                label = options.label.format(**settings) or (name if place is None else f"scale={place}")
                row = {"recommender": name, "label": label, "case": case.name, "settings": settings}
                if key(row) in done:
                    continue
                row |= {"dataset": dataset.name, **judged(case.test, name, config, options, chances, place)}
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
                report(row, options.set)


class KnownChance(ChanceOfLiking):
    """Remembers what it said of people, since other settings of "for-you" ask for the same."""

    def __init__(self, model: RatingModel, data: TrainingData) -> None:
        super().__init__(model, data)
        self._said: dict[bytes, npt.NDArray[np.float64]] = {}

    def logarithm(self, people: People) -> npt.NDArray[np.float64]:
        """As the rating model says it."""
        asked = hashlib.sha256(people.starts.tobytes() + people.movies.tobytes() + people.values.tobytes()).digest()
        if asked not in self._said:
            self._said[asked] = super().logarithm(people)
        return self._said[asked]


class Moved(ForYou):
    """For you with its scale elsewhere than its settings say."""

    def __init__(self, place: float, config: ForYouConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(config, data, generator)
        self._place = place

    def scores(self, people: People) -> Scores:
        """At that place."""
        return self.with_discovery(self.basis(people), self._place)


def judged(
    test: ListTest,
    name: str,
    config: RecommenderConfig,
    options: argparse.Namespace,
    chances: dict[str, tuple[KnownChance, float]],
    place: float | None = None,
) -> dict[str, Any]:
    """Fit one recommender and judge its lists; seconds are of the processor."""
    kind = recommender(name)
    data = data_of(test)
    generator = torch.Generator().manual_seed(SEED)
    if place is not None and isinstance(config, ForYouConfig):
        made: Recommender = Moved(place, config, data, generator)
    else:
        made = kind.build(config, data, generator)
    beside = 0.0
    if isinstance(config, ForYouConfig) and isinstance(made, ForYou) and config.rating_model == "house":
        if "house" not in chances:
            model, seconds = house_model(test, data, options.keep)
            chances["house"] = KnownChance(model, data), seconds
        chance, beside = chances["house"]
        made.use(chance)
    found = finish(fit_and_judge(test, made, data))
    lists = found.lists
    row = {
        "figures": asdict(lists.figures),
        "fit_seconds": round(found.fit_processor_seconds, 3),
        "rating_model_seconds": round(beside, 3),
        "list_seconds": round(found.list_seconds, 5),
        "memory_mb": round(found.memory_mb, 1),
    }
    if options.inner:
        return row
    return row | {
        "people": lists.users.tolist(),
        "ndcg": np.round(lists.ndcg, 5).tolist(),
        "popularity": np.round(lists.of_popularity, 5).tolist(),
    }


def house_model(test: ListTest, data: TrainingData, keep: Path | None) -> tuple[RatingModel, float]:
    """The fast house model for these training ratings, and the processor seconds of its fit."""
    entry = architecture("house")
    model = entry.build(entry.preset("fast").model, data, torch.Generator().manual_seed(SEED))
    digest = hashlib.sha256(test.dataset.content_hash.encode() + test.fitted.tobytes()).hexdigest()[:16]
    file = keep / f"house-{digest}.safetensors" if keep else None
    if file is not None and file.exists():
        model.load_state_dict(safetensors.torch.load_file(file))
        model.eval()
        return model, float(json.loads(file.with_suffix(".json").read_text(encoding="utf-8")))
    start = time.process_time()
    for _ in model.own_fit(data, torch.Generator().manual_seed(SEED)).steps():
        pass
    seconds = time.process_time() - start
    model.eval()
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        safetensors.torch.save_file({name: value.clone() for name, value in model.state_dict().items()}, file)
        file.with_suffix(".json").write_text(json.dumps(seconds), encoding="utf-8")
    return model, seconds


def cases(dataset: Dataset, options: argparse.Namespace) -> Iterator[Case]:
    """Names of the recommenders asked for, in order; with ``inner`` inside the training ratings."""
    if options.cuts:
        within = before(dataset, max(CUTS)) if options.inner else dataset
        for share in CUTS:
            yield Case(f"cut {share:.0%}", after_cut(within, share))
        return
    splits = official_splits(dataset, options.folds) if options.folds else article_splits(options.seeds)
    for config in splits:
        if options.inner:
            split = split_ratings(dataset, replace(config, validation=INNER))
            yield Case(config.name, of_rows(dataset, split.train, split.validation))
        else:
            split = split_ratings(dataset, replace(config, refit=True))
            yield Case(config.name, of_rows(dataset, split.train, split.test))


def before(dataset: Dataset, share: float) -> Dataset:
    """The dataset without the latest ratings."""
    rows = np.sort(np.argsort(dataset.ratings.timestamps, kind="stable")[: -round(share * len(dataset.ratings))])
    part: Ratings = dataset.ratings.take(rows)
    return replace(dataset, ratings=part)


def configs(name: str, assignments: list[str]) -> Iterator[RecommenderConfig]:
    """The recommender's settings, with every combination of the values to try."""
    described = {entry.name: entry for entry in settings_of(recommender(name).config)}
    pairs = [(setting, values.split(",")) for setting, _, values in (one.partition("=") for one in assignments)]
    names = [setting for setting, _ in pairs]
    unknown = set(names) - set(described)
    if unknown:
        raise SystemExit(f"No setting of {name}: {', '.join(sorted(unknown))}")
    for chosen in itertools.product(*(values for _, values in pairs)):
        values = {setting: parse_value(described[setting], text) for setting, text in zip(names, chosen, strict=True)}
        yield recommender(name).config(**values)


def key(row: dict[str, Any]) -> str:
    """Returns the fields that identify a line; settings that came later than the line have their default."""
    settings = to_mapping(recommender(row["recommender"]).config()) | row["settings"]
    return json.dumps([row["label"], row["recommender"], row["case"], settings], sort_keys=True)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The lines of a file of results; none where there is no file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def report(row: dict[str, Any], changed: list[str]) -> None:
    """Say on the terminal what came out."""
    figures = row["figures"]
    told = " ".join(f"{name}={row['settings'][name]}" for name in (one.partition("=")[0] for one in changed))
    print(
        f"{row['label']:20} {row['case']:8} {told:40} NDCG {figures['ndcg']:.4f}  recall {figures['recall']:.4f}  "
        f"novelty {figures['novelty']:.2f}  coverage {figures['coverage']:.3f}  fit {row['fit_seconds']:.2f} s",
        flush=True,
    )


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [kind.name for kind in RECOMMENDERS]
    parser.add_argument("--recommenders", nargs="+", default=names, choices=names)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE,VALUE", help="settings to try")
    parser.add_argument("--label", default="", help="a name of its own for these settings, as b={discovery}")
    parser.add_argument(
        "--discover", nargs="+", type=float, default=[], help="places on the scale of for-you, no other"
    )
    parser.add_argument(
        "--inner", action="store_true", help="choose settings: judge on a fifth of the training ratings"
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="seeds of the article's split")
    parser.add_argument("--folds", nargs="+", default=[], help="the release's own folds instead of seeds")
    parser.add_argument("--cuts", action="store_true", help="people after a cut in time, instead of seeds")
    parser.add_argument("--dataset", type=Path, help="a folder, zip or file instead of the bundled data")
    parser.add_argument("--keep", type=Path, help="a folder to keep fitted house models in")
    options = parser.parse_args()
    if options.discover and options.recommenders != ["for-you"]:
        parser.error("--discover is for --recommenders for-you alone")
    return options


if __name__ == "__main__":
    main()
