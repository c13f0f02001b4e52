"""The pages' links, anchors and pictures hold, every page has its place, and every command line in them can be said."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from movierec_gui.cli.group import movierec
from movierec_gui.data import (
    archives,
    catalogue,
    delimited,
    line_blocks,
    relevance_rows,
    side_tables,
    tag_relevance,
    tag_rows,
    validation,
)
from movierec_gui.data.people import files, finding, reading, undo

PROJECT = Path(__file__).resolve().parent.parent
DOCS = PROJECT / "docs"
PAGES = sorted([
    *DOCS.rglob("*.md"), *PROJECT.glob("*.md"), PROJECT / "packaging" / "README.md", PROJECT / "findings" / "README.md",
])  # fmt: skip
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[(?:[^\]]|\][^(\[])*?\]\(([^)\s]+)\)")
_SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def links(text: str) -> list[str]:
    """Targets of a page's links and pictures, code left out."""
    return _LINK.findall(_CODE.sub("`code`", _FENCE.sub("", text)))


@cache
def anchors(page: Path) -> frozenset[str]:
    """Anchors of a page's headings that mean the same to GitHub and to the site's builder."""
    headings = re.findall(r"^#{1,6} +(.+?) *#*$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    found = set()
    for heading in headings:
        plain = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", heading)
        letters = re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", plain).lower())
        of_github, of_site = letters.strip().replace(" ", "-"), re.sub(r"[-\s]+", "-", letters.strip())
        found |= {of_github} & {of_site}
    return frozenset(found)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page):
    broken = []
    for target in links(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        if not place.is_relative_to(PROJECT) or not place.exists():
            broken.append(target)
        elif anchor and anchor not in anchors(place):
            broken.append(f"{target}: there is no such heading")
    assert broken == []


LIMITS = {
    "formats.md": (
        (delimited, "LONGEST_RECORD", "a row may have 1 MiB", 1 << 20),
        (line_blocks, "_LONGEST_LINE", "a row may have 1 MiB", 1 << 20),
        (side_tables, "MOST_BYTES", "links or tags 512 MiB", 512 << 20),
        (catalogue, "MOST_MOVIES", "a list 3,000,000 movies", 3_000_000),
        (tag_rows, "MOST_TAGS", "a file 5,000,000 tags", 5_000_000),
        (relevance_rows, "MOST_SCORES", "50,000,000 scores", 50_000_000),
        (relevance_rows, "_MOST_TAGS", "of 100,000 tags", 100_000),
        (tag_relevance, "MOST_CELLS", "67,108,864 cells", 67_108_864),
        (archives, "MOST_FILES", "a folder 10,000 files", 10_000),
        (validation, "ISSUES_KEPT_PER_REASON", "the first 200 rows of each fault", 200),
    ),
    "people.md": (
        (files, "_MOST_BYTES", "An export may have 400,000,000 bytes", 400_000_000),
        (files, "_MOST_FILES", "bytes and 2,000 files", 2_000),
        (reading, "_MOST_PERSONAL_BYTES", "beyond 30,000,000 bytes", 30_000_000),
        (reading, "_MOST_PERSONAL_FILES", "or 200 files", 200),
        (finding, "_MOST_CANDIDATES", "up to 8 candidates", 8),
        (undo, "MOST_STEPS", "50 steps are kept", 50),
    ),
}


@pytest.mark.parametrize("page", LIMITS)
def test_limits_are_those_of_the_program(page):
    text = " ".join((DOCS / page).read_text(encoding="utf-8").split())
    for module, name, words, limit in LIMITS[page]:
        assert words in text
        assert getattr(module, name) == limit, f"{name}: {words}"


def test_the_links_are_found():
    text = "[a](b.md#c) ![p](i/p.png) `[no](x)` [*x* y](<z>)\n```\n[no](y)\n```\n"
    assert links(text) == ["b.md#c", "i/p.png", "<z>"]


def test_every_page_is_in_the_sites_contents_and_in_the_index():
    nav = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    listed = set(re.findall(r"([\w/-]+\.md)$", nav, re.MULTILINE))
    pages = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    assert pages <= listed
    index = set(links((DOCS / "index.md").read_text(encoding="utf-8")))
    alone = {page for page in pages if "/" not in page} | {"guide/index.md"}
    assert alone - {"index.md"} <= index


def test_every_picture_is_shown_somewhere():
    shown = {Path(target).name for page in PAGES for target in links(page.read_text(encoding="utf-8"))}
    pictures = {path.name for path in (DOCS / "images").glob("*.png") if not path.stem.endswith("-dark")}
    assert pictures - shown == set()


def command_lines() -> Iterator[tuple[str, str]]:
    """Page and line of everything that the pages say to type after ``movierec``."""
    for page in PAGES:
        for block in _SHELL.findall(page.read_text(encoding="utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                if line.startswith("movierec "):
                    yield name_of(page), line


def parse(words: list[str]) -> None:
    """Let click read the words as the program would, without doing anything. Raises what click raises."""
    command: click.Command = movierec
    names = ["movierec"]
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        names.append(words[0])
        command, words = command.commands[words[0]], words[1:]
    with command.make_context(" ".join(names), words):
        pass


@pytest.mark.parametrize(("page", "line"), list(command_lines()))
def test_every_command_line_can_be_said(page, line):
    words = shlex.split(line, comments=True)[1:]
    if ">" in words:
        words = words[: words.index(">")]
    parse(words)


def test_a_wrong_command_line_would_be_found():
    with pytest.raises(click.NoSuchOption):
        parse(["train", "lstm", "--epoch-count", "3"])
