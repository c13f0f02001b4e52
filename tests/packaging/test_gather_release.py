"""A release holds every package with its list of parts and its sum, and none that an old system could not run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
VERSION = "1.2.3"

pytestmark = pytest.mark.skipif(
    os.name == "nt" or shutil.which("dpkg-deb") is None, reason="the release is gathered on Debian or Ubuntu"
)

STAND_INS = {
    "git": "echo 1700000000",
    # Makes the environment, and in it a Python that builds a wheel where it is told to.
    "python3": r"""
mkdir -p "$3/bin"
printf '#!/bin/sh\ncase "$2" in build) touch "$4/movierec_gui-1.2.3-py3-none-any.whl" ;; esac\n' > "$3/bin/python"
chmod +x "$3/bin/python"
""",
}
"""Programs that would ask the network or the repository, as the lines of a shell."""


def program(path: Path, lines: str) -> None:
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)


def deb(target: Path, depends: str) -> None:
    """A package without files."""
    control = target.parent / "root" / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    control.parent.chmod(0o755)  # whatever mask the tests run under: dpkg-deb refuses other rights
    control.write_text(
        f"Package: movierec\nVersion: {VERSION}\nArchitecture: amd64\nMaintainer: nobody <no@body.invalid>\n"
        f"Depends: {depends}\nDescription: none\n",
        encoding="utf-8",
    )
    subprocess.run(["dpkg-deb", "--build", str(control.parents[1]), str(target)], check=True, capture_output=True)
    shutil.rmtree(control.parents[1])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with the script, and what the three jobs left in build/packages, in the folders of an artifact."""
    for folder in ("bin", "packaging", "movierec_gui"):
        (tmp_path / folder).mkdir()
    shutil.copy(PROJECT / "packaging" / "gather_release.sh", tmp_path / "packaging")
    (tmp_path / "movierec_gui" / "__init__.py").write_text(f'__version__ = "{VERSION}"\n', encoding="utf-8")
    for name, lines in STAND_INS.items():
        program(tmp_path / "bin" / name, lines)
    for system, names in {
        "Linux": ["movierec-linux.tar.gz"],
        "macOS": ["MovieRec.dmg"],
        "Windows": ["movierec-setup.exe"],
    }.items():
        folder = tmp_path / "build" / "packages" / f"package-{system}" / "dist"
        folder.mkdir(parents=True)
        for name in [*names, "movierec-sbom.cdx.json"]:
            (folder / name).write_text(f"{name} of {system}\n", encoding="utf-8")
    deb(tmp_path / "build/packages/package-Linux/dist/movierec.deb", "libc6 (>= 2.36), libgcc-s1")
    return tmp_path


def gather(checkout: Path, tag: str = f"v{VERSION}") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "packaging/gather_release.sh", tag, "build/packages"],
        cwd=checkout,
        env={**os.environ, "PATH": f"{checkout / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_holds_the_packages_their_lists_of_parts_and_all_their_sums(checkout):
    done = gather(checkout)
    assert done.returncode == 0, done.stderr
    release = checkout / "build" / "release"
    gathered = {path.name for path in release.iterdir()}
    lists = {f"movierec-sbom-{system}.cdx.json" for system in ("Linux", "macOS", "Windows")}
    packages = {"movierec.deb", "movierec-linux.tar.gz", "MovieRec.dmg", "movierec-setup.exe"}
    assert gathered == {"SHA256SUMS", f"movierec_gui-{VERSION}-py3-none-any.whl", *packages, *lists}
    assert (release / "movierec-sbom-macOS.cdx.json").read_text(encoding="utf-8").endswith("of macOS\n")
    summed = [line.split()[1] for line in (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    assert set(summed) == gathered - {"SHA256SUMS"}
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release, check=True)


@pytest.mark.parametrize(
    ("lacks", "told"),
    [
        ("package-Linux/dist/movierec.deb", "no *.deb"),
        ("package-Windows/dist/movierec-setup.exe", "no *-setup.exe"),
        ("package-macOS/dist/movierec-sbom.cdx.json", "no list of parts in build/packages/package-macOS"),
    ],
)
def test_it_is_refused_where_something_lacks(checkout, lacks, told):
    (checkout / "build" / "packages" / lacks).unlink()
    done = gather(checkout)
    assert done.returncode == 1
    assert told in done.stderr


@pytest.mark.parametrize("depends", ["libc6 (>= 2.39), libgcc-s1", "libgcc-s1", "libc6 (>= 2.100)"])
def test_a_package_that_debian_12_could_not_run_is_refused(checkout, depends):
    deb(checkout / "build/packages/package-Linux/dist/movierec.deb", depends)
    done = gather(checkout)
    assert done.returncode == 1
    assert "needs libc6" in done.stderr


def test_the_mask_of_whoever_gathers_does_not_matter(checkout):
    before = os.umask(0o077)
    try:
        deb(checkout / "build/packages/package-Linux/dist/movierec.deb", "libc6 (>= 2.36)")
        done = gather(checkout)
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr


def test_a_tag_of_another_version_is_refused(checkout):
    done = gather(checkout, "v9")
    assert done.returncode == 1
    assert "The tag is v9" in done.stderr
