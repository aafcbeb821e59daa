"""The guards of the house: format and lint (ruff), floors and circles (import-linter), types (mypy --strict).

``python3 scripts/dev/guards.py`` runs all of them and names each that found something; ``--fix`` first lets ruff mend
what it can. ``scripts/test.py`` runs them before the tests, pre-commit before a commit.
Settings: ``setup.cfg``, and ``pyproject.toml`` for ruff, which reads nothing else.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUARDS = {  # what it keeps → the tool and its arguments; the quickest first
    "lint": ("ruff", "check", "--quiet", "."),
    "format": ("ruff", "format", "--quiet", "--check", "."),
    "floors and circles": ("lint-imports", "--no-logo"),
    "types": ("mypy",),
}
MENDING = (("ruff", "check", "--quiet", "--fix", "."), ("ruff", "format", "--quiet", "."))


def run_tool(tools: Path, tool: str, *arguments: str) -> int:
    """Run a tool of the environment whose programs lie in ``tools``; its exit code."""
    return subprocess.run([tools / tool, *arguments], cwd=ROOT).returncode


def broken_guards(tools: Path) -> list[str]:
    """Run every guard; a line for each that found something. What it found it has printed itself."""
    return [
        f"Guard broken: {keeps} ({' '.join(command)})"
        for keeps, command in GUARDS.items()
        if run_tool(tools, *command) != 0
    ]


def main() -> int:
    sys.path.insert(0, str(ROOT / "scripts"))  # run by itself, this file has only its own folder beside it
    from environment import ready_python

    tools = ready_python("test").parent
    if "--fix" in sys.argv[1:]:
        for command in MENDING:
            run_tool(tools, *command)
    broken = broken_guards(tools)
    print(*broken, sep="\n", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
