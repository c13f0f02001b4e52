"""Write the MovieLens 100K release, with its official folds, from the copy that a recommender library ships.

    pip download --no-deps recbole==1.2.1
    python benchmarks/make_ml_100k.py recbole-1.2.1-py3-none-any.whl ml-100k
    python benchmarks/accuracy.py --dataset ml-100k --folds u1 u2 u3 u4 u5

For machines that reach a package registry but not the release's own site. RecBole keeps the ratings in the release's
order, and the release's ``mku.sh`` defines u1 to u5 as that order's five blocks of 20,000 ratings, sorted by user and
movie. The sizes of the files written are checked against the release's. RecBole leaves out days of release and links;
they stay empty. ua and ub are drawn by chance in the release and cannot be made again.
"""

from __future__ import annotations

import argparse
import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

INSIDE = "recbole/dataset_example/ml-100k/ml-100k"
BLOCK = 20_000
SIZES = {
    "u.data": 1_979_173,
    "u1.base": 1_586_544,
    "u1.test": 392_629,
    "u5.test": 397_397,
}
"""Bytes of some of the release's files."""

GENRES = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
    "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
)  # fmt: skip
"""In the release's order."""


def main() -> None:
    """Read the wheel, write the folder, check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path, help="RecBole's wheel")
    parser.add_argument("folder", type=Path, help="where the release goes")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(options.wheel) as wheel:
        ratings = _rows(wheel, "inter")
        _write(options.folder / "u.data", "\t", ratings)
        for number in range(5):
            block = slice(number * BLOCK, (number + 1) * BLOCK)
            rest = ratings[: block.start] + ratings[block.stop :]
            _write(options.folder / f"u{number + 1}.test", "\t", sorted(ratings[block], key=_by_user_and_movie))
            _write(options.folder / f"u{number + 1}.base", "\t", sorted(rest, key=_by_user_and_movie))
        _write(options.folder / "u.item", "|", map(_item, _rows(wheel, "item")))
        _write(options.folder / "u.user", "|", _rows(wheel, "user"))
        _write(options.folder / "u.genre", "|", ((name, str(number)) for number, name in enumerate(GENRES)))
    for name, size in SIZES.items():
        if (options.folder / name).stat().st_size != size:
            raise SystemExit(f"{name} has not the release's {size:,} bytes: use another copy of the wheel")


def _rows(wheel: zipfile.ZipFile, kind: str) -> list[list[str]]:
    with wheel.open(f"{INSIDE}.{kind}") as file:
        lines = csv.reader(io.TextIOWrapper(file, "utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
        return list(lines)[1:]


def _item(row: Sequence[str]) -> list[str]:
    """Id, title with its year, three fields that RecBole does not have, and a flag per genre."""
    movie, title, year, genres = row
    titled = f"{title} ({year})" if year.isdigit() else "unknown"
    return [movie, titled, "", "", "", *(str(int(name in genres.split())) for name in GENRES)]


def _by_user_and_movie(row: Sequence[str]) -> tuple[int, int]:
    return int(row[0]), int(row[1])


def _write(path: Path, delimiter: str, rows: Iterable[Sequence[str]]) -> None:
    lines = (delimiter.join(row) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="latin-1", newline="")


if __name__ == "__main__":
    main()
