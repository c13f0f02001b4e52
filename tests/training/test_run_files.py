import json
import math
import struct
import zipfile
from dataclasses import replace

import pytest
import safetensors.torch
import torch

from movierec_gui import records
from movierec_gui.atomic_files import sweep_leftovers
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training.list_runs import LIST_FILE, ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.run_files import export_run, import_run, is_exported_run
from movierec_gui.training.runs import (
    CHECKPOINT_FILE,
    FINISHED,
    HISTORY_FILE,
    RUN_FILE,
    RUNNING,
    STOPPED,
    WEIGHTS_FILE,
    RunStore,
)
from movierec_gui.training.store_folder import Listing
from movierec_gui.training.trained import open_run


@pytest.fixture
def exported(tiny_run, tmp_path):
    store, record = tiny_run
    return export_run(store, record.id, tmp_path / "run.zip")


def rewrite(source, target, **changes):
    """Copy an archive with some of its files replaced, added, or (None) left out."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as changed:
        files = {name: archive.read(name) for name in archive.namelist()} | changes
        for name, content in files.items():
            if content is not None:
                changed.writestr(name, content)
    return target


def changed_record(source, **values):
    """The run's settings with some changed, sealed anew."""
    with zipfile.ZipFile(source) as archive:
        record, _ = records.unseal(archive.read(RUN_FILE))
        return records.seal(record | values)


def test_a_run_goes_out_and_comes_back_in_another_store(tiny_run, exported, tmp_path):
    store, record = tiny_run
    other = RunStore(tmp_path / "other")
    assert import_run(other, exported) == record
    assert other.read_history(record.id) == store.read_history(record.id)
    ours, theirs = (one.read_tensors(record.id, WEIGHTS_FILE)[0] for one in (store, other))
    assert ours.keys() == theirs.keys()
    assert all(ours[name].equal(theirs[name]) for name in ours)
    assert [path.name for path in other.folder.iterdir()] == [record.id]


def test_a_duplicate_gets_a_new_id(tiny_run, exported):
    store, record = tiny_run
    imported = import_run(store, exported)
    assert imported.id != record.id
    assert replace(imported, id=record.id) == record
    assert len(store.list()) == 2


def test_a_finished_run_leaves_its_checkpoint_at_home(exported):
    assert set(zipfile.ZipFile(exported).namelist()) == {RUN_FILE, HISTORY_FILE, WEIGHTS_FILE}


def test_an_unfinished_run_can_go_on_elsewhere(tiny_run, tmp_path):
    store, record = tiny_run
    store.write(replace(record, status=RUNNING))
    other = RunStore(tmp_path / "other")
    import_run(other, export_run(store, record.id, tmp_path / "run.zip"))
    assert [run.id for run in other.interrupted()] == [record.id]


def test_an_unfinished_run_without_checkpoint_counts_as_stopped(exported, tmp_path):
    source = rewrite(exported, tmp_path / "x.zip", **{RUN_FILE: changed_record(exported, status=RUNNING)})
    assert import_run(RunStore(tmp_path / "other"), source).status == STOPPED


@pytest.mark.parametrize("strange", ["starter", "../../evil", "CON:", "", ".hidden", "a/b"])
def test_a_strange_id_is_replaced(exported, tmp_path, strange):
    source = rewrite(exported, tmp_path / "x.zip", **{RUN_FILE: changed_record(exported, id=strange)})
    other = RunStore(tmp_path / "other")
    imported = import_run(other, source)
    assert imported.id.endswith("-dense-1")
    assert other.list() == (imported,)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("../evil.txt", b"x", "not an exported run"),
        ("code.py", b"import os", "not an exported run"),
        (RUN_FILE, b"{", "damaged"),
        (RUN_FILE, None, "holds no run.json"),
        (HISTORY_FILE, b"epoch,train_mse\nx,y\n", "damaged"),
        (WEIGHTS_FILE, b"not safetensors", "damaged"),
        (CHECKPOINT_FILE, b"", "damaged"),
    ],
)
def test_nothing_damaged_or_foreign_comes_in(exported, tmp_path, file, content, message):
    other = RunStore(tmp_path / "other")
    with pytest.raises(UserError, match=message):
        import_run(other, rewrite(exported, tmp_path / "x.zip", **{file: content}))
    assert list(other.folder.iterdir()) == []


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""}, {"name": " \n"}, {"name": "x" * 501}, {"name": "a\x1b[31m"}, {"name": "a\u202egpj.exe"},
        {"parameters": -1}, {"parameters": 2**60}, {"created": "yesterday"}, {"status": "hacked"}, {"best_epoch": 99},
        {"name": 3}, {"seconds": "long"}, {"validation": {"mse": "low"}}, {"validation": 1}, {"best_epoch": True},
    ],
)  # fmt: skip
def test_values_of_the_wrong_kind_are_refused(exported, tmp_path, values):
    source = rewrite(exported, tmp_path / "x.zip", **{RUN_FILE: changed_record(exported, **values)})
    with pytest.raises(UserError, match="damaged"):
        import_run(RunStore(tmp_path / "other"), source)


