"""What the version before this one stored: no checksums, NaN for what a comparison does not know."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from movierec_gui.errors import UserError
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.runs import HISTORY_FILE, RUN_FILE, RunStore

OLDER = Path(__file__).with_name("older_version")


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    made = RunStore(tmp_path / "runs")
    made.path("older").mkdir(parents=True)
    for file in (RUN_FILE, HISTORY_FILE):
        shutil.copy(OLDER / file, made.path("older") / file)
    (made.folder / "comparisons").mkdir()
    shutil.copy(OLDER / "comparison.json", made.folder / "comparisons" / "older.json")
    return made


def test_a_run_opens_with_its_history_and_is_sealed_by_the_next_change(store: RunStore) -> None:
    (record,) = store.list()
    assert (record.id, record.name, record.best_epoch) == ("older", "Dense network", 2)
    assert len(store.read_history("older", record.best_epoch)) == 2
    store.annotate("older", "still here")
    assert store.read("older").note == "still here"
    assert b'"checksum"' in (store.path("older") / RUN_FILE).read_bytes()


def test_a_comparison_opens_and_what_it_does_not_know_stays_unknown(store: RunStore) -> None:
    comparisons = ComparisonStore.beside(store)
    (record,) = comparisons.list()
    first = record.comparison.results[0]
    assert math.isnan(first.interval_coverage)
    assert math.isnan(first.memory_mb)
    assert first.interval_width > 0
    assert len(record.comparison.table()) == 3
    comparisons.write(record)
    assert math.isnan(comparisons.read("older").comparison.results[0].interval_coverage)
    assert b"NaN" not in comparisons.path("older").read_bytes()


def test_settings_that_this_version_does_not_have_are_named_as_such(store: RunStore) -> None:
    path = store.path("older") / RUN_FILE
    path.write_bytes(path.read_bytes().replace(b'"hidden": 70', b'"hidden": 70, "gears": 3'))
    with pytest.raises(UserError, match=r"Unknown setting 'gears'.*older version"):
        store.read("older")
    path.write_bytes((OLDER / RUN_FILE).read_bytes())
    sealed = store.change("older", note="x")
    text = path.read_text(encoding="utf-8")
    values = text.replace('"hidden": 70', '"gears": 3')
    path.write_text(values, encoding="utf-8")
    with pytest.raises(UserError, match="its checksum does not fit"):
        store.read(sealed.id)
