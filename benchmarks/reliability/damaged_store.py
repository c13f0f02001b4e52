"""Damages every kind of stored file in every way, and looks whether the rest is still there and the damage is named.

    python benchmarks/reliability/damaged_store.py --tries 200

Makes two runs with a person's ratings, two list runs, a comparison, a search, a kept copy of a dataset, an exported
run, poster settings, kept preparations and choices, sets of films, people, a kept recommender, a kept map, figures of
the article and their numbers, a project and a session in a temporary folder. Each try damages one file and reads
everything back: it is *named* if reading that one thing raises a UserError (or it is made anew, or left out by name),
*harmless* if the very same values come back. Anything else is a fault: other values without a word, another exception,
or another entry that can no longer be read. A session and the poster settings carry no checksum, so a flipped bit there
may change what a form shows; it must only break nothing.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import logging
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch

from movierec_gui.analysis.maps.last_map import FILE as MAP_FILE
from movierec_gui.analysis.maps.last_map import keep_map, read_map
from movierec_gui.analysis.projections import MapConfig, raw_map
from movierec_gui.data.cache import read_cached, write_cached
from movierec_gui.data.choices import ChoiceStore, TableChoice
from movierec_gui.data.dataset import NO_YEAR, Dataset, Movies, Ratings
from movierec_gui.data.film_sets.film_set import films_of
from movierec_gui.data.film_sets.store import SetStore
from movierec_gui.data.people.changes import rate
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.joining import JoinedPerson
from movierec_gui.data.people.person import STARS, Film, Rated
from movierec_gui.data.people.store import PeopleStore
from movierec_gui.data.posters import PosterBox, PosterSettings
from movierec_gui.data.preparation import PreparationConfig, PreparationStore
from movierec_gui.data.prepare import prepare
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.gui.session import Session, StoredSelection
from movierec_gui.progress import finish
from movierec_gui.recommenders import recommender
from movierec_gui.report.article.arrays import COORDINATES, MOVIES, arrays_for
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.report.article.running import open_article, run_steps
from movierec_gui.report.article.steps import steps_named
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.report.project.facts import new_facts, reference_to
from movierec_gui.report.project.opening import open_project
from movierec_gui.report.project.parts import Choice, Place
from movierec_gui.report.project.saving import save_project
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.running import run_comparison
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.config import preset_spec
from movierec_gui.training.kept_recommenders import fitted
from movierec_gui.training.list_runs import LIST_FILE, ListStore, default_spec
from movierec_gui.training.list_trainer import open_list, train_list
from movierec_gui.training.run_files import export_run, import_run
from movierec_gui.training.runs import CHECKPOINT_FILE, HISTORY_FILE, PERSON_FILE, RUN_FILE, WEIGHTS_FILE, RunStore
from movierec_gui.training.searching.running import SearchPlan, run_search
from movierec_gui.training.searching.space import Dimension
from movierec_gui.training.searching.store import SearchStore
from movierec_gui.training.tensor_files import encode
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train

NAMED, HARMLESS = "named", "harmless"
_MAY_BE_ABSENT = (
    "optimistic_mse", "interval_coverage", "interval_width", "memory_mb", "novelty", "popularity", "diversity",
    "calibration", "ndcg_interval", "gain_low", "gain_high", "recall_of_all", "better", "worse", "gain",
)  # fmt: skip
_CHOICE = TableChoice((("user", "1"),), (1.0, 10.0), (0.0,), "seconds", "ratings")
_EASE = recommender("ease")
_PREPARED = PreparationConfig(min_user_ratings=2)
Rng = np.random.Generator


@dataclass(frozen=True)
class Subject:
    """One stored file: where it lies and what is read from it."""

    name: str
    path: Path
    read: Callable[[], Any]
    """Its values. Raises UserError where it is damaged, which also counts as named if it returns None."""
    others: Callable[[], Any]
    """All that must stay as it was. Raises nothing."""
    has_checksum: bool = True


def make_dataset() -> Dataset:
    """Some 700 ratings by 30 people."""
    rng = np.random.default_rng(5)
    users, movies = np.nonzero(rng.random((30, 40)) < 0.6)
    values = (rng.integers(1, 11, len(users)) / 2).astype(np.float32)
    return Dataset(
        name="damaged",
        ratings=Ratings(users.astype(np.int32), movies.astype(np.int32), values, 10**9 + np.arange(len(users)) * 60),
        movies=Movies(
            ids=np.arange(40, dtype=np.int64), titles=tuple(f"Movie {movie}" for movie in range(40)),
            years=np.full(40, NO_YEAR, np.int32), genre_names=("Drama",), genres=np.ones((40, 1), np.bool_),
            imdb_ids=("",) * 40, tmdb_ids=("",) * 40,
        ),
        user_ids=np.arange(30, dtype=np.int64),
    )  # fmt: skip


def make_subjects(home: Path) -> tuple[Subject, ...]:
    """A store with everything in it, and its files."""
    original, store = make_dataset(), RunStore(home / "runs")
    dataset = finish(prepare(original, _PREPARED))
    spec = preset_spec("dense")
    spec = replace(spec, training=replace(spec.training, epochs=2, threads=1))
    ann = JoinedPerson("ann", "Ann", 2, (1, 4), (3.0, 4.5), (10**9, 10**9))
    kept, run = (finish(train(dataset, spec, store, name, person=ann)) for name in ("kept", "damaged"))
    comparisons = ComparisonStore.beside(store)
    contestants = [Contestant("mean", preset_spec("global-mean"))]
    first, second = (
        finish(run_comparison(dataset, contestants, article_splits([seed]), comparisons)) for seed in (0, 1)
    )
    searches = SearchStore.beside(store)
    space = (Dimension("model", "user_shrinkage", 1.0, 9.0), Dimension("model", "rounds", choices=(5, 10), whole=True))
    search = finish(run_search(dataset, SearchPlan(preset_spec("biases"), space, most_trials=3), searches))
    finish(write_cached(home / "cache", "key", original))
    export_run(store, run.id, home / "run.zip", with_ratings=True)
    lists = ListStore.beside(store)
    whole, listed = (finish(train_list(dataset, default_spec("ease"), lists, name)) for name in ("whole", "damaged"))
    sets, finder = SetStore(home / "sets"), MovieFinder(original)
    first_set, second_set = (sets.create(name, films_of(range(9), finder), "") for name in ("whole", "damaged"))
    _write_session(home)
    PosterBox(home).keep(PosterSettings(key="0123456789abcdef" * 2))
    _preparations(home).put(home / "data", _PREPARED)

    keep_map(finish(raw_map(original, MapConfig(method="pca"))), home / MAP_FILE)
    articles = ArticleStore.beside(store)
    article = open_article(dataset, store, SplitConfig(), ArticleConfig(seeds=1, epochs=1))
    finish(run_steps(dataset, store, article, steps_named(["embeddings"])))
    facts = new_facts(reference_to(dataset, bundled=False), SplitConfig(), run.id, "a note")
    choice = Choice(("runs", "lists", "comparisons", "people"))
    finish(save_project(home / "all.movierec", facts, Place(store, home, dataset.content_hash), choice))

    def other_run() -> Any:
        listed = [record for record in store.listing().records if record.id == kept.id]
        return listed, store.read_history(kept.id), comparisons.listing().records

    def other_comparison() -> Any:
        return [record for record in comparisons.listing().records if record.id == first.id], store.listing().records

    def other_list() -> Any:
        kept_lists = [record for record in lists.listing().records if record.id == whole.id]
        return kept_lists, store.listing().records, comparisons.listing().records

    def other_set() -> Any:
        return [kept for kept in sets.list() if kept.id == first_set.id], store.listing().records

    def learned() -> Any:
        return _plain(open_list(lists, listed.id, dataset).made.state())

    def weights() -> Any:
        return _plain(open_run(store, run.id, dataset).model.state_dict())

    def checkpoint() -> Any:
        tensors, notes = store.read_tensors(run.id, CHECKPOINT_FILE)
        return _plain({name: tensor for name, tensor in tensors.items() if name.startswith("model.")}), notes

    def comparison() -> Any:
        record = comparisons.read(second.id)
        return record, [entry.contestant() for entry in record.entries]

    parts = [
        ("run", RUN_FILE, lambda: store.read(run.id)),
        ("history", HISTORY_FILE, lambda: store.read_history(run.id, store.read(run.id).best_epoch)),
        ("weights", WEIGHTS_FILE, weights),
        ("checkpoint", CHECKPOINT_FILE, checkpoint),
        ("person", PERSON_FILE, lambda: store.read_person(store.read(run.id))),
    ]
    files = [Subject(name, store.path(run.id) / file, read, other_run) for name, file, read in parts]
    entry = home / "cache" / "key"
    copy = [
        Subject("kept facts", entry / "facts.json", lambda: _kept(home), other_run),
        Subject("kept column", entry / "values.npy", lambda: _kept(home), other_run),
    ]
    return (
        *files,
        Subject("list run", lists.path(listed.id) / LIST_FILE, lambda: lists.read(listed.id), other_list),
        Subject("list weights", lists.path(listed.id) / WEIGHTS_FILE, learned, other_list),
        Subject("comparison", comparisons.path(second.id), comparison, other_comparison),
        Subject("search", searches.path(search.id), lambda: searches.read(search.id), other_run),
        *copy,
        Subject("imported run", home / "run.zip", lambda: _imported(home), other_run),
        Subject("posters", home / "posters.json", PosterBox(home).settings, other_run, has_checksum=False),
        Subject("set", sets.folder / f"{second_set.id}.json", lambda: sets.read(second_set.id), other_set),
        Subject("preparation", home / "preparations.json", lambda: _preparation(home), other_run),
        Subject("map", home / MAP_FILE, lambda: _map(home, original), other_run),
        Subject("article", articles.path(article.id), lambda: articles.read(article.id), other_run),
        Subject("project", home / "all.movierec", lambda: _project(home), other_run),
        Subject("session", home / "session.ini", lambda: _session(home), other_run, has_checksum=False),
        *_further_subjects(home, original, article.id, other_run),
    )


def _further_subjects(home: Path, dataset: Dataset, article: str, others: Callable[[], Any]) -> tuple[Subject, ...]:
    """What is no run and no record of one: people, choices, a recommender, the numbers of the article's figures."""
    ChoiceStore(home / "table-choices.json").put(home / "data", _CHOICE)
    people = PeopleStore(home / "people")
    first, second = (people.create(name).id for name in ("Kept", "Damaged"))
    for number in range(5):
        rated = Rated(Film(title=f"Film {number}", year=1990), 3.5, STARS, time=number)
        people.change(second, lambda now, rated=rated: rate(now, rated), "a rating")
    finish(fitted(_EASE, _EASE.config(), dataset, home / "recommenders"))
    (file,) = (home / "recommenders").iterdir()
    articles = ArticleStore.beside(RunStore(home / "runs"))
    made = finish(raw_map(dataset, MapConfig(method="pca")))
    articles.keep_arrays(article, {MOVIES: made.movies.astype(np.int64), COORDINATES: made.coordinates})

    def other_person() -> Any:
        return PeopleStore(people.folder).read(first), others()

    def person() -> Any:
        return PeopleStore(people.folder).read(second)

    return (
        Subject("choice", home / "table-choices.json", lambda: _choice(home), others),
        Subject("kept person", people.folder / f"{second}.json", person, other_person),
        Subject("kept recommender", file, lambda: _recommender(file, dataset), others),
        Subject("article numbers", articles.arrays_path(article), lambda: _arrays(articles, article, dataset), others),
    )


