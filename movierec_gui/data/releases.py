"""The releases of MovieLens that GroupLens offers for download."""

from __future__ import annotations

from dataclasses import dataclass

from movierec_gui.errors import unknown_name

_ADDRESS = "https://files.grouplens.org/datasets/movielens"


@dataclass(frozen=True)
class Release:
    """One archive on a server, with its MD5 sum in a file beside it where the publisher gives one."""

    name: str
    title: str
    url: str
    size: str
    """Of the archive, roughly."""
    description: str

    @property
    def file_name(self) -> str:
        """Returns the archive's file name."""
        return self.url.rpartition("/")[2]

    @property
    def checksum_url(self) -> str:
        """Where the publisher's MD5 sum is, if there is one."""
        return f"{self.url}.md5"


def _release(name: str, title: str, size: str, description: str) -> Release:
    return Release(name, title, f"{_ADDRESS}/{name}.zip", size, description)


RELEASES: tuple[Release, ...] = (
    _release("ml-latest-small", "Latest, small", "1 MB", "100,000 ratings, 9,000 movies, 600 users; it changes"),
    _release("ml-100k", "100K (1998)", "5 MB", "100,000 ratings, 1,700 movies, 1,000 users; with official folds"),
    _release("ml-1m", "1M (2003)", "6 MB", "1 million ratings, 4,000 movies, 6,000 users"),
    _release("ml-10m", "10M (2009)", "63 MB", "10 million ratings, 10,000 movies, 72,000 users; with tags"),
    _release("ml-20m", "20M (2016)", "190 MB", "20 million ratings, 27,000 movies, 138,000 users; with tags"),
    _release("ml-25m", "25M (2019)", "250 MB", "25 million ratings, 62,000 movies, 162,000 users; with tags"),
    _release("ml-32m", "32M (2024)", "239 MB", "32 million ratings, 87,585 movies, 200,948 users; with tags"),
    _release("ml-latest", "Latest, full", "335 MB", "33 million ratings, 86,000 movies, 330,000 users; it changes"),
)
"""Every release, in the order of the menu."""


def release_named(name: str) -> Release:
    """The release of that name. Raises UserError, with the nearest name, where there is none."""
    for release in RELEASES:
        if release.name == name:
            return release
    raise unknown_name("release", name, (release.name for release in RELEASES))
