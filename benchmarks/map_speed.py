"""Time the raw map of the bundled data against other programs, run in turn on the same machine.

    python benchmarks/map_speed.py                       # this program and scikit-learn, three times each
    python benchmarks/map_speed.py --peers sklearn opentsne --repeats 5
    python benchmarks/map_speed.py --ratings 18000000 --peers   # about 62,000 movies, this program alone

Every program gets the same 50 principal components and a process of its own; imports are not counted. Its coordinates
are judged by one exact computation of the divergence. ``to target`` is when this program first reaches the divergence
that scikit-learn ends with. openTSNE is no dependency: ``pip install openTSNE`` to compare with it.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

HERE = "movierec"
PERPLEXITY, STEPS = 50, 1000


def main() -> None:
    """Run the programs in turn and print their times as ratios."""
    options = _parse()
    with tempfile.TemporaryDirectory() as folder:
        runs = _run_in_turn(options, Path(folder))
    for name, results in runs.items():
        print(f"\n{name}")
        for key in results[0]:
            values = [result[key] for result in results if result[key] is not None]
            if values:
                print(f"  {key:28} {statistics.median(values):9.3f}   ({min(values):.3f} to {max(values):.3f})")
    for name in options.peers:
        for key in ("seconds", "seconds to target"):
            ratios = [
                peer["seconds"] / own[key] for peer, own in zip(runs[name], runs[HERE], strict=True) if own.get(key)
            ]
            if ratios:
                low, high = min(ratios), max(ratios)
                print(f"\n{name} seconds / {HERE} {key}: {statistics.median(ratios):.2f} ({low:.2f} to {high:.2f})")


def _run_in_turn(options: argparse.Namespace, folder: Path) -> dict[str, list[dict[str, float]]]:
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in (*options.peers, HERE)}
    target = options.target
    for repeat in range(options.repeats):
        for name, results in runs.items():
            command = [sys.executable, __file__, "--child", name, "--folder", str(folder), "--target", str(target)]
            command += ["--ratings", str(options.ratings)]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            result = json.loads(output.splitlines()[-1])
            results.append(result)
            if name == "sklearn":
                target = result["divergence"]
            print(f"{repeat + 1}/{options.repeats} {name}: {result['seconds']:.1f} s", file=sys.stderr, flush=True)
    return runs


def _child(name: str, folder: Path, target: float, ratings: int) -> dict[str, Any]:
    if name == HERE:
        return _movierec(_dataset(ratings), target)
    return _peer(_OTHERS[name], folder)


def _dataset(ratings: int) -> Any:
    from movierec_gui.data.sources import load_bundled, load_dataset
    from movierec_gui.progress import finish

    if not ratings:
        return finish(load_bundled())
    with tempfile.TemporaryDirectory() as folder:
        script = Path(__file__).parent / "generate_ratings.py"
        subprocess.run([sys.executable, str(script), folder, "--ratings", str(ratings)], check=True)
        return finish(load_dataset(Path(folder)))


def _movierec(dataset: Any, target: float) -> dict[str, Any]:
    from movierec_gui.analysis.projections import MapConfig, MapFrame, raw_map

    before = _peak_megabytes()
    work = raw_map(dataset, MapConfig(perplexity=PERPLEXITY, iterations=STEPS))
    gaps, first, reached = [0.0], None, None
    started = latest = time.perf_counter()
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            movie_map = end.value
            break
        now = time.perf_counter()
        gaps.append(now - latest)
        latest = now
        if isinstance(event, MapFrame):
            first = first or now - started
            if reached is None and event.kl is not None and event.iteration > 100 and event.kl <= target:
                reached = now - started
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "seconds to target": reached,
        "first picture, seconds": first,
        "longest wait to cancel, s": max(gaps),
        "steps": movie_map.iteration,
        "movies": len(movie_map),
        "divergence": movie_map.kl,
        "memory over the data, MB": _peak_megabytes() - before,
        **{f"  {stage}, seconds": value for stage, value in movie_map.seconds.items()},
    }


def _peer(lay_out: Callable[[Any], Any], folder: Path) -> dict[str, Any]:
    points = _components(folder)
    seconds, coordinates = lay_out(points)
    return {"seconds": seconds, "divergence": _divergence(points, coordinates)}


def _components(folder: Path) -> Any:
    """The 50 components, made once: the peers' times are without that stage, this program's with it."""
    path = folder / "components.npy"
    if not path.exists():
        from movierec_gui.analysis.projections import MapConfig, raw_map
        from movierec_gui.progress import finish

        np.save(path, finish(raw_map(_dataset(0), MapConfig(method="pca"))).space)
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


def _peak_megabytes() -> float:
    """Of this process so far; Linux counts kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", nargs="*", choices=tuple(_OTHERS), default=["sklearn"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--ratings", type=int, default=0, help="made-up ratings instead of the bundled data")
    parser.add_argument("--target", type=float, default=1.188, help="divergence that counts as reached")
    parser.add_argument("--child", choices=(HERE, *_OTHERS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=Path(), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    chosen = _parse()
    if chosen.child:
        print(json.dumps(_child(chosen.child, chosen.folder, chosen.target, chosen.ratings)))
    else:
        main()