def _write_session(home: Path) -> None:
    session = Session(home / "session.ini")
    session.set_selection(StoredSelection("hash", (1, 2), "label", "run"))
    session.set_form("Train", {"epochs": 5})
    session.set_source(home / "data")
    session.save()


def _session(home: Path) -> Any:
    session = Session(home / "session.ini")
    values = (session.selection, session.form("Train"), session.recent, session.theme, session.tab, session.source)
    return None if session.problems else values


def _preparations(home: Path) -> PreparationStore:
    return PreparationStore(home / "preparations.json")


def _preparation(home: Path) -> Any:
    found = _preparations(home).get(home / "data")
    return found if found.says_something else None


def _choice(home: Path) -> Any:
    found = ChoiceStore(home / "table-choices.json").get(home / "data")
    return found if found.says_something else None


def _recommender(file: Path, dataset: Dataset) -> Any:
    """What the kept recommender has learned; None where it was fitted anew, and put back."""
    before = file.read_bytes() if file.is_file() else b""
    made = finish(fitted(_EASE, _EASE.config(), dataset, file.parent))
    return _plain(made.state()) if file.is_file() and file.read_bytes() == before else None


def _arrays(articles: ArticleStore, name: str, dataset: Dataset) -> Any:
    return {key: value.tolist() for key, value in arrays_for(dataset, articles, name).items()} or None


