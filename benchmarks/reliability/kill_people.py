"""Kills a program that rates films, at random moments, and looks whether what it said was kept is there.

    python benchmarks/reliability/kill_people.py --kills 50

Each round starts a program that rates one film after another and prints each one once the store has returned, kills it
(SIGKILL) after a random part of a second, and reads the person again: every rating that was printed has to be there
with its value, and the file has to be whole. Ratings build up from round to round, so that files get large. The last
line tells how many rounds were tried and how many lost nothing; the exit status is 1 where any lost something.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parent.parent.parent

RATER = """
import sys
from pathlib import Path
from movierec_gui.data.people.changes import rate
from movierec_gui.data.people.person import STARS, Film, Rated
from movierec_gui.data.people.store import PeopleStore
store, person, first = PeopleStore(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
for number in range(first, first + 100_000):
    value = 0.5 + number % 10 / 2
    rated = Rated(Film(title=f"Film {number}", year=1950 + number % 60), value, STARS, time=number)
    store.change(person, lambda now: rate(now, rated), f"the rating of Film {number}")
    print(number, value, flush=True)
"""


def main() -> int:
    """Run the rounds and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, help="rounds (default: %(default)s)")
    parser.add_argument("--longest", type=float, default=0.4, help="seconds before a kill at most (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = rounds(Path(folder) / "people", options.kills, options.longest, np.random.default_rng(options.seed))
    print(json.dumps(result) if options.json else f"tried {result['tried']}, survived {result['survived']}, "
          f"{result['acknowledged']:,} ratings acknowledged, {result['lost']} lost")  # fmt: skip
    return 0 if result["survived"] == result["tried"] else 1


def rounds(folder: Path, kills: int, longest: float, chance: np.random.Generator) -> dict[str, int]:
    """Kill as often as asked; how many rounds were tried and survived, ratings acknowledged and lost."""
    sys.path.insert(0, str(PROJECT))
    from movierec_gui.data.people.store import PeopleStore

    store = PeopleStore(folder)
    person = store.create("Killed").id
    acknowledged: dict[str, float] = {}
    result = {"tried": 0, "survived": 0, "acknowledged": 0, "lost": 0}
    for _ in range(kills):
        acknowledged |= killed_after(folder, person, len(acknowledged) + result["tried"], chance.uniform(0, longest))
        result["tried"] += 1
        kept = {rated.film.title: rated.value for rated in store.read(person).ratings}
        lost = [title for title, value in acknowledged.items() if kept.get(title) != value]
        result["lost"] += len(lost)
        result["survived"] += not lost and not store.damaged()
    result["acknowledged"] = len(acknowledged)
    return result


def killed_after(folder: Path, person: str, first: int, seconds: float) -> dict[str, float]:
    """Rate in another program until it is killed; the ratings that it said were kept, by title."""
    arguments = [sys.executable, "-c", RATER, str(folder), person, str(first)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=PROJECT, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("The rating program has no output")
        if process.stdout.readline() != "ready\n":
            raise SystemExit("The rating program did not begin: see above")
        time.sleep(seconds)
        process.kill()
        lines = process.stdout.read().splitlines()
    # The last line may be cut; then it was not said whole.
    pairs = [line.split() for line in lines if len(line.split()) == 2]
    return {f"Film {number}": float(value) for number, value in pairs if value.endswith((".0", ".5"))}


if __name__ == "__main__":
    sys.exit(main())
