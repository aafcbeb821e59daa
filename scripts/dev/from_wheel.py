"""The built wheel in clean environments: the programs of ``tests/consumers`` and the cookbook run from it.

python scripts/dev/from_wheel.py [--lowest] [PYTHON …]      one environment an interpreter; the one that runs by default

``--lowest``: with the lowest versions ``setup.cfg`` admits. Prints a line an environment; ends with 1 where one failed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from environment import ROOT, floors  # noqa: E402 - beside the scripts

BESIDE = (
    "tests/__init__.py",
    "tests/child.py",
    "tests/samples",
    "tests/samples/forms.py",
    "tests/samples/paths.py",
    "tests/samples/rounds.py",
    "tests/consumers",
    "docs/cookbook.md",
)
"""What the tests of the programs need, without the package beside them."""
NEEDED = ("pytest", "hypothesis")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", nargs="*", default=[sys.executable])
    parser.add_argument("--lowest", action="store_true")
    asked = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        wheel = built(Path(folder))
        for number, python in enumerate(asked.python):
            place = Path(folder) / f"{number}"
            done = tried(python, wheel, place, floors() if asked.lowest else [])
            print(f"{python}: {wheel.name}, {'lowest versions, ' if asked.lowest else ''}{last_line(done)}", flush=True)
            failed = failed or done.returncode != 0
    return 1 if failed else 0


def built(folder: Path) -> Path:
    """The wheel of the checkout."""
    run(sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)).check_returncode()
    return next(folder.glob("*.whl"))


def tried(python: str, wheel: Path, place: Path, constraints: list[str]) -> subprocess.CompletedProcess[str]:
    """The programs run in an environment of their own."""
    run(python, "-m", "venv", str(place / "env")).check_returncode()
    own = next(path for name in ("bin/python", "Scripts/python.exe") if (path := place / "env" / name).exists())
    run(str(own), "-m", "pip", "install", "-q", str(wheel), *constraints, *NEEDED).check_returncode()
    for name in BESIDE:
        source, target = ROOT / name, place / "work" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return run(str(own), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/consumers", cwd=place / "work")


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stdout + done.stderr).strip().splitlines() or ["nothing was said"]
    return lines[-1] if done.returncode == 0 else "\n".join(lines[-15:])


def run(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


if __name__ == "__main__":
    sys.exit(main())
