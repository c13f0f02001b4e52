"""Posters of films from TMDB, with the user's own key and only where the user has turned them on.

TMDB's documentation: ``https://api.themoviedb.org/3/movie/ID`` gives a film's ``poster_path``, with a key as the
parameter ``api_key`` or a read access token as ``Authorization: Bearer``; pictures lie at ``https://image.tmdb.org/t/p``
below their width.
"""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Generator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from movierec_gui import records
from movierec_gui.atomic_files import make_own_folder, replacing
from movierec_gui.data.people.store import write_synced
from movierec_gui.data.web import ask
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.records import DamagedError

Fetch = Callable[[str, Mapping[str, str]], bytes]
"""An address and headers to what lies there. Raises urllib's errors."""

WIDTH = 342
"""Pixels of the pictures."""
_API, _PICTURES = "https://api.themoviedb.org/3/movie", "https://image.tmdb.org/t/p"
_KEY = re.compile(r"[0-9a-fA-F]{32}|[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}")
_PATH = re.compile(r"/[\w-]+\.(?:jpg|png)")
_MOST_BYTES = 5_000_000
_REFUSED = (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN)


@dataclass(frozen=True)
class PosterSettings:
    """Raises UserError where posters are on without a key, or the key is none of TMDB's."""

    on: bool = False
    key: str = ""
    """The user's own key or read access token."""

    def __post_init__(self) -> None:
        if self.key and not _KEY.fullmatch(self.key):
            raise UserError(
                "This is no key of TMDB",
                "A key has 32 digits and letters from a to f; a read access token has three parts with dots between",
                "Copy it from the page API in the settings of your TMDB account",
            )
        if self.on and not self.key:
            raise UserError("Posters need a key of your own", "", "Get one at themoviedb.org, or leave posters off")


class PosterBox:
    """The settings and the pictures that have arrived, in the program's home."""

    def __init__(self, home: Path, fetch: Fetch | None = None) -> None:
        """``fetch`` gets what lies at an address; by default the network's."""
        self._file, self._folder = home / "posters.json", home / "cache" / "posters"
        self._fetch = fetch or _get

    def settings(self) -> PosterSettings:
        """The settings as they are kept; off where there are none. Raises UserError where the file is damaged."""
        try:
            return records.decode(PosterSettings, records.read_bytes(self._file))
        except FileNotFoundError:
            return PosterSettings()
        except (DamagedError, UserError) as error:
            raise UserError(f"{self._file} cannot be read", str(error), "Set posters up again") from error

    def keep(self, settings: PosterSettings) -> None:
        """Keep the settings, readable by this user alone. Raises UserError where they cannot be written."""
        make_own_folder(self._file.parent)
        with replacing(self._file) as partial:
            write_synced(partial, json.dumps(asdict(settings), indent=1).encode())

    def poster(self, tmdb_id: str) -> Generator[Progress, None, Path | None]:
        """The picture of a film, fetched the first time; None while posters are off, and where a film has none.

        Raises UserError without a connection, and where TMDB refuses the key.
        """
        settings = self.settings()
        if not settings.on or not tmdb_id.isdecimal():
            return None
        for name in (f"{tmdb_id}.jpg", f"{tmdb_id}.none"):
            if (path := self._folder / name).is_file():
                return path if name.endswith(".jpg") else None
        yield Progress("Asking TMDB for a poster")
        found = self._path_of(tmdb_id, settings.key)
        make_own_folder(self._folder)
        if found is None:
            with replacing(self._folder / f"{tmdb_id}.none") as partial:
                partial.write_bytes(b"")
            return None
        yield Progress("Fetching the poster")
        picture = self._asked(f"{_PICTURES}/w{WIDTH}{found}", {})
        target = self._folder / f"{tmdb_id}.jpg"
        if picture is None:
            return None
        with replacing(target) as partial:
            partial.write_bytes(picture)
        return target

    def _path_of(self, tmdb_id: str, key: str) -> str | None:
        """Where a film's picture lies; None where it has none."""
        is_token = "." in key
        address = f"{_API}/{tmdb_id}" + ("" if is_token else f"?{urllib.parse.urlencode({'api_key': key})}")
        answer = self._asked(address, {"Authorization": f"Bearer {key}"} if is_token else {})
        try:
            path = None if answer is None else records.parse_json(answer).get("poster_path")
        except (ValueError, AttributeError) as error:
            raise UserError("TMDB's answer is not understood", type(error).__name__, "Try again later") from error
        return path if isinstance(path, str) and _PATH.fullmatch(path) else None

    def _asked(self, address: str, headers: Mapping[str, str]) -> bytes | None:
        """What lies at an address, None where there is nothing. The key is in no error's text."""
        host = urllib.parse.urlsplit(address).hostname
        try:
            return self._fetch(address, headers)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == http.HTTPStatus.NOT_FOUND:
                return None
            if error.code in _REFUSED:
                raise UserError(
                    "TMDB refuses the key", f"{host} answers {error.code}", "Check the key, or turn posters off"
                ) from None
            raise UserError("TMDB gives no poster", f"{host} answers {error.code}", "Try again later") from None
        except (OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            raise UserError(
                "TMDB is out of reach", f"{host}: {reason}", "Check the connection to the internet, or turn posters off"
            ) from None


def _get(address: str, headers: Mapping[str, str]) -> bytes:
    with ask(address, headers) as answer:
        content: bytes = answer.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise http.client.HTTPException("the answer is too large")
    return content
