"""The workflows run scripts that exist, on every version of Python that the program says it runs on."""

import re
import runpy
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from movierec_gui.system_libraries import FONT_PACKAGE, QT_LIBRARIES

PROJECT = Path(__file__).resolve().parents[2]
WORKFLOWS = {path.stem: path.read_text(encoding="utf-8") for path in (PROJECT / ".github" / "workflows").glob("*.yml")}
SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_script_that_is_run_exists():
    named = [
        name.replace("\\", "/")
        for text in WORKFLOWS.values()
        for name in re.findall(r"\bbash ([\w./]+)|(packaging\\[\w.\\]+)", text)
        for name in name
        if name
    ]
    assert len(named) >= 10
    assert [name for name in named if not (PROJECT / name).is_file()] == []


def test_what_a_script_checks_can_end_it():
    """``set -e`` passes over a failure after ``!``, and in ``a && b`` over all but the last: that checks nothing."""
    scripts = [*PROJECT.glob("packaging/**/*.sh"), *(PROJECT / ".ci").iterdir(), *PROJECT.glob("findings/*.sh")]
    lines = [
        f"{script.relative_to(PROJECT)}: {line}"
        for script in scripts
        if script.suffix != ".py" and script.is_file()
        for line in script.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(!|\[.*\] &&) ", line) and " || " not in line
    ]
    assert len(scripts) > 20
    assert lines == []


def test_each_version_of_python_is_tested():
    told = [entry.rpartition(" ")[2] for entry in SETTINGS["classifiers"] if "Python :: 3." in entry]
    tested = re.findall(r'ubuntu-24.04, python: "([\d.]+)"', WORKFLOWS["ci"])
    assert tested == told
    assert SETTINGS["requires-python"] == f">={told[0]}"


def test_the_lowest_versions_are_those_of_this_python(capsys):
    runpy.run_path(str(PROJECT / ".ci" / "lowest.py"))["main"]()
    lowest = [Requirement(line) for line in capsys.readouterr().out.split()]
    names = [wanted.name for wanted in lowest]
    assert len(set(names)) == len(names)
    lines = [*SETTINGS["dependencies"], *SETTINGS["optional-dependencies"]["parquet"]]
    wanted = {Requirement(line).name for line in lines}
    assert wanted <= set(names)
    assert {str(one.specifier)[:2] for one in lowest} == {"=="}


def test_what_a_user_may_add_is_tested_at_its_lowest_and_its_newest():
    """The test of Parquet files passes over what only pyarrow itself can show, where it is not installed."""
    for script in ("run", "lowest"):
        (asked,) = re.findall(r'-e "\.\[(.*)\]"', (PROJECT / ".ci" / script).read_text(encoding="utf-8"))
        assert {"test", "parquet"} <= set(asked.split(",")), script


def test_the_linux_package_is_built_on_the_oldest_system_that_is_promised():
    """A package runs where the C library is at least as new as the builder's."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    (oldest,) = re.findall(r"\(Debian (\d+), Ubuntu ([\d.]+), or later\)", readme)
    jobs = _jobs(WORKFLOWS["ci"])
    builders = [name for name, text in jobs.items() if "packaging/linux/build.sh" in text]
    assert builders == ["package-linux"]
    assert f"\n    container: debian:{oldest[0]}\n" in jobs["package-linux"]
    assert "setup-python" not in jobs["package-linux"], "its builds of Python are for Ubuntu"
    elsewhere = next(text for text in jobs.values() if "packaging/linux/try.sh" in text)
    tried = re.findall(r'"(\w+:[\d.]+)"', elsewhere)
    assert {f"debian:{oldest[0]}", f"ubuntu:{oldest[1]}"} < set(tried)


def test_an_empty_system_gets_what_the_build_needs():
    """Debian's Python has its shared library, without which PyInstaller stops, in a package of its own."""
    needed = {"binutils", "libpython3.11", "python3-venv", FONT_PACKAGE, *(one.package for one in QT_LIBRARIES)}
    assert needed <= set(_jobs(WORKFLOWS["ci"])["package-linux"].split())


def test_a_job_in_a_container_has_git_before_the_sources_come():
    """Without git the sources come without their history, and the time of the last commit would be missing."""
    for name, text in _jobs(WORKFLOWS["ci"]).items():
        if "container:" in text and "build.sh" in text:
            assert re.search(r"apt-get install .*\bgit\b.*actions/checkout.*safe\.directory", text, re.DOTALL), name


def test_a_release_takes_what_every_system_left():
    ci, release = WORKFLOWS["ci"], WORKFLOWS["release"]
    assert "needs: ci" in release
    assert "pattern: package-*" in release
    names = re.findall(r"name: (package-.*)", ci)
    assert set(names) == {"package-Linux", "package-${{ runner.os }}"}
    for text in (text for text in _jobs(ci).values() if "upload-artifact" in text and "dist/" in text):
        assert "dist/*.cdx.json" in text


def _jobs(workflow: str) -> dict[str, str]:
    """Each job's lines by its name."""
    parts = re.split(r"^  ([\w-]+):\n", workflow.partition("\njobs:\n")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))
