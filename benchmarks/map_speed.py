"""Time the raw map of the movies against other programs, run in turn on the same machine.

    python benchmarks/map_speed.py                       # the bundled data, beside scikit-learn, three times each
    python benchmarks/map_speed.py --peers sklearn opentsne --repeats 5
    python benchmarks/map_speed.py --ratings 18000000 --peers --repeats 1    # about 62,000 movies, this program alone

Every program gets the same 50 principal components and a process of its own; imports are not counted. The final
coordinates are judged by one exact computation of the divergence. ``seconds_to_target`` is when this program first
reaches the divergence that the peer ended with in the same turn, and ``processor_seconds_to_target`` what the processor
had worked until then. The first frame may be approximate where there are
many ratings; ``exact_frame_seconds`` is when the exact principal components are shown. The wait to cancel is the
longest time between two events of the engine, between any two of which it can be closed; the neighbour search has a
figure of its own. Memory is what the map takes beyond the data in memory. openTSNE is no dependency: ``pip install
openTSNE`` to compare with it.

A line per data and peer goes to ``benchmarks/results/speed-map.jsonl``; ``docs/make_performance.py`` makes the page.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from generate_ratings import generate
from measured import forget_peak, machine, peak_megabytes, ratio, spread, store

HERE, RESULT = "movierec", "speed-map"
PERPLEXITY, STEPS = 50, 1000
Figures = dict[str, list[Any]]
"""Each figure of a program, one value a turn; None where there was nothing to measure."""


def main() -> None:
    """Run the programs in turn, print their times and ratios, and store them."""
    options, state = _parse(), machine()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.ratings:
            generate(folder / "data", options.ratings, seed=0)
        figures = _run_in_turn(options, folder)
    for name, columns in figures.items():
        print(f"\n{name}")
        for key, values in columns.items():
            known = [value for value in values if isinstance(value, int | float)]
            print(f"  {key:26} {spread(known) if known else '–'}")
    for name in options.peers or [""]:
        row = {"data": f"{options.ratings} ratings made up" if options.ratings else "bundled", "peer": name}
        own = {key: _about(values, name) for key, values in figures[HERE].items()}
        for program, columns in (("own", own), ("peer", figures.get(name, {}))):
            row |= {f"{program}_{key}": values for key, values in columns.items()}
        store(RESULT, row | {"machine": state})
        for key in ("seconds", "processor_seconds"):
            reached = own[f"{key}_to_target"]
            if name and None not in reached:
                print(f"\n{name} {key} / {HERE} to its divergence: {ratio(reached, figures[name][key])}")


def _about(values: list[Any], peer: str) -> list[Any]:
    """Of figures that there is one of for each peer, that peer's."""
    return [value.get(peer) if isinstance(value, dict) else value for value in values]


def _run_in_turn(options: argparse.Namespace, folder: Path) -> dict[str, Figures]:
    figures: dict[str, Figures] = {name: {} for name in (*options.peers, HERE)}
    targets: dict[str, float] = {}
    for repeat in range(options.repeats):
        for name, columns in figures.items():
            command = [sys.executable, __file__, "--child", name, "--folder", str(folder)]
            command += ["--targets", json.dumps(targets)]
            output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            result = json.loads(output.splitlines()[-1])
            for key, value in result.items():
                columns.setdefault(key, []).append(value)
            targets[name] = result["divergence"]
            print(f"{repeat + 1}/{options.repeats} {name}: {result['seconds']:.1f} s", file=sys.stderr, flush=True)
    return figures


def _child(name: str, folder: Path, targets: dict[str, float]) -> dict[str, Any]:
    dataset = _dataset(folder)
    return _movierec(dataset, targets) if name == HERE else _peer(_OTHERS[name], dataset, folder)


def _dataset(folder: Path) -> Any:
    """The bundled data, or those that were written into the folder."""
    from movierec_gui.data.sources import load_bundled, load_dataset
    from movierec_gui.progress import finish

    made_up = folder / "data"
    return finish(load_dataset(made_up) if made_up.exists() else load_bundled())


