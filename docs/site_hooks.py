"""What the site does beyond MkDocs: pages that lie elsewhere in the repository, and formulas without a script.

The pages link each other as they lie in the repository, so that they hold there, too. A link to a file that the site
has no page of is shown as the file's name.
"""

from __future__ import annotations

import html
import os
import re
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from latex2mathml.converter import convert
from mkdocs.structure.files import File

PROJECT = Path(__file__).resolve().parent.parent
ELSEWHERE = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "packaging/README.md": "packages.md",
    "findings/README.md": "findings.md",
    "resources/datasets/ml-latest-small/NOTICE.md": "bundled-data.md",
}
"""Files of the repository and the names that their pages have on the site."""
ICON = "resources/icons/app.svg"
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)
_FORMULA = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that lie elsewhere, and the program's icon."""
    for source, name in ELSEWHERE.items():
        files.append(File.generated(config, name, content=(PROJECT / source).read_text(encoding="utf-8")))
    files.append(File.generated(config, "images/app.svg", content=(PROJECT / ICON).read_bytes()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn links between files of the repository into links between pages of the site."""
    name = page.file.src_uri
    source = next((file for file, site in ELSEWHERE.items() if site == name), f"docs/{name}")
    parts = _FENCE.split(markdown)
    parts[::2] = [_LINK.sub(lambda found: _relinked(found, source, name), text) for text in parts[::2]]
    return "".join(parts)


def on_page_content(content: str, **_: Any) -> str:
    """Formulas as MathML, which browsers draw themselves."""
    return _FORMULA.sub(_mathml, content)


def _relinked(found: re.Match[str], source: str, page: str) -> str:
    text, target = found.groups()
    path = urlsplit(target).path
    if urlsplit(target).scheme or not path:
        return found.group()
    place = os.path.normpath(PurePosixPath(source).parent / path)
    where = PurePosixPath(place).as_posix()
    on_site = ELSEWHERE.get(where, where.removeprefix("docs/") if where.startswith("docs/") else "")
    if on_site.endswith(".py") or not on_site:
        return f"{text} (`{where}`)"
    relative = PurePosixPath(os.path.relpath(on_site, PurePosixPath(page).parent)).as_posix()
    return f"[{text}]({relative}{target[len(path) :]})"


def _mathml(found: re.Match[str]) -> str:
    display = "block" if found.group(2) == "[" else "inline"
    return convert(html.unescape(found.group(3)), display=display)
