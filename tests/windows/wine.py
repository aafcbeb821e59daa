"""Windows programs run by Wine: the package unzipped, what Wine 8 lacks put beside its Python, a frozen clock.

The faults worked round are Wine's, not Windows': numpy calls complex functions that Wine's C library does not have (a
DLL of our own has them; the name is patched in numpy's modules), ``_wmi.pyd`` crashes, ``bcryptprimitives.dll`` is not
there. Standard input must be a pipe or nothing, output a pipe.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FROZEN", "Machine", "frozen", "missing", "unzipped"]

PACKAGE = os.environ.get("TONGHOP290_WINDOWS_PACKAGE", "")
"""The zip that ``scripts/dev/windows_package.py`` has made of these sources."""
FROZEN = "2019-12-20 09:00:00"
_SHIMS = Path(__file__).parent / "shims"
_COMPILER = "x86_64-w64-mingw32-gcc"
_LACKING, _OURS = b"api-ms-win-crt-math-l1-1-0.dll", b"npy-ms-win-crt-math-l1-1-0.dll"
_NEEDED = {"wine": "wine", _COMPILER: "gcc-mingw-w64-x86-64", "faketime": "faketime"}


def missing() -> str:
    """Why nothing can be run here, or ""."""
    lacking = [package for program, package in _NEEDED.items() if shutil.which(program) is None]
    if lacking:
        return f"not on this machine: {', '.join(lacking)}"
    if not Path(PACKAGE).is_file() or not PACKAGE:
        return "TONGHOP290_WINDOWS_PACKAGE names no zip of scripts/dev/windows_package.py"
    return ""


def frozen() -> dict[str, str]:
    """The environment in which the clock stands still and the same person sits, on both systems."""
    same = {"USER": "tester", "LOGNAME": "tester", "USERNAME": "tester", "TZ": "UTC", "PYTHONHASHSEED": "0"}
    clock = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
    quiet = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TONGHOP290_KHONG_MO": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return os.environ | same | clock | quiet


@dataclass(frozen=True, slots=True)
class Machine:
    """A Windows of its own. ``home``: its disk C and its user."""

    home: Path

    @property
    def documents(self) -> Path:
        return self.home / "prefix/drive_c/users/tester/Documents"

    def double_click(self, file: Path, typed: str = "", *dragged: Path, expect: int = 0) -> str:
        """What a ``.cmd`` said; ``typed``: on its standard input. Errors: AssertionError for another exit code."""
        wine = {"WINEPREFIX": str(self.home / "prefix"), "WINEDEBUG": "-all", "HOME": str(self.home)}
        call = ["call"] if dragged else []  # two quoted words lose their outer quotes
        places = ["Z:" + str(path).replace("/", "\\") for path in dragged]
        done = subprocess.run(
            ["faketime", "-f", FROZEN, "wine", "cmd", "/c", *call, file.name, *places],
            cwd=file.parent,
            input=typed.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=frozen() | wine,
            timeout=900,
            check=False,
        )
        said = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
        assert done.returncode == expect, said
        return said

    def stop(self) -> None:
        prefix = str(self.home / "prefix")
        subprocess.run(["wineserver", "-k"], env=os.environ | {"WINEPREFIX": prefix}, check=False)


def unzipped(folder: Path) -> Path:
    """The package in a folder, ready for Wine; its top."""
    with zipfile.ZipFile(PACKAGE) as package:
        package.extractall(folder)
    (top,) = folder.glob("TongHop290-*")
    python = top / "python"
    (python / "_wmi.pyd").unlink()
    _compile(python / _OURS.decode(), _SHIMS / "complex_functions.c", _SHIMS / "complex_functions.def")
    _compile(python / "bcryptprimitives.dll", _SHIMS / "random_bytes.c", "-ladvapi32")
    for module in (python / "Lib/site-packages/numpy").rglob("*.pyd"):
        data = module.read_bytes()
        if _LACKING in data:
            module.write_bytes(data.replace(_LACKING, _OURS))
    return top


def _compile(library: Path, *sources: str | Path) -> None:
    subprocess.run([_COMPILER, "-static-libgcc", "-shared", "-o", library, *sources], check=True, capture_output=True)