def _map(home: Path, dataset: Dataset) -> Any:
    found = read_map(home / MAP_FILE, dataset)
    if found is None:
        return None
    parts = (found.movies, found.space, found.coordinates)
    return found.description, found.explained, found.iteration, found.kl, [part.tobytes() for part in parts]


def _kept(home: Path) -> Any:
    dataset = finish(read_cached(home / "cache", "key"))
    return None if dataset is None else (dataset.content_hash, dataset.movies.titles, dataset.name)


def _project(home: Path) -> Any:
    with tempfile.TemporaryDirectory() as place:
        there = Place(RunStore(Path(place) / "runs"), Path(place), "")
        opened = finish(open_project(home / "all.movierec", there))
        return opened.facts, dict(opened.placed), there.runs.listing()


def _imported(home: Path) -> Any:
    with tempfile.TemporaryDirectory() as place:
        store = RunStore(Path(place) / "runs")
        try:
            record = import_run(store, home / "run.zip")
        except UserError:
            if left := list(store.folder.iterdir()):
                raise RuntimeError(f"the import left {left}") from None
            raise
        tensors, _ = store.read_tensors(record.id, WEIGHTS_FILE)
        return replace(record, id=""), store.read_history(record.id), _plain(tensors)


def _plain(tensors: dict[str, torch.Tensor]) -> dict[str, bytes]:
    return {name: tensor.numpy().tobytes() for name, tensor in tensors.items()}


