"""The releases of MovieLens that GroupLens offers for download."""

from __future__ import annotations

from dataclasses import dataclass

from movierec_gui.errors import unknown_name

_CHANGES = "it changes: download it yourself, then open it"
"""Of releases without a sum that could tell whether they arrived whole."""
_ADDRESS = "https://files.grouplens.org/datasets/movielens"


@dataclass(frozen=True)
class Release:
    """One archive on a server, with the sum that it must have."""

    name: str
    title: str
    url: str
    megabytes: int
    """Of the archive, roughly."""
    description: str
    md5: str
    """As GroupLens publishes it beside the archive; empty for a release that changes, which is not downloaded."""

    @property
    def file_name(self) -> str:
        """Returns the archive's file name."""
        return self.url.rpartition("/")[2]

    @property
    def size(self) -> str:
        """Returns the archive's size in words."""
        return f"{self.megabytes} MB"

    @property
    def most_bytes(self) -> int:
        """Returns the number of bytes beyond which a file is not this release."""
        return 2_000_000 * self.megabytes


def _release(name: str, title: str, megabytes: int, description: str, md5: str = "") -> Release:
    return Release(name, title, f"{_ADDRESS}/{name}.zip", megabytes, description, md5)


RELEASES: tuple[Release, ...] = (
    _release("ml-latest-small", "Latest, small", 1, f"100,000 ratings, 9,000 movies, 600 users; {_CHANGES}"),
    _release(
        "ml-100k", "100K (1998)", 5, "100,000 ratings, 1,700 movies, 1,000 users; with official folds",
        "0e33842e24a9c977be4e0107933c0723",
    ),
    _release(
        "ml-1m", "1M (2003)", 6, "1 million ratings, 4,000 movies, 6,000 users", "c4d9eecfca2ab87c1945afe126590906"
    ),
    _release(
        "ml-10m", "10M (2009)", 63, "10 million ratings, 10,000 movies, 72,000 users; with tags",
        "ce571fd55effeba0271552578f2648bd",
    ),
    _release(
        "ml-20m", "20M (2016)", 190, "20 million ratings, 27,000 movies, 138,000 users; with tags",
        "cd245b17a1ae2cc31bb14903e1204af3",
    ),
    _release(
        "ml-25m", "25M (2019)", 250, "25 million ratings, 62,000 movies, 162,000 users; with tags",
        "6b51fb2759a8657d3bfcbfc42b592ada",
    ),
    _release(
        "ml-32m", "32M (2024)", 239, "32 million ratings, 87,585 movies, 200,948 users; with tags",
        "d472be332d4daa821edc399621853b57",
    ),
    _release(
        "ml-latest", "Latest, full", 335, f"33 million ratings, 86,000 movies, 330,000 users; {_CHANGES}"
    ),
)  # fmt: skip
"""Every release, in the order of the menu."""


def release_named(name: str) -> Release:
    """The release of that name. Raises UserError, with the nearest name, where there is none."""
    for release in RELEASES:
        if release.name == name:
            return release
    raise unknown_name("release", name, (release.name for release in RELEASES))
