"""The wheel carries everything: installed elsewhere and run from another folder, the whole road works."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests import THOROUGH
from tests.samples.paths import ROOT


def run(*command: str | Path, cwd: Path, expect: int = 0) -> str:
    environment = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "COVERAGE_PROCESS_START")
    }
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=environment
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


STRAIGHT = """
import sys
from setuptools import build_meta
folder = sys.argv[1]  # setuptools puts words of its own there
build_meta.build_sdist(folder)
build_meta.build_wheel(folder)
"""
"""What ``build`` asks of setuptools, in one process."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of sdist and wheel, built from a copy of what git tracks; in the thorough job the wheel from the
    sdist."""
    folder = tmp_path_factory.mktemp("build")
    source = folder / "source"
    tracked = run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    for name in filter(None, tracked):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    python = (sys.executable, "-W", "ignore")
    if THOROUGH:
        run(*python, "-m", "build", "--no-isolation", "--outdir", folder / "dist", cwd=source)
    else:
        run(*python, "-c", STRAIGHT, folder / "dist", cwd=source)
    return folder / "dist"


def test_every_room_is_listed_in_the_settings() -> None:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "tonghop290").rglob("__init__.py")}
    listed = settings["options"]["packages"].split()
    assert sorted(listed) == listed
    assert set(listed) == {room.replace("/", ".") for room in rooms} | {"tonghop290.workbook_templates"}


def test_the_wheel_carries_the_form_and_its_templates(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = run("git", "ls-files", "-z", "workbook_templates", cwd=ROOT).split("\0")
    shipped = {f"tonghop290/{name}" for name in filter(None, tracked)}
    assert {
        "tonghop290/workbook_templates/qd290-10-nam/" + name
        for name in ("form.toml", "thu_thap.xlsx", "bao_cao_xa.docx", "demo/don_vi.csv")
    } <= shipped
    assert shipped - names == set()
    assert "tonghop290/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "scripts/"))]


def test_the_source_distribution_carries_all_that_is_kept(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tracked = set(filter(None, run("git", "ls-files", "-z", cwd=ROOT).split("\0")))
    kept = {name for name in tracked if (ROOT / name).is_file() and not Path(name).name.startswith(".")}
    assert {"LICENSE", "CHANGELOG.md", "docs/index.md", "docs/licences.md", "scripts/test.py", "tests/child.py"} <= kept
    assert sorted(kept - names) == []


def test_the_wheel_has_the_right_contents(built: Path, tmp_path: Path) -> None:
    pytest.importorskip("check_wheel_contents")
    said = run(sys.executable, "-m", "check_wheel_contents", *built.glob("*.whl"), cwd=tmp_path)
    assert said.strip().endswith(": OK")


@pytest.mark.skipif(not THOROUGH, reason="an environment of its own: in the thorough job only")
def test_the_description_of_sdist_and_wheel_can_be_shown(built: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    tools = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    run(tools / "pip", "install", "--quiet", "twine>=6", cwd=tmp_path)
    run(tools / "twine", "check", "--strict", *built.iterdir(), cwd=tmp_path)


ELSEWHERE = """
import sys
site, libraries = sys.argv[1:3]
sys.path[:0], sys.argv[1:3] = [site, libraries], []
from tonghop290.cli.main import __file__, main
assert __file__.startswith(site), __file__
main()
"""


def installed(wheel: Path, folder: Path) -> list[str | Path]:
    """How the program is started from what the wheel holds and the libraries beside pytest, without this project.

    A wheel of Python alone is installed by unpacking it; in the thorough job an environment of its own does it.
    """
    libraries = Path(pytest.__file__).parents[1]
    if not THOROUGH:
        with zipfile.ZipFile(wheel) as package:
            package.extractall(folder / "site")
        return [sys.executable, "-I", "-S", "-X", "utf8", "-c", ELSEWHERE, folder / "site", libraries]
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ("install", "--quiet", "--no-deps", "--no-index", "--no-compile")
    run(sys.executable, "-m", "pip", "--python", python, *install, wheel, cwd=folder)
    (site,) = run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=folder).split()
    (Path(site) / "dependencies.pth").write_text(f"{libraries}\n")
    where = run(python, "-c", "import tonghop290; print(tonghop290.__file__)", cwd=folder).strip()
    assert Path(where).is_relative_to(site)
    return [python, "-m", "tonghop290"]


def test_installed_elsewhere_the_whole_road_runs(built: Path, tmp_path: Path) -> None:
    """Of a small form; that of the README, word for word, in the thorough job."""
    (wheel,) = built.glob("*.whl")
    tool = installed(wheel, tmp_path)
    elsewhere = tmp_path / "nơi khác"
    elsewhere.mkdir()
    small, units, reports = ((), 36, 34) if THOROUGH else (("--form", "ra-soat-ho-ngheo"), 5, 5)
    said = run(*tool, "demo", "chay_thu", *small, cwd=elsewhere)
    assert not THOROUGH or said.replace("\\", "/") in (ROOT / "README.md").read_text(encoding="utf-8"), (
        "the README shows another output of the demonstration"
    )
    results = elsewhere / "chay_thu" / "ket_qua"
    assert (
        len(list((elsewhere / "chay_thu" / "phat_hanh").iterdir())),
        len(list((results / "bao_cao").glob("*.docx"))),
    ) == (units, reports)
    assert {path.name for path in results.iterdir()} == {
        "Kiểm tra.txt",
        "Kiểm tra.json",
        "Tổng hợp.xlsx",
        "Báo cáo tổng hợp.docx",
        "bao_cao",
    }
    assert "qd290-10-nam" in run(*tool, "form", "list", cwd=elsewhere)
