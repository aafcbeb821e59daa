"""The guards of the house: format and lint (ruff), types (mypy --strict), floors and circles (import-linter).

``python3 scripts/dev/guards.py`` runs all of them and says which one found something; ``--fix`` first lets ruff mend
what it can. Settings: ``setup.cfg``, and ``pyproject.toml`` for ruff, which reads nothing else.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from environment import ready_python  # noqa: E402 - found beside the scripts, not installed


def commands(python: Path) -> list[list[str | Path]]:
    """Every guard as a command, the quickest first."""
    bin = python.parent
    return [
        [bin / "ruff", "check", "--quiet", "."],
        [bin / "ruff", "format", "--quiet", "--check", "."],
        [bin / "lint-imports", "--no-logo"],
        [bin / "mypy"],
    ]


def main() -> int:
    python = ready_python("test")
    if "--fix" in sys.argv[1:]:
        subprocess.run([python.parent / "ruff", "check", "--quiet", "--fix", "."], cwd=ROOT)
        subprocess.run([python.parent / "ruff", "format", "--quiet", "."], cwd=ROOT)
    broken = [command for command in commands(python) if subprocess.run(command, cwd=ROOT).returncode]
    for command in broken:
        print(f"Guard broken: {Path(command[0]).name} {' '.join(str(word) for word in command[1:])}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
