"""Write docs/performance.md and its curves from the stored results of the speed benchmarks.

python docs/make_performance.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from movierec_gui.figures.style import LIGHT, dress_axes
from movierec_gui.models import architecture

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from measured import RESULTS, ratio, spread, stored  # noqa: E402 - it lies in a folder of scripts

Row = dict[str, Any]
CURVES = "images/performance-scale.png"
LARGEST, SMALLEST_CURVE = 32_000_000, 1_000_000
FIRST_LOAD, SECOND_LOAD, LOAD_PEAK_MB = 12.0, 1.5, 1200.0
OF_PANDAS = 1.6
"""A first opening of everything takes at most this many times as long as pandas takes to read the ratings alone."""
RATINGS_PER_SECOND, THREADS = 400_000, 2
PREDICT_MS = 100.0
FLAT = 1.25
"""How many times dearer a rating may be at any size than at the smallest, to count as flat."""
FIRST_FRAME, LARGE_FIRST_FRAME, CANCEL, LARGE_MAP, MAP_MEMORY_MB = 3.0, 2.0, 0.5, 240.0, 500.0
SOONER = {"sklearn": 10.0, "opentsne": 4.0}
"""How many times sooner a map has to have the divergence that each program ends with."""
PEERS_OF_MAPS = {"sklearn": "scikit-learn", "opentsne": "openTSNE"}
LARGE_CATALOGUE = 60_000
OF_BUILD = {
    "house:best": 0.40,
    "house:fast": 0.60,
    "lists": 0.20,
    "predict": 0.45,
    "epoch": 0.50,
    "map": 0.45,
    "window": 0.80,
}
"""At most this share of the other build's processor time."""
MEMORY_OF_BUILD = 0.75
"""At most this share of the memory that the other build's window holds."""
NO_WORSE = 0.0005
"""How much higher an error of the same split and seed may be."""
WORTH = 1.5
"""How many times faster than the plain way a step must be for more code to be worth keeping."""
BY_CLOCK, BY_PROCESSOR = "clock", "processor time"

