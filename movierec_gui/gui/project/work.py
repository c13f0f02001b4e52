"""The long work of projects."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.gui.libraries import import_alone
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import data_home

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.report.project.opening import Opened
    from movierec_gui.report.project.parts import Place
    from movierec_gui.report.project.saving import Saved
    from movierec_gui.training.runs import RunStore


@dataclass(frozen=True)
class PartView:
    """A part of a project, as the dialog offers it."""

    name: str
    title: str
    count: int
    only_by_request: bool


@dataclass(frozen=True)
class Wanted:
    """What a person wants saved, and where."""

    parts: tuple[str, ...]
    note: str
    target: Path


def count_parts(dataset: Dataset, runs: RunStore) -> Generator[Progress, None, tuple[PartView, ...]]:
    """How much there is of each part. People are in no project unless asked for, and counted all the same."""
    yield Progress("Looking at what there is")
    import_alone("movierec_gui.report.project.opening")
    from movierec_gui.report.project.parts import PARTS, Choice

    place = _place(runs, dataset.content_hash)
    choice = Choice()
    found = []
    for part in PARTS:
        yield Progress(f"Looking at {part.title.lower()}")
        found.append(PartView(part.name, part.title, sum(1 for _ in part.pack(place, choice)), part.only_by_request))
    return tuple(found)


def save(
    dataset: Dataset, bundled: bool, runs: RunStore, split: SplitConfig, current_run: str, wanted: Wanted
) -> Generator[Progress, None, Saved]:
    """Write a project."""
    from movierec_gui.report.project.facts import new_facts, reference_to
    from movierec_gui.report.project.parts import Choice
    from movierec_gui.report.project.saving import save_project

    facts = new_facts(reference_to(dataset, bundled=bundled), split, current_run, wanted.note)
    place = _place(runs, dataset.content_hash)
    return (yield from save_project(wanted.target, facts, place, Choice(wanted.parts)))


def open_file(runs: RunStore, path: Path) -> Generator[Progress, None, Opened]:
    """Open a project, and put what it holds where it lies here."""
    yield Progress("Reading the project")
    import_alone("movierec_gui.report.project.opening")
    from movierec_gui.report.project.opening import open_project

    return (yield from open_project(path, _place(runs, "")))


def _place(runs: RunStore, content_hash: str) -> Place:
    from movierec_gui.report.project.parts import Place

    return Place(runs, data_home(), content_hash)