def test_an_unknown_architecture_is_named(exported, tmp_path):
    spec = records.unseal(changed_record(exported))[0]["spec"] | {"architecture": "transformer"}
    source = rewrite(exported, tmp_path / "x.zip", **{RUN_FILE: changed_record(exported, spec=spec)})
    with pytest.raises(UserError, match="transformer"):
        import_run(RunStore(tmp_path / "other"), source)


def test_a_file_that_is_no_zip(tmp_path):
    path = tmp_path / "notes.zip"
    path.write_text("hello")
    with pytest.raises(UserError, match="not a readable zip"):
        import_run(RunStore(tmp_path / "other"), path)
    with pytest.raises(UserError, match="cannot be read"):
        import_run(RunStore(tmp_path / "other"), tmp_path / "missing.zip")


def test_a_training_run_is_not_exported(tiny_run, tmp_path):
    store, record = tiny_run
    with store.training_lock(record.id), pytest.raises(UserError, match="still training"):
        export_run(store, record.id, tmp_path / "run.zip")


def test_a_folder_that_is_not_there(tiny_run, tmp_path):
    store, record = tiny_run
    with pytest.raises(UserError, match="cannot be written"):
        export_run(store, record.id, tmp_path / "nowhere" / "run.zip")


IMPORTING = """
import sys
from pathlib import Path
from movierec_gui.training import run_files
from movierec_gui.training.runs import RunStore
def stay(*_):
    print("unpacked", flush=True)
    input()
run_files.check_run = stay
run_files.import_run(RunStore(Path(sys.argv[1]) / "runs"), Path(sys.argv[2]))
"""


def test_a_killed_import_is_swept_at_the_next_start(exported, tmp_path, start_program):
    home = tmp_path / "home"
    program = start_program(IMPORTING, home, exported)
    assert program.hear() == "unpacked"
    assert len(list(home.rglob(WEIGHTS_FILE))) == 1
    assert sweep_leftovers(home) == 0  # another program is at work on it
    program.kill()
    assert RunStore(home / "runs").listing() == Listing((), ())
    assert sweep_leftovers(home) == 1
    assert list((home / "runs").iterdir()) == []


def test_a_place_that_is_no_folder_is_named(exported, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be made"):
        import_run(RunStore(tmp_path / "file"), exported)


@pytest.mark.parametrize("position", range(0, 1400, 100))
def test_a_flipped_bit_in_the_archive_is_noticed(tiny_run, exported, tmp_path, position):
    store, record = tiny_run
    content = bytearray(exported.read_bytes())
    content[position % len(content)] ^= 4
    exported.write_bytes(content)
    other = RunStore(tmp_path / "other")
    try:
        imported = import_run(other, exported)
    except UserError:
        assert list(other.folder.iterdir()) == []
    else:  # a byte that nobody reads
        assert replace(imported, id=record.id) == record
        assert other.read_history(imported.id) == store.read_history(record.id)


def test_the_folder_of_a_movie_list_stays_at_home(tiny_run, tmp_path):
    store, record = tiny_run
    store.change(record.id, preparation=PreparationConfig(movies="/home/ann/lists/films.csv"))
    handed_on = export_run(store, record.id, tmp_path / "run.zip")
    assert b"/home/ann" not in zipfile.ZipFile(handed_on).read(RUN_FILE)
    imported = import_run(RunStore(tmp_path / "elsewhere"), handed_on)
    assert imported.preparation == PreparationConfig(movies="films.csv")


_VAST = json.dumps({"a": {"dtype": "F32", "shape": [2**40, 2**20], "data_offsets": [0, 4]}}).encode()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (WEIGHTS_FILE, struct.pack("<Q", 2**62) + b"{}"),
        (WEIGHTS_FILE, struct.pack("<Q", len(_VAST)) + _VAST + bytes(4)),
        (WEIGHTS_FILE, safetensors.torch.save({"cell.0.bias": torch.tensor([math.nan])})),
        (RUN_FILE, b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        (RUN_FILE, b'{"name": "\\ud800"}'),
        (RUN_FILE, b'{"validation": {"mse": NaN}}'),
        (RUN_FILE, b'{"seconds": 1e999}'),
    ],
)
def test_vast_deep_and_endless_values_are_refused_in_no_time(exported, tmp_path, file, content):
    other = RunStore(tmp_path / "other")
    with pytest.raises(UserError, match="damaged"):
        import_run(other, rewrite(exported, tmp_path / "x.zip", **{file: content}))
    assert list(other.folder.iterdir()) == []