INTRODUCTION = """# Performance

Made by `python docs/make_performance.py` from the lines that the scripts in `benchmarks/` store; every figure below is
read or computed from them, and the newest line of a measurement counts. [benchmarks/README.md](../benchmarks/README.md)
tells how to run them.

**How it was made.** Programs that are compared run in turn on the same machine, each in a process of its own: here,
there, here, there, ... A ratio is taken turn by turn and shown as its median with the lowest and the highest of the
turns in brackets; above 1 means that this program is faster. Imports and reading the data are not counted unless they
are what is measured. Peers come from `benchmarks/requirements-speed-peers.txt`, in an environment of their own.

**How it is judged.** By the clock. Where more programs wanted a processor than the machine has cores (*load*, the mean
of the last minute before the measurement), the clock tells mostly about the others: such a row is judged by the time
that the processor worked for it, where that is known, and says so. "–" stands for what is not measured yet.
"""
BUILDS_INTRODUCTION = """
Seconds of the processor on the bundled data where no other are named, this build and the other in turn, one thread; a
turn takes one seed of the article's split and of the fit. Medians, and the lowest and highest turn. The error and the
share of ratings in their 80 % intervals are those of test ratings, by which nothing was chosen.
"""
LIMITS_OF_BUILDS = """
**What limits it.** Of the house model's best fit, over a third is the Bayesian machine, thirty-odd products of sparse
matrices a step, which read the rows of 32 numbers that each rating names, and as many sums of such arrays: both go as
fast as the caches give the numbers. A good quarter is the auto-encoder with its Adam, whose batches of 1,024 ratings
are a hundred short calls into torch beside the sums of all raters of a batch's movies; most of the rest is the
correction, matrix products. Lists of a rating model are bound by its last layers: for every person and movie a
row of nodes is activated and summed, with the movies side by side in memory; recurrent gates more by their activation
functions.
The window's first picture waits, for a good part of its time, for what Qt's bindings do by themselves: they compile
texts of their own at every start, and make some three hundred Python enumerations of Qt's. Of the rest the largest
piece is the reader of the stored session, which decodes it into declared types; every further module takes a hundredth
or two, and those that only a later page needs are imported with it. At rest the memory is that
of the libraries, above all torch's. It was a fifth more: Qt's bindings read the source of every module that is imported
after them, of which Python then kept all lines.
One person's predictions by the house model's preset best take a product with a matrix of 128 by 128 for every movie,
and two activations of 128 nodes, which alone need what the limit allows, though they are made of three thousand movies
at a time, which stay in the cache. Almost as long as the correction take the experts, of which more than 200 MB are
read that are kept of the movies. Only fewer nodes or numbers of half the length would change that, and both change
predictions.
"""
LIMITS_OF_EPOCHS = """
**What limits it.** At a batch of 64 ratings the arithmetic of these networks is small: most of a step is the fixed cost
of some eighty calls into torch and NumPy, and dropout's random numbers, which the plain loop has to draw as well. What
is won over a plain loop with torch's default Adam comes for the larger part from the fused Adam, which is one word in
that loop. Beyond that it comes from moving only the embedding rows that a batch looks up (any other Adam moves every
row of both tables at every step), users and movies together; from gradients by hand, in torch's own operations and to
the same last bits, but without its record of what to differentiate, which takes longer than the arithmetic; from gates
that leave out what a sequence of length one multiplies by zero; from taking numbers next to zero for zero, since Adam's
memory of rarely used rows fades into them and they are many times slower; from shuffling by whole segments; and from
drawing dropout for sixteen batches at once. How much slower numbers next to zero are differs between processors, and
with it every ratio to a loop that computes with them: the lines on one processor are not those on another. The peers'
further cost is per batch: callbacks, metrics, and checks of their inputs.
"""
STEPS_INTRODUCTION = """
### What gradients by hand and moving rows are worth

The plain way is this program's own network with torch's gradients and torch's fused Adam on all weights. Beside it,
turn by turn in one process: gradients by hand with that Adam, torch's gradients with an Adam that moves the batch's
rows only, and both, which is how the program trains these networks. Ratios of processor time; above 1: faster than the
plain way. The last column compares both with moving rows alone: what gradients by hand add to it.
"""
STEPS_CLOSING = f"""
**What was kept, and why.** The bar was {WORTH:g} times the plain way. For small tables neither reaches it alone: a
gradient of a few rows has to be written into a whole table for an Adam that moves whole tables, and torch takes about
as long to make gradients of rows as the smaller Adam saves. Together they reach it, at both sizes, since the rows then
go from the tables through the network and back without either. So gradients by hand exist beside moving rows, for the
article's networks with one hidden layer, and for pieces of large batches, whose gradients are summed in one table; all
other networks move rows where their tables are so large that this alone pays, and else whole tables. With many users
moving rows decides: a step no longer grows with the tables.
"""
LIMITS_OF_SCALE = """
**What limits it.** The first opening is bound by turning text into numbers, in some seventy short array operations a
block of half a megabyte, which one thread does: a second one for the same work won nothing by the clock and took twice
the processor's time, since each operation gives the interpreter back and waits for it again. A second thread does what
takes long at a time: it reads ahead, names the content, moves columns to their place (where new memory takes longer
than the copying) and finds whether rows are in order. After the ratings come tags, movies and links, whose texts are
objects of Python, made by one thread; meanwhile the second numbers users and movies and writes the ratings' columns of
the copy. `loading.py --stages` tells what each stage takes in either. On a machine that is busy with other programs two
threads win nothing. pandas, in its version here, parses in two threads as well. The second opening is bound by reading
the kept copy's columns and naming the content. A large batch is learned in pieces that mostly stay in the
cache, whose gradients are summed. What is left of its epoch is spread: about a fifth of the processor's time are matrix
products, another fifth is Adam's pass over both tables, whose gradients are zeroed before, and the rest dropout's
numbers and masks, rows that are fetched from all over the tables and gradients that are summed there, none of them a
tenth. Neither sorting a batch by its users nor drawing dropout from NumPy's fastest generator won anything. Matrix
factorisation, which the peers do, multiplies two vectors for each rating and has no hidden layer: they stay ahead in
ratings a second.
The first prediction for a user waits for what is kept of the movies for all later ones; after it, networks are bound by
their activation functions, and the house model's correction by one matrix product.
"""
LIMITS_OF_MAPS = """
**What limits it.** The descent: each step computes attractive forces over the neighbours' graph and the repulsive ones
by interpolation on a grid. Most steps take a quarter of the graph's pairs, which are fetched from all over the map, and
a coarser grid, whose three Fourier transforms take most of the rest; every tenth takes all pairs and the fine grid, so
that the divergence told is no sample's. What made it sooner are fewer steps: large ones while the map unfolds, larger
ones for more movies, then ever smaller ones, and an end where a hundred steps bring less than 0.36 %. At the largest
catalogues the principal components take some three tenths as long as the descent, most of it the ratings' product with
eight vectors at once; a first look at two components, labelled as approximate, comes before they are exact. The exact
neighbour search, which grows with the square of the movies, takes as long as they do: distances are made a megabyte at
a time, which stays in the cache while those below a limit, told by every 32nd movie, are picked out. All stages work in
blocks and can be left between any two of them.
"""
LIMITS_OF_WINDOW = """
**What limits it.** Only one thread at a time runs Python, and the window's gives its turn up at nearly every call of
Qt: beside a worker that is in Python it used to wait 5 ms at each, twenty times for a view that is made in 25. Turns
are now a tenth as long, background jobs begin and end one at a time, once the rest is painted, and garbage is looked
for in small pieces, not between two steps of reading. Names on the map are drawn once and then copied. What is left are
views that take as long to make, and whatever holds the interpreter in one go: torch's shared libraries load without it,
counting and hashing take the ratings piece by piece.
"""