def cut(path: Path, rng: Rng) -> None:
    """Lose the end."""
    content = path.read_bytes()
    path.write_bytes(content[: int(rng.integers(len(content)))])


def garbage(path: Path, rng: Rng) -> None:
    """Hold something else."""
    path.write_bytes(rng.bytes(int(rng.integers(1, 4000))))


def flipped_bit(path: Path, rng: Rng) -> None:
    """Differ in one bit."""
    content = bytearray(path.read_bytes())
    bit = int(rng.integers(8 * len(content)))
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def zeroed(path: Path, rng: Rng) -> None:
    """Lose a piece, as to a bad sector."""
    content = bytearray(path.read_bytes())
    start = int(rng.integers(len(content)))
    content[start : start + 64] = bytes(len(content[start : start + 64]))
    path.write_bytes(content)


def folder(path: Path, _rng: Rng) -> None:
    """Be a folder."""
    path.unlink()
    path.mkdir()


def deep(path: Path, _rng: Rng) -> None:
    """Be nested without end."""
    path.write_bytes(b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}")


def wrong_type(path: Path, rng: Rng) -> None:
    """Hold a value of another type, as an older version's file without a checksum would."""
    if path.suffix == ".json":
        values = json.loads(path.read_bytes())
        values.pop("checksum", None)
        leaves = list(_leaves(values))
        holder, key = leaves[int(rng.integers(len(leaves)))]
        holder[key] = _of_another_type(holder[key], rng)
        path.write_text(json.dumps(values), encoding="utf-8")
    else:
        _change(path, rng, "x", torch.float64)


def not_a_number(path: Path, rng: Rng) -> None:
    """Hold NaN or infinity, with a checksum that fits where the format can hold it at all."""
    if path.suffix == ".json":
        values = json.loads(path.read_bytes())
        values.pop("checksum", None)
        numbers = [
            (holder, key) for holder, key in _leaves(values)
            if type(holder[key]) in (int, float) and key not in _MAY_BE_ABSENT
        ]  # fmt: skip
        holder, key = numbers[int(rng.integers(len(numbers)))]
        holder[key] = float(rng.choice([np.nan, np.inf, -np.inf]))
        path.write_text(json.dumps(values), encoding="utf-8")
    else:
        _change(path, rng, str(rng.choice(["nan", "inf", "-inf"])), None)