def _movierec(dataset: Any, targets: dict[str, float]) -> dict[str, Any]:
    from movierec_gui.analysis.maps.neighbours import STAGE
    from movierec_gui.analysis.projections import MapConfig, MapFrame, raw_map

    work = raw_map(dataset, MapConfig(perplexity=PERPLEXITY, iterations=STEPS))
    first, exact, waits, worked = None, None, dict[bool, float](), dict[bool, float]()
    reached: dict[str, tuple[float, float]] = {}
    before = _held_megabytes()
    started = latest = time.perf_counter()
    processor = latest_processor = time.process_time()
    first_processor = exact_processor = None
    searching = False
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            movie_map = end.value
            break
        now, spent = time.perf_counter(), time.process_time()
        waits[searching] = max(waits.get(searching, 0.0), now - latest)
        worked[searching] = max(worked.get(searching, 0.0), spent - latest_processor)
        latest, latest_processor = now, spent
        searching = (event.progress.stage if isinstance(event, MapFrame) else event.stage) == STAGE
        if isinstance(event, MapFrame):
            first, first_processor = first or now - started, first_processor or spent - processor
            if exact is None and not event.map.approximate:
                exact, exact_processor = now - started, spent - processor
            for peer, target in targets.items():
                if event.kl is not None and event.kl <= target:
                    reached.setdefault(peer, (now - started, spent - processor))
    seconds, spent, peak = time.perf_counter() - started, time.process_time() - processor, peak_megabytes()
    judged = len(movie_map) <= JUDGED_EXACTLY
    return {
        "seconds": seconds,
        "processor_seconds": spent,
        "seconds_to_target": {peer: seconds for peer, (seconds, _) in reached.items()},
        "processor_seconds_to_target": {peer: spent for peer, (_, spent) in reached.items()},
        "first_frame_seconds": first,
        "first_frame_processor_seconds": first_processor,
        "exact_frame_seconds": exact,
        "exact_frame_processor_seconds": exact_processor,
        "cancel_seconds": max(waits.values()),
        "cancel_processor_seconds": max(worked.values()),
        "cancel_in_search_seconds": waits.get(True),
        "cancel_in_search_processor_seconds": worked.get(True),
        "memory_mb": peak - before,
        "movies": len(movie_map),
        "divergence": _divergence(movie_map.space, movie_map.coordinates) if judged else movie_map.kl,
        **{f"{stage}_seconds": value for stage, value in movie_map.seconds.items()},
    }


JUDGED_EXACTLY = 20_000
"""Movies up to which the final divergence is computed over every pair; with more the engine's own is told."""


def _held_megabytes() -> float:
    """Memory of the process now; where its peak cannot be reset, the peak so far."""
    forget_peak()
    return peak_megabytes()


def _peer(lay_out: Callable[[Any], Any], dataset: Any, folder: Path) -> dict[str, Any]:
    points = _components(dataset, folder)
    processor = time.process_time()
    seconds, coordinates = lay_out(points)
    spent = time.process_time() - processor
    return {"seconds": seconds, "processor_seconds": spent, "divergence": _divergence(points, coordinates)}


def _components(dataset: Any, folder: Path) -> Any:
    """The 50 components, made once: the peers' times are without that stage, this program's with it."""
    path = folder / "components.npy"
    if not path.exists():
        from movierec_gui.analysis.projections import MapConfig, raw_map
        from movierec_gui.progress import finish

        np.save(path, finish(raw_map(dataset, MapConfig(method="pca"))).space)
    return np.load(path)


def _sklearn(points: Any) -> tuple[float, Any]:
    from sklearn.manifold import TSNE

    model = TSNE(perplexity=PERPLEXITY, max_iter=STEPS, init="pca", random_state=0, n_jobs=-1)
    started = time.perf_counter()
    coordinates = model.fit_transform(points)
    return time.perf_counter() - started, coordinates


def _opentsne(points: Any) -> tuple[float, Any]:
    from openTSNE import TSNE

    model = TSNE(perplexity=PERPLEXITY, n_iter=STEPS - 250, random_state=0, n_jobs=-1)
    started = time.perf_counter()
    coordinates = model.fit(points)
    return time.perf_counter() - started, np.asarray(coordinates)


_OTHERS: dict[str, Callable[[Any], tuple[float, Any]]] = {"sklearn": _sklearn, "opentsne": _opentsne}


def _divergence(points: Any, coordinates: Any) -> float:
    """Exact: the affinities of the points, and every pair of coordinates."""
    from movierec_gui.analysis.maps.affinities import joint_probabilities
    from movierec_gui.analysis.maps.neighbours import nearest_neighbours
    from movierec_gui.progress import finish

    affinities = finish(joint_probabilities(finish(nearest_neighbours(points, 3 * PERPLEXITY)), PERPLEXITY))
    places = np.asarray(coordinates, np.float64)
    total = 0.0
    for start in range(0, len(places), 500):
        apart = places[start : start + 500, None] - places[None]
        total += float((1.0 / (1.0 + np.square(apart).sum(axis=2))).sum())
    pairs = affinities.upper.tocoo()
    squares = np.square(places[pairs.row] - places[pairs.col]).sum(axis=1)
    p = pairs.data.astype(np.float64)
    return float(2.0 * (p * (np.log(p) + np.log1p(squares) + np.log(total - len(places)))).sum())


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", nargs="*", choices=tuple(_OTHERS), default=["sklearn"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--ratings", type=int, default=0, help="made-up ratings instead of the bundled data")
    parser.add_argument("--targets", type=json.loads, default={}, help=argparse.SUPPRESS)
    parser.add_argument("--child", choices=(HERE, *_OTHERS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=Path(), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    chosen = _parse()
    if chosen.child:
        print(json.dumps(_child(chosen.child, chosen.folder, chosen.targets)))
    else:
        main()
