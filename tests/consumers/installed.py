"""A package of plug-ins, installed as pip would: its modules and its ``.dist-info`` in a folder on ``sys.path``."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

EXAMPLE = Path(__file__).parent / "plugin_package"


def install_example(folder: Path) -> Path:
    """The example package; the folder to put on ``sys.path``."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(EXAMPLE / "tonghop290_vi_du", folder / "tonghop290_vi_du", dirs_exist_ok=True)
    return as_installed(folder, project["name"], project["entry-points"]["tonghop290.plugins"], project["version"])


def as_installed(folder: Path, name: str, plugins: Mapping[str, str], version: str = "2.0") -> Path:
    """What pip notes of a package with these entry points."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    lines = "".join(f"{entry} = {target}\n" for entry, target in plugins.items())
    (info / "entry_points.txt").write_text(f"[tonghop290.plugins]\n{lines}", "utf-8")
    return folder