def _change(path: Path, rng: Rng, cell: str, dtype: torch.dtype | None) -> None:
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        rows[int(rng.integers(1, len(rows)))][int(rng.integers(len(rows[0]) - 1))] = cell
        path.write_text("\n".join(",".join(row[:-1]) for row in rows) + "\n", encoding="utf-8")
        return
    with safetensors.safe_open(path, framework="pt") as opened:
        notes = {name: value for name, value in opened.metadata().items() if name != "checksum"}
    tensors = safetensors.torch.load_file(path)
    name = sorted(name for name in tensors if tensors[name].is_floating_point() and "optimiser" not in name)[0]
    if dtype is None:
        tensors[name].reshape(-1)[0] = float(cell)
    else:
        tensors[name] = tensors[name].to(dtype)
    path.write_bytes(encode(tensors, notes))


def _leaves(values: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value that holds no other: its holder and key."""
    for key, value in values.items() if isinstance(values, dict) else enumerate(values):
        if isinstance(value, (dict, list)) and value:
            yield from _leaves(value)
        else:
            yield values, key


def _of_another_type(value: Any, rng: Rng) -> Any:
    others = [other for other in ("x", [1], {"a": 1}) if type(other) is not type(value)]
    return others[int(rng.integers(len(others)))]


DAMAGES = (cut, garbage, flipped_bit, zeroed, folder, deep, wrong_type, not_a_number)
_TEXT_ONLY = (deep,)
_TYPED_ONLY = (wrong_type, not_a_number)
_TYPED = (".json", ".csv", ".safetensors")


def suits(damage: Callable[[Path, Rng], None], subject: Subject) -> bool:
    """Whether the damage makes sense for the file."""
    if damage in _TYPED_ONLY:
        has_numbers = damage is wrong_type or subject.name not in ("kept facts", "posters")
        return subject.path.suffix in _TYPED and has_numbers
    return damage not in _TEXT_ONLY or subject.path.suffix in (".json", ".csv", ".ini")


def outcome(subject: Subject, damage: Callable[[Path, Rng], None], rng: Rng, keep: Path) -> str:
    """Returns the outcome of one try; the files are put back."""
    holder = subject.path.parent
    shutil.copytree(holder, keep)
    before, others = subject.read(), subject.others()
    damage(subject.path, rng)
    try:
        after = subject.read()
        found = NAMED if after is None else HARMLESS if after == before else "other values"
    except UserError as error:
        found = NAMED if str(error) else "no message"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        found = f"broke: {type(error).__name__}"
    if found == "other values" and not subject.has_checksum and damage in (flipped_bit, zeroed, cut, garbage):
        found = HARMLESS
    try:
        if subject.others() != others:
            found = "others differ"
    except Exception as error:  # noqa: BLE001
        found = f"others broke: {type(error).__name__}"
    shutil.rmtree(holder, ignore_errors=True)  # a damaged copy of a dataset is removed by its reader
    shutil.move(keep, holder)
    return found


def try_all(tries: int, seed: int, names: list[str] | None = None) -> dict[tuple[str, str], Counter[str]]:
    """Every file with every damage that suits it, so many times."""
    results: dict[tuple[str, str], Counter[str]] = {}
    logging.getLogger("movierec_gui").setLevel(logging.ERROR)  # each damaged copy is named there, too
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        home.mkdir()
        for subject in (one for one in make_subjects(home) if names is None or one.name in names):
            for damage in filter(lambda damage: suits(damage, subject), DAMAGES):
                rng = np.random.default_rng(seed)
                once = damage in (folder, deep)
                results[subject.name, damage.__name__] = Counter(
                    outcome(subject, damage, rng, Path(place) / "keep") for _ in range(1 if once else tries)
                )
    return results


def main() -> int:
    """Print what came of all tries; the exit status is 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=200, help="tries for each file and damage")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--files", nargs="+", metavar="NAME", help="names of the files (all)")
    given = parser.parse_args()
    results = try_all(given.tries, given.seed, given.files)
    print(f"{'file':<18}{'damage':<14}{'tried':>7}{'named':>7}{'harmless':>10}  faults")
    faults = 0
    for (file, damage), counts in results.items():
        wrong = {what: count for what, count in counts.items() if what not in (NAMED, HARMLESS)}
        faults += sum(wrong.values())
        told = ", ".join(f"{count} {what}" for what, count in wrong.items()) or "-"
        print(f"{file:<18}{damage:<14}{counts.total():>7}{counts[NAMED]:>7}{counts[HARMLESS]:>10}  {told}")
    tried = sum(counts.total() for counts in results.values())
    print(f"\n{tried} tried, {tried - faults} survived")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
