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
    tars,
    validation,
    zip_in_zip,
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


_MIB = 1 << 20
LIMITS = {
    "formats.md": (
        ("a row may have {:g} MiB", delimited.LONGEST_RECORD / _MIB),
        ("a row may have {:g} MiB", line_blocks._LONGEST_LINE / _MIB),
        ("links or tags {:g} MiB", side_tables.MOST_BYTES / _MIB),
        ("a list {:,} movies", catalogue.MOST_MOVIES),
        ("a file {:,} tags", tag_rows.MOST_TAGS),
        ("{:,} scores of", relevance_rows.MOST_SCORES),
        ("scores of {:,} tags", relevance_rows._MOST_TAGS),
        ("{:,} cells", tag_relevance.MOST_CELLS),
        ("a folder {:,} files", archives.MOST_FILES),
        ("the first {:,} rows of each fault", validation.ISSUES_KEPT_PER_REASON),
    ),
    "people.md": (
        ("An export may have {:,} bytes", files._MOST_BYTES),
        ("bytes and {:,} files", files._MOST_FILES),
        ("beyond {:,} bytes", reading._MOST_PERSONAL_BYTES),
        ("or {:,} files", reading._MOST_PERSONAL_FILES),
        ("up to {:,} candidates", finding._MOST_CANDIDATES),
        ("{:,} steps are kept", undo.MOST_STEPS),
    ),
    "../SECURITY.md": (
        ("one level deep, up to {:g} MiB", zip_in_zip.MOST_COPIED / _MIB),
        ("more than {:g} MiB and more than", zip_in_zip.MOST_UNPACKED / _MIB),
        ("and more than {} times its size", zip_in_zip.MOST_TIMES),
        ("at most {:,} files are looked at", tars.MOST_MEMBERS),
        ("up to {:g} MiB of content", tars.MOST_UNPACKED / _MIB),
    ),
}


@pytest.mark.parametrize("page", LIMITS)
def test_limits_are_those_of_the_program(page):
    text = " ".join((DOCS / page).read_text(encoding="utf-8").split())
    assert [words.format(limit) for words, limit in LIMITS[page] if words.format(limit) not in text] == []


def test_the_links_are_found():
    text = "[a](b.md#c) ![p](i/p.png) `[no](x)` [*x* y](<z>)\n```\n[no](y)\n```\n"
    assert links(text) == ["b.md#c", "i/p.png", "<z>"]


_MARK_OF_TEXT = re.compile(r"\| *'[=+\-@][^|]*\|")
"""A cell of an exported table: the apostrophe tells spreadsheets that it is no formula, and means nothing in a page."""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_table_has_the_apostrophe_that_exports_put_before_a_sign(page):
    assert _MARK_OF_TEXT.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("row", ["| r | '-0.73 ± 0.22 | holds |", "| '+0.1 |", "|'=A1|"])
def test_such_an_apostrophe_would_be_found(row):
    assert _MARK_OF_TEXT.search(row)


def test_a_quotation_in_a_table_is_no_such_apostrophe():
    assert not _MARK_OF_TEXT.search("| 'twas | -0.73 | a's |")


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


def said_in_sentences(text: str) -> list[str]:
    """What a page's sentences, tables and quotations say of ``movierec``: a command, often without what it needs."""
    flowing = re.sub(r"\n(?:> ?)?", " ", _FENCE.sub("", text))
    return [" ".join(said.split()) for said in re.findall(r"`(movierec [^`]*)`", flowing)]


def unknown_of(said: str) -> list[str]:
    """The words that are no command of the program, and the options that the command has not."""
    command: click.Command = movierec
    words = shlex.split(said)[1:]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        names, *words = words
        if unknown := [name for name in names.split("|") if name not in command.commands]:
            return unknown
        command = command.commands[names.partition("|")[0]]
    options = command.get_params(click.Context(command))  # those of settings come when they are asked for
    known = {name for option in options for name in (*option.opts, *option.secondary_opts)}
    return [word for word in words if re.match(r"--?[a-z]", word) and word not in known]


@pytest.mark.parametrize(("page", "line"), list(command_lines()))
def test_the_options_that_a_remark_names_are_those_of_its_command(page, line):
    said, _, remark = line.partition(" #")
    words = " ".join(re.findall(r"(?<![\w-])--[a-z-]+", remark))
    assert unknown_of(f"{said.partition(' > ')[0]} {words}") == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_in_a_sentence_is_one_of_the_program(page):
    said = said_in_sentences(page.read_text(encoding="utf-8"))
    assert [line for line in said if unknown_of(line)] == []


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("movierec project --part", ["--part"]),
        ("movierec project save --part", []),
        ("movierec people improt diary.csv", ["improt"]),
        ("movierec evaluate RUN --by all --liked -1 --no-such", ["--no-such"]),
        ("movierec project save|opne|show", ["opne"]),
        ("movierec runs", []),
        ("movierec --version", []),
    ],
)
def test_what_the_program_does_not_know_in_a_sentence_is_found(said, unknown):
    assert said_in_sentences(f"It is\n> `{said.replace(' ', chr(10) + '> ', 1)}`, as said.") == [said]
    assert unknown_of(said) == unknown


def test_each_part_of_the_tour_ends_on_the_command_line():
    tour = (DOCS / "tour.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", tour, flags=re.MULTILINE)
    ends = {title: text.rstrip().split("\n\n")[-1] for title, text in zip(parts[1::2], parts[2::2], strict=True)}
    assert len(ends) > 8
    assert [title for title, end in ends.items() if "movierec " not in end] == []