@dataclass(frozen=True)
class Check:
    """One limit and what was measured."""

    what: str
    measured: str
    limit: str
    reached: bool | None
    """None where nothing was measured."""
    judged_by: str = BY_CLOCK

    @property
    def verdict(self) -> str:
        """As it stands in a table."""
        if self.reached is None:
            return "–"
        return ("reached" if self.reached else "**missed**") + (f", {self.judged_by}" * (self.judged_by != BY_CLOCK))


def main() -> None:
    """Read every result file and write the page."""
    epochs = stored("speed-epoch", "network", "peer")
    steps = stored("speed-step", "network", "users")
    scale = stored("speed-scale", "part", "program", "ratings")
    maps = stored("speed-map", "data", "peer")
    window = _window_rows()
    builds = stored("speed-builds", "work", "build", "seed")
    sections = [
        ("Epoch speed", _epoch_checks(epochs), _epoch_table(epochs), LIMITS_OF_EPOCHS + _step_table(steps)),
        ("Scale", _scale_checks(scale), _scale_tables(scale), LIMITS_OF_SCALE),
        ("Against an earlier build", _build_checks(builds), _build_table(builds), LIMITS_OF_BUILDS),
        ("Maps", _map_checks(maps), _map_table(maps), LIMITS_OF_MAPS),
        ("The window", _window_checks(window), _window_table(window), LIMITS_OF_WINDOW),
    ]
    parts = [INTRODUCTION, "**Machine.** " + _machines([*epochs, *steps, *scale, *builds, *maps, *window]) + "\n"]
    overview = [(title, *_counted(checks)) for title, checks, _, _ in sections]
    parts += ["## Overview\n", _markdown(("Part", "Limits reached", "Missed", "Not measured"), overview)]
    for title, checks, table, limits in sections:
        lines = [(check.what, check.measured, check.limit, check.verdict) for check in checks]
        parts += [f"## {title}\n", _markdown(("", "Measured", "Limit", ""), lines), table, limits]
    (ROOT / "docs" / "performance.md").write_text("\n".join(parts), encoding="utf-8")
    _draw_curves(scale)


