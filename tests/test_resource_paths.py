"""Resources are found in a wheel, a frozen program and a checkout; a missing one is named."""

import os
from pathlib import Path

import platformdirs
import pytest

from movierec_gui.errors import UserError
from movierec_gui.resource_paths import data_home, find_resource, resource_path, resource_roots


def make_file(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text("found", encoding="utf-8")
    return path


def test_finds_the_bundled_data_and_icons():
    assert resource_path("datasets", "ml-latest-small", "ratings.csv").is_file()
    assert resource_path("icons", "app.svg").is_file()
    assert resource_path("datasets").is_dir()


def test_the_package_comes_before_the_checkout(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    package = tmp_path / "movierec_gui"
    in_checkout = make_file(tmp_path / "resources" / "icons" / "app.svg")
    roots = resource_roots(package)
    assert find_resource(("icons", "app.svg"), roots) == in_checkout

    in_package = make_file(package / "resources" / "icons" / "app.svg")
    assert find_resource(("icons", "app.svg"), roots) == in_package


def test_a_neighbour_of_the_installed_package_is_not_taken(tmp_path):
    make_file(tmp_path / "resources" / "icons" / "app.svg")
    assert resource_roots(tmp_path / "movierec_gui") == (tmp_path / "movierec_gui" / "resources",)


def test_a_missing_resource_is_named():
    with pytest.raises(UserError, match=r"resources/icons/no_such_icon\.svg") as caught:
        resource_path("icons", "no_such_icon.svg")
    assert caught.value.remedy


def test_what_the_program_keeps_lies_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("MOVIEREC_HOME", str(tmp_path))
    assert data_home() == tmp_path
    monkeypatch.delenv("MOVIEREC_HOME")
    assert data_home().name == "movierec"


@pytest.mark.parametrize("answer", [lambda *_, **__: "~/.local/share/movierec", lambda *_, **__: 1 / 0])
def test_a_user_without_a_home_hears_what_to_do(monkeypatch, answer):
    def asked(*_, **__):
        try:
            return answer()
        except ZeroDivisionError:
            raise RuntimeError("could not determine the home directory") from None

    monkeypatch.delenv("MOVIEREC_HOME")
    monkeypatch.setattr(platformdirs, "user_data_dir", asked)
    with pytest.raises(UserError, match="MOVIEREC_HOME"):
        data_home()


@pytest.mark.skipif(os.name != "posix", reason="names of folders are Unicode on this system")
def test_a_home_whose_name_is_no_text_is_refused(monkeypatch):
    monkeypatch.setenv("MOVIEREC_HOME", os.fsdecode(b"/tmp/h\xff"))
    with pytest.raises(UserError, match=r"(?s)not UTF-8.*/tmp/h\\udcff"):
        data_home()
