"""The one way to the network: over TLS, checked by the system's certificates, and never from there to plain text."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import IO, cast

_SILENCE = 20
"""Seconds without an answer after which a server counts as unreachable."""


class _StaysEncrypted(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str,
        headers: http.client.HTTPMessage, newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise urllib.error.URLError(f"the server sends on to {newurl}, which is not encrypted")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def ask(address: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
    """The answer of a server, to be closed. Raises OSError (HTTPError, URLError, timeouts) and HTTPException."""
    request = urllib.request.Request(address, headers={"User-Agent": "MovieRec", **headers})  # noqa: S310 - ours only
    opener = urllib.request.build_opener(_StaysEncrypted)
    return cast(http.client.HTTPResponse, opener.open(request, timeout=_SILENCE))
