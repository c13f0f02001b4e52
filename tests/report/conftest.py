"""A tiny trained run and the findings of a report on it."""

from __future__ import annotations

import os
import re
import runpy
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from movierec_gui.analysis.projections import MapConfig
from movierec_gui.data.dataset import Dataset
from movierec_gui.models.interaction import InteractionConfig
from movierec_gui.progress import finish
from movierec_gui.report.config import ReportConfig
from movierec_gui.report.findings import Findings, study
from movierec_gui.training.config import RunSpec, TrainingConfig
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import TrainedRun, open_run
from movierec_gui.training.trainer import train


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> RunStore:
    """A run store for the session."""
    return RunStore(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def run(tiny_dataset: Dataset, store: RunStore) -> TrainedRun:
    """A dense network of three nodes."""
    training = TrainingConfig(epochs=3, device="cpu", threads=1)
    spec = RunSpec("dense", InteractionConfig(factors=4, hidden=3), training=training)
    record = finish(train(tiny_dataset, spec, store, "A <small> run"))
    return open_run(store, record.id, tiny_dataset)


@pytest.fixture(scope="session")
def findings(run: TrainedRun, store: RunStore) -> Findings:
    """A report's findings on the run."""
    map_config = MapConfig(perplexity=6, iterations=10)
    return finish(study([run], store, ReportConfig(recommendations=4, top=5), map_config))


LOOKS = Path(__file__).parent / "looks"


@pytest.fixture(scope="session")
def hold() -> Callable[[str, str | Figure], None]:
    """Compares a page or a figure with ``looks/NAME.txt``, or writes it where ``MOVIEREC_RENEW_LOOKS`` is set.

    Digits of a page are written as 9, and a table's words are left out: they depend on what was trained.
    """
    look = runpy.run_path(str(Path(__file__).parents[1] / "figures" / "look.py"))["look"]

    def compare(name: str, shown: str | Figure) -> None:
        now = list(look(shown) if isinstance(shown, Figure) else _page(shown))
        file = LOOKS / f"{name}.txt"
        if os.environ.get("MOVIEREC_RENEW_LOOKS"):
            file.write_text("\n".join(now) + "\n", encoding="utf-8")
        assert now == file.read_text(encoding="utf-8").splitlines()

    return compare


class _Words(HTMLParser):
    """Texts with the tags that they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "img":
            self.found.append(("img", f"{told['src']} ({told['alt']})"))
        elif tag != "meta":
            self.tags.append(" ".join([tag, told.get("class") or ""]).strip())

    def handle_endtag(self, tag: str) -> None:
        del self.tags[-1]

    def handle_data(self, data: str) -> None:
        if self.tags and data.strip():
            self.found.append((self.tags[-1], data.strip()))


def _page(html: str) -> Iterator[str]:
    reader = _Words()
    reader.feed(html)
    above, of_this_machine = "", False
    for tag, text in reader.found:
        of_this_machine = of_this_machine or (tag, text) == ("h2", "To reproduce this")
        is_fact = tag == "td" and above == "th" and not of_this_machine
        above = tag
        if is_fact or tag not in ("td", "style"):
            told = re.sub(r"\b[0-9a-f]{8,}\b", "ID", text)
            yield f"{tag}: {re.sub(r'[0-9]', '9', told).replace('-9.', '9.').replace('+9.', '9.')}"