@pytest.mark.parametrize("change", [{"cell.0.bias": torch.zeros(3, 3)}, {"more": torch.zeros(2)}])
def test_weights_of_another_shape_are_refused_by_the_network(exported, tmp_path, tiny_dataset, change):
    tensors = safetensors.torch.load(zipfile.ZipFile(exported).read(WEIGHTS_FILE))
    other = RunStore(tmp_path / "other")
    content = safetensors.torch.save(tensors | change)
    record = import_run(other, rewrite(exported, tmp_path / "x.zip", **{WEIGHTS_FILE: content}))
    with pytest.raises(UserError, match="do not fit its network"):
        open_run(other, record.id, tiny_dataset)


def test_an_exported_run_is_told_from_other_zips(exported, tmp_path):
    assert is_exported_run(exported)
    assert not is_exported_run(rewrite(exported, tmp_path / "more.zip", **{"picture.png": b"x"}))
    assert not is_exported_run(rewrite(exported, tmp_path / "less.zip", **{RUN_FILE: None}))
    (tmp_path / "text.zip").write_text("no zip")
    assert not is_exported_run(tmp_path / "text.zip")


@pytest.mark.parametrize("status", [FINISHED, RUNNING])
def test_a_list_run_goes_out_and_comes_back(status, tiny_dataset, tmp_path):
    lists = ListStore.beside(RunStore(tmp_path / "runs"))
    record = finish(train_list(tiny_dataset, default_spec("popularity"), lists))
    record = lists.change(record.id, status=status)
    packed = export_run(lists, record.id, tmp_path / "list.zip")
    assert set(zipfile.ZipFile(packed).namelist()) == {LIST_FILE, WEIGHTS_FILE}
    assert is_exported_run(packed)
    other = RunStore(tmp_path / "other")
    found = import_run(other, packed)
    assert found == replace(record, status=STOPPED if status == RUNNING else status)
    theirs = ListStore.beside(other)
    assert theirs.list() == (found,)
    assert theirs.read_tensors(found.id, WEIGHTS_FILE)[0]["totals"].equal(
        lists.read_tensors(record.id, WEIGHTS_FILE)[0]["totals"]
    )
    again = import_run(other, packed)
    assert again.id != found.id
    assert replace(again, id=found.id) == found


def test_a_damaged_list_run_stays_out(tiny_dataset, tmp_path):
    lists = ListStore.beside(RunStore(tmp_path / "runs"))
    record = finish(train_list(tiny_dataset, default_spec("popularity"), lists))
    packed = export_run(lists, record.id, tmp_path / "list.zip")
    other = RunStore(tmp_path / "other")
    with pytest.raises(UserError, match="damaged"):
        import_run(other, rewrite(packed, tmp_path / "cut.zip", **{WEIGHTS_FILE: b"cut off"}))
    with pytest.raises(UserError, match=f"It holds both {RUN_FILE} and {LIST_FILE}"):
        import_run(other, rewrite(packed, tmp_path / "both.zip", **{RUN_FILE: b"{}"}))
    with pytest.raises(UserError, match=f"It holds no {RUN_FILE}"):
        import_run(other, rewrite(packed, tmp_path / "none.zip", **{LIST_FILE: None}))
    assert ListStore.beside(other).list() == ()