def _window_rows() -> list[Row]:
    """The newest line of each row of the window's benchmark, over all of its files."""
    rows: dict[str, Row] = {}
    for path in sorted(RESULTS.glob("window-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["row"] not in rows or row["time"] >= rows[row["row"]]["time"]:
                rows[row["row"]] = row
    return list(rows.values())


def _machines(rows: Sequence[Row]) -> str:
    """The classes of the machines, and how busy they were."""
    states = [row["machine"] for row in rows if "machine" in row]
    classes = {
        f"{state['processor']}, {state['cores']} cores, {state['system']}, Python {state['python']}" for state in states
    }
    loads = [state["load"] for state in states if state["load"] is not None]
    dates = sorted({state["date"] for state in states})
    return f"{'; '.join(sorted(classes))}. Load {min(loads):g} to {max(loads):g}; measured {dates[0]} to {dates[-1]}."


def _counted(checks: Sequence[Check]) -> tuple[str, str, str]:
    found = [check.reached for check in checks]
    return f"{found.count(True)} of {len(found)}", str(found.count(False)), str(found.count(None))


def _busy(row: Row) -> bool:
    """Whether more programs wanted a processor than there are cores."""
    state = row["machine"]
    return state["load"] is not None and state["load"] > state["cores"]


# Epoch speed


def _epoch_checks(rows: Sequence[Row]) -> list[Check]:
    checks = []
    for row in rows:
        if row["limit"] is None:
            continue
        kind, by = ("_processor_seconds", BY_PROCESSOR) if _busy(row) else ("_seconds", BY_CLOCK)
        own, peer = row[f"own{kind}"], row[f"peer{kind}"]
        reached = median(theirs / ours for ours, theirs in zip(own, peer, strict=True)) >= row["limit"]
        title = f"{architecture(row['network']).title} beside {_peer(row)}"
        checks.append(Check(title, f"× {ratio(own, peer)}", f"≥ {row['limit']:g} ×", reached, by))
    return checks


OF_PEERS = {
    "torch-loader": ", its DataLoader",
    "torch-fused": ", fused Adam",
    "torch-flushed": ", fused Adam, numbers next to zero taken for zero",
    "torch-gates": ", fused Adam, one-step gates",
}


def _peer(row: Row) -> str:
    if row["peer"] == "movierec-autograd":
        return "this program's network with torch's gradients and fused Adam"
    return str(row["versions"][1]) + OF_PEERS.get(row["peer"], "")


def _epoch_table(rows: Sequence[Row]) -> str:
    heading = (
        "Network", "Beside", "Seconds here", "Seconds there", "Ratio", "Ratio of processor time", "Load",
        "Validation MSE here", "Validation MSE there", "Epochs",
    )  # fmt: skip
    lines = [
        (
            architecture(row["network"]).title,
            _peer(row),
            spread(row["own_seconds"]),
            spread(row["peer_seconds"]),
            ratio(row["own_seconds"], row["peer_seconds"]),
            ratio(row["own_processor_seconds"], row["peer_processor_seconds"]),
            f"{row['machine']['load']:g}",
            f"{min(row['own_errors']):.4f}–{max(row['own_errors']):.4f}",
            f"{row['peer_error']:.4f}",
            str(row["epochs"]),
        )
        for row in rows
    ]
    return (
        "An epoch over the training ratings of the bundled data's split, batches of 64, Adam, one thread; every "
        "program trains the same network. The errors here are of several seeds and show the noise.\n\n"
    ) + _markdown(heading, lines)


def _step_table(rows: Sequence[Row]) -> str:
    heading = ("Network", "Users", "Movies", "Plain, µs a step", "By hand", "By rows", "Both", "Both / by rows", "Load")
    lines = []
    for row in rows:
        spent = row["processor_microseconds"]
        lines.append(
            (
                architecture(row["network"]).title,
                f"{row['users']:,}",
                f"{row['movies']:,}",
                f"{median(spent['plain']):,.0f}",
                *(ratio(spent[program], spent["plain"]) for program in ("by hand", "by rows", "both")),
                ratio(spent["both"], spent["by rows"]),
                f"{row['machine']['load']:g}",
            )
        )
    return STEPS_INTRODUCTION + "\n" + _markdown(heading, lines) + STEPS_CLOSING


# Scale


def _scale_checks(rows: Sequence[Row]) -> list[Check]:
    def of(part: str, program: str, ratings: int) -> Row | None:
        keys = (part, program, ratings)
        return next((row for row in rows if (row["part"], row["program"], row["ratings"]) == keys), None)

    size = f"{LARGEST / 1e6:g} M ratings"
    checks = [
        _below(f"First opening, {size}", of("load", "first", LARGEST), "seconds", FIRST_LOAD, "s"),
        _below(f"Second opening, {size}", of("load", "second", LARGEST), "seconds", SECOND_LOAD, "s"),
        _pandas_check(f"First opening beside pandas' reading of the ratings alone, {size}", rows),
        _below(
            f"Peak memory of the first opening, {size}", of("load", "first", LARGEST), "peak_mb", LOAD_PEAK_MB, "MB"
        ),
        _speed_check(f"Dense network, large batch, {size}", of("epoch", "dense network", LARGEST)),
        _flat_check("First opening: cost of a rating", rows, "load", "first", _seconds_per_rating),
        _flat_check(
            "Dense network: cost of a rating",
            rows,
            "epoch",
            "dense network",
            lambda row: row["processor_ns_per_rating"],
        ),
    ]
    slowest = max((row for row in rows if _large_catalogue(row)), key=_judged_ms, default=None)
    title = "Predictions for one user, slowest architecture"
    if slowest is None:
        return [*checks, Check(title, "–", f"≤ {PREDICT_MS:g} ms", None)]
    by = BY_PROCESSOR if _busy(slowest) else BY_CLOCK
    measured = f"{_judged_ms(slowest):.0f} ms: {_title(slowest['program'])}, {slowest['movies'][0]:,} movies"
    return [*checks, Check(title, measured, f"≤ {PREDICT_MS:g} ms", _judged_ms(slowest) <= PREDICT_MS, by)]


def _large_catalogue(row: Row) -> bool:
    return row["part"] == "predict" and row["movies"][0] > LARGE_CATALOGUE


def _judged_ms(row: Row) -> float:
    return median(row["processor_ms" if _busy(row) else "ms"])


def _per_rating(row: Row, key: str) -> list[float]:
    return [value / row["ratings"] for value in row[key]]


def _seconds_per_rating(row: Row) -> list[float]:
    return _per_rating(row, _timed(row))


def _below(what: str, row: Row | None, key: str, limit: float, unit: str) -> Check:
    if row is None:
        return Check(what, "–", f"≤ {limit:g} {unit}", None)
    judged = _timed(row, key)
    by = BY_CLOCK if judged == key else BY_PROCESSOR
    return Check(what, f"{spread(row[judged])} {unit}", f"≤ {limit:g} {unit}", median(row[judged]) <= limit, by)


def _timed(row: Row, key: str = "seconds") -> str:
    """The key by which a line is judged: the processor's seconds on a busy machine, where they are known."""
    spent = key.replace("seconds", "processor_seconds")
    return spent if _busy(row) and spent in row else key


def _pandas_check(what: str, rows: Sequence[Row]) -> Check:
    limit = f"≤ {OF_PANDAS:g} ×"
    first = next((row for row in _sized(rows, "load") if (row["program"], row["ratings"]) == ("first", LARGEST)), None)
    pandas = _beside(first, rows, "pandas") if first is not None else None
    if first is None or pandas is None:
        return Check(what, "–", limit, None)
    key = _timed(first)
    times = [own / theirs for own, theirs in zip(first[key], pandas[key], strict=True)]
    by = BY_CLOCK if key == "seconds" else BY_PROCESSOR
    return Check(what, f"× {spread(times)}", limit, median(times) <= OF_PANDAS, by)


def _speed_check(what: str, row: Row | None) -> Check:
    limit = f"≥ {RATINGS_PER_SECOND:,} ratings/s"
    if row is None:
        return Check(what, "–", limit, None)
    by_processor = [THREADS * 1e9 / value for value in row["processor_ns_per_rating"]]
    values, by = (by_processor, BY_PROCESSOR) if _busy(row) else (row["ratings_per_second"], BY_CLOCK)
    return Check(what, f"{_thousands(values)} ratings/s", limit, median(values) >= RATINGS_PER_SECOND, by)


def _flat_check(
    what: str, rows: Sequence[Row], part: str, program: str, cost: Callable[[Row], Sequence[float]]
) -> Check:
    found = sorted(
        (row for row in rows if (row["part"], row["program"]) == (part, program)), key=lambda row: row["ratings"]
    )
    limit = f"≤ {FLAT:g} × the smallest size's"
    if len(found) < 2 or found[-1]["ratings"] < LARGEST:
        return Check(what, "–", limit, None)
    costs = [median(cost(row)) for row in found]
    worst = max(costs[1:]) / costs[0]
    sizes = f"{found[0]['ratings'] / 1e6:g} to {found[-1]['ratings'] / 1e6:g} M"
    return Check(what, f"at most × {worst:.2f}, {sizes}", limit, worst <= FLAT)


def _scale_tables(rows: Sequence[Row]) -> str:
    parts = [f"![Time, speed and memory against the size]({CURVES})\n", "### Opening\n"]
    heading = ("Ratings", "What", "Seconds", "Processor, s", "ns a rating", "Peak, MB", "pandas / this", "Load")
    parts.append(_markdown(heading, [_load_line(row, rows) for row in _sized(rows, "load")]))
    parts.append("`pandas` reads the ratings' file alone, with its types given; this program also checks every row,")
    parts.append("reads movies and tags, and keeps a copy. Where the machine was busy, a rating's time and the ratio")
    parts.append("are the processor's; a load slows pandas more than this program.\n\n### One pass over the ratings\n")
    heading = (
        "Ratings",
        "Program",
        "Ratings a second",
        "Processor, ns a rating",
        "Peak, MB",
        "Dense network / it",
        "Load",
    )
    parts.append(_markdown(heading, [_pass_line(row, rows) for row in _sized(rows, "epoch")]))
    parts.append("The last column but one: the dense network's ratings a second over the peer's.\n")
    parts.append("### Predictions for one user\n")
    heading = ("Ratings", "Architecture", "Movies", "ms", "Least, ms", "Processor, ms", "First user, ms", "Load")
    parts.append(_markdown(heading, [_predict_line(row) for row in _sized(rows, "predict")]))
    return "\n".join(parts)


def _sized(rows: Sequence[Row], part: str) -> list[Row]:
    return sorted((row for row in rows if row["part"] == part), key=lambda row: row["ratings"])


def _beside(row: Row, rows: Sequence[Row], program: str) -> Row | None:
    keys = (row["part"], program, row["ratings"])
    return next((one for one in rows if (one["part"], one["program"], one["ratings"]) == keys), None)


def _load_line(row: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    pandas = _beside(row, rows, "pandas")
    told = pandas is not None and pandas is not row and len(pandas["seconds"]) == len(row["seconds"])
    return (
        f"{row['ratings'] / 1e6:g} M",
        row["program"],
        spread(row["seconds"]),
        spread(row["processor_seconds"]) if "processor_seconds" in row else "–",
        f"{median(_seconds_per_rating(row)) * 1e9:.0f}",
        f"{max(row['peak_mb']):.0f}",
        ratio(row[_timed(row)], pandas[_timed(row)]) if told and pandas is not None else "–",
        f"{row['machine']['load']:g}",
    )


def _pass_line(row: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    own = _beside(row, rows, "dense network")
    speeds = row["ratings_per_second"]
    told = own is not None and own is not row and len(own["ratings_per_second"]) == len(speeds)
    return (
        f"{row['ratings'] / 1e6:g} M",
        row["program"],
        _thousands(speeds),
        f"{median(row['processor_ns_per_rating']):,.0f}",
        f"{max(row['peak_mb']):.0f}",
        ratio(speeds, own["ratings_per_second"]) if told and own is not None else "–",
        f"{row['machine']['load']:g}",
    )


def _predict_line(row: Row) -> tuple[str, ...]:
    return (
        f"{row['ratings'] / 1e6:g} M",
        _title(row["program"]),
        f"{row['movies'][0]:,}",
        f"{median(row['ms']):.0f}",
        f"{median(row['least_ms']):.0f}",
        f"{median(row['processor_ms']):.0f}",
        f"{median(row['first_ms']):.0f}" if "first_ms" in row else "–",
        f"{row['machine']['load']:g}",
    )


def _title(label: str) -> str:
    name, _, preset = label.partition(":")
    return architecture(name).title + (f": {preset}" if preset else "")


def _thousands(values: Sequence[float]) -> str:
    return f"{median(values):,.0f} ({min(values):,.0f}–{max(values):,.0f})"


# Against an earlier build


def _build_checks(rows: Sequence[Row]) -> list[Check]:
    checks = []
    for work, turns in _by_work(rows).items():
        shares = [row["here"]["processor"] / row["there"]["processor"] for row in turns]
        limit, reached = OF_BUILD[work], median(shares) <= OF_BUILD[work]
        what = f"{_work_title(work)}: share of build {turns[0]['build']}"
        checks.append(Check(what, spread(shares), f"≤ {limit:g}", reached, BY_PROCESSOR))
        if work == "map":
            worse = max(row["here"]["divergence"] - row["there"]["divergence"] for row in turns)
            title = f"{_work_title(work)}: divergence above that build's, at most"
            checks.append(Check(title, f"{worse:+.4f}", "≤ 0", worse <= 0))
        if work == "window":
            ours, theirs = ([row[side]["memory_mb"] for row in turns] for side in ("here", "there"))
            held = [own / other for own, other in zip(ours, theirs, strict=True)]
            title = f"Memory of the window at rest, {median(theirs):.0f} MB in build {turns[0]['build']}: share"
            checks.append(Check(title, spread(held), f"≤ {MEMORY_OF_BUILD:g}", median(held) <= MEMORY_OF_BUILD))
        if "mse" in turns[0]["here"]:
            worse = max(row["here"]["mse"] - row["there"]["mse"] for row in turns)
            title = f"{_work_title(work)}: test error above that build's, at most"
            checks.append(Check(title, f"{worse:+.5f}", f"≤ {NO_WORSE:g}", worse <= NO_WORSE))
    return checks


def _build_table(rows: Sequence[Row]) -> str:
    build = rows[0]["build"] if rows else "–"
    heading = (
        "Work", "Turns", "This build, s", f"Build {build}, s", "Share", "Test MSE here", f"Test MSE of {build}",
        "In 80 % intervals", "Load",
    )  # fmt: skip
    lines = []
    for work, turns in _by_work(rows).items():
        ours, theirs = ([row[side]["processor"] for row in turns] for side in ("here", "there"))
        shares = [own / other for own, other in zip(ours, theirs, strict=True)]
        errors = [_errors([row[side] for row in turns]) for side in ("here", "there")]
        covered = [row["here"]["covered"] for row in turns if row["here"].get("covered") is not None]
        loads = [row["machine"]["load"] for row in turns]
        lines.append(
            (
                _work_title(work), str(len(turns)), spread(ours), spread(theirs), spread(shares), *errors,
                f"{min(covered):.1%}–{max(covered):.1%}" if covered else "–", f"{min(loads):g}–{max(loads):g}",
            )
        )  # fmt: skip
    return BUILDS_INTRODUCTION + "\n" + _markdown(heading, lines)


def _errors(sides: Sequence[Row]) -> str:
    return " ".join(f"{side['mse']:.5f}" for side in sides) if "mse" in sides[0] else "–"


def _by_work(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The turns of each kind of work, by seed."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["seed"]):
        found.setdefault(row["work"], []).append(row)
    return {work: found[work] for work in OF_BUILD if work in found}


def _work_title(work: str) -> str:
    named = {
        "lists": "Lists of everybody judged, dense network",
        "predict": "Predictions of one person over 87,585 movies, house model: best",
        "epoch": "A million ratings of the dense network's large-batch epoch, 32 million made-up ones",
        "map": "Whole map of the movies of 25 million made-up ratings",
        "window": "Start of the window to its first picture",
    }
    return named.get(work) or _title(work)


# Maps


def _map_checks(rows: Sequence[Row]) -> list[Check]:
    peer = next((row for row in rows if row["peer"] == "sklearn" and row["data"] == "bundled"), None)
    large = next((row for row in rows if row["own_movies"][0] > LARGE_CATALOGUE), None)
    return [
        *(_target_check(name, rows) for name in SOONER),
        _below("First frame, bundled data", peer, "own_first_frame_seconds", FIRST_FRAME, "s"),
        _below("Longest wait to cancel, bundled data", peer, "own_cancel_seconds", CANCEL, "s"),
        _below(_of(large, "Whole map"), large, "own_seconds", LARGE_MAP, "s"),
        _below(_of(large, "First frame, approximate"), large, "own_first_frame_seconds", LARGE_FIRST_FRAME, "s"),
        _below(_of(large, "Longest wait to cancel"), large, "own_cancel_seconds", CANCEL, "s"),
        _below(_of(large, "... in the neighbour search"), large, "own_cancel_in_search_seconds", CANCEL, "s"),
        _below(_of(large, "Peak memory over the data"), large, "own_memory_mb", MAP_MEMORY_MB, "MB"),
    ]


def _of(row: Row | None, what: str) -> str:
    return f"{what}, {row['own_movies'][0]:,} movies" if row else f"{what}, a large catalogue"


def _target_check(peer: str, rows: Sequence[Row]) -> Check:
    row = next((row for row in rows if row["peer"] == peer and row["data"] == "bundled"), None)
    what, limit = f"{PEERS_OF_MAPS[peer]}'s final divergence", f"≥ {SOONER[peer]:g} × sooner"
    if row is None:
        return Check(what, "–", limit, None)
    kind, by = ("processor_seconds", BY_PROCESSOR) if _busy(row) else ("seconds", BY_CLOCK)
    reached = row[f"own_{kind}_to_target"]
    if None in reached:
        return Check(what, "not reached in every turn", limit, reached=False)
    ratios = [there / own for own, there in zip(reached, row[f"peer_{kind}"], strict=True)]
    return Check(what, f"× {spread(ratios)}", limit, median(ratios) >= SOONER[peer], by)


def _map_table(rows: Sequence[Row]) -> str:
    heading = (
        "Data", "Movies", "Beside", "Seconds here", "Until the peer's divergence", "Seconds there", "Divergence here",
        "Divergence there", "Processor s here", "Until the peer's divergence", "Processor s there",
        "Memory, MB", "Load",
    )  # fmt: skip
    lines = [
        (
            row["data"],
            f"{row['own_movies'][0]:,}",
            row["peer"] or "–",
            spread(row["own_seconds"]),
            _known(row["own_seconds_to_target"]),
            _known(row.get("peer_seconds", [])),
            _known(row["own_divergence"]),
            _known(row.get("peer_divergence", [])),
            spread(row["own_processor_seconds"]),
            _known(row.get("own_processor_seconds_to_target", [])),
            _known(row.get("peer_processor_seconds", [])),
            f"{max(row['own_memory_mb']):.0f}",
            f"{row['machine']['load']:g}",
        )
        for row in rows
    ]
    return (
        "t-SNE to perplexity 50 from the same 50 principal components, which this program's time includes and the "
        "peers' does not. This program works in one thread, the peers in as many as there are cores.\n\n"
    ) + _markdown(heading, lines)


def _known(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return spread(known) if known and len(known) == len(values) else "–"


# The window


def _window_checks(rows: Sequence[Row]) -> list[Check]:
    return [_window_check(row) for row in rows if row["reached"] is not None]


def _window_check(row: Row) -> Check:
    own = "own_" if row["judged_by"] == "own time" else ""
    if "min_ms" in row:
        measured = f"least {row[f'{own}min_ms']:.0f} ms"
    else:
        measured = f"p99 {row[f'{own}p99_ms']:.0f} ms, max {row[f'{own}max_ms']:.0f} ms"
    frames = f"; {row['note']}" if "frames" in row["note"] else ""
    by = BY_PROCESSOR if own else BY_CLOCK
    return Check(row["row"], measured + frames, row["limit"], row["reached"], by)


def _window_table(rows: Sequence[Row]) -> str:
    heading = ("Milliseconds", "p50", "p99", "Max", "p50, own", "p99, own", "Max, own", "Gaps", "Load", "Date")
    keys = ("p50_ms", "p99_ms", "max_ms", "own_p50_ms", "own_p99_ms", "own_max_ms")
    lines = [
        (
            row["row"],
            *(f"{row[key]:.1f}" if key in row else "–" for key in keys),
            str(row["values"]),
            f"{row['load']:g}",
            row["time"][:10],
        )
        for row in rows
    ]
    return (
        "Gaps between the ticks of a 5 ms timer in the window's thread while something works behind it, by the clock, "
        "and *own*: what the program itself worked in the gap.\n\n"
    ) + _markdown(heading, lines)


# The picture


def _draw_curves(rows: Sequence[Row]) -> None:
    """Four pictures against the number of ratings: opening, speed, memory, predictions."""
    figure = Figure((9.0, 6.5), dpi=110, layout="constrained")
    panels = (
        ("load", "seconds", "Opening, seconds"),
        ("epoch", "ratings_per_second", "One pass, ratings a second"),
        ("epoch", "peak_mb", "One pass, peak memory in MB"),
        ("predict", "ms", "One user's predictions, milliseconds"),
    )
    for axes, (part, key, label) in zip(figure.subplots(2, 2).flat, panels, strict=True):
        dress_axes(axes, LIGHT)
        shown = [row for row in _sized(rows, part) if row["ratings"] >= SMALLEST_CURVE]
        _draw_panel(axes, shown, key)
        axes.set(xscale="log", yscale="log", xlabel="Million ratings", ylabel=label)
        sizes = sorted({row["ratings"] / 1e6 for row in shown})
        axes.set_xticks(sizes, [f"{size:g}" for size in sizes])
        axes.minorticks_off()
        if axes.get_legend_handles_labels()[0]:
            axes.legend(frameon=False, fontsize=8)
    figure.savefig(ROOT / "docs" / CURVES, metadata={"Software": None})


def _draw_panel(axes: Axes, rows: Sequence[Row], key: str) -> None:
    """A line a program: the median of the turns, and from the lowest to the highest."""
    for number, name in enumerate(dict.fromkeys(row["program"] for row in rows)):
        mine = [row for row in rows if row["program"] == name]
        values = [row[_timed(row, key)] for row in mine]
        middles = [median(turns) for turns in values]
        below = [middle - min(turns) for middle, turns in zip(middles, values, strict=True)]
        above = [max(turns) - middle for middle, turns in zip(middles, values, strict=True)]
        sizes, color = [row["ratings"] / 1e6 for row in mine], LIGHT.color(number)
        label = _title(name) if key == "ms" else name
        axes.errorbar(sizes, middles, yerr=[below, above], marker="o", markersize=4, color=color, label=label)


def _markdown(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    main()
