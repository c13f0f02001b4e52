"""Two builds of the same sources are alike: one time, one order of sets, one file under both names."""

import subprocess


def test_the_time_of_the_sources_is_given_or_that_of_the_last_commit(recipe, monkeypatch):
    build = recipe("build.py")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234")
    assert build.source_date() == "1234"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setattr(
        build.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0, "1700000000\n", "")
    )
    environment = build.repeatable_environment()
    assert environment["SOURCE_DATE_EPOCH"] == "1700000000"
    assert environment["PYTHONHASHSEED"] != "random"


def test_both_names_are_one_file(recipe, tmp_path):
    (tmp_path / "movierec-gui").write_bytes(b"program")
    build = recipe("build.py")
    build.name_twice(tmp_path)
    build.name_twice(tmp_path)
    assert (tmp_path / "movierec").samefile(tmp_path / "movierec-gui")


def test_the_list_of_parts_does_not_tell_where_the_program_was_built(recipe, tmp_path, monkeypatch):
    build = recipe("build.py")
    note = tmp_path / "venv" / "lib" / "movierec_gui-1.0.dist-info" / "direct_url.json"
    note.parent.mkdir(parents=True)
    note.write_text('{"url": "file:///somewhere"}', encoding="utf-8")
    (tmp_path / "dist" / "movierec").mkdir(parents=True)
    seen = []

    def list_parts(command, **_):
        seen.append(note.exists())
        (tmp_path / "dist" / "movierec-sbom.cdx.json").write_text("{}", encoding="utf-8")

    for name, place in (("PROJECT", ""), ("ENVIRONMENT", "venv"), ("FOLDER", "dist/movierec")):
        monkeypatch.setattr(build, name, tmp_path / place)
    monkeypatch.setattr(build.subprocess, "run", list_parts)
    build.write_sbom("python")
    assert seen == [False]
    assert (tmp_path / "dist" / "movierec" / "movierec-sbom.cdx.json").read_text(encoding="utf-8") == "{}"
