"""The guards of the house: format and lint (ruff), floors and circles (import-linter), types (mypy --strict).

``python3 scripts/dev/guards.py`` runs all of them and names each that found something; ``--fix`` first lets ruff mend
what it can. ``scripts/test.py`` runs them with the tests, pre-commit before a commit.
Settings: ``setup.cfg``, and ``pyproject.toml`` for ruff, which reads nothing else.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUARDS = {  # what it keeps → the tool and its arguments
    "lint": ("ruff", "check", "--quiet", "."),
    "format": ("ruff", "format", "--quiet", "--check", "."),
    "floors and circles": ("lint-imports", "--no-logo"),
    "types": ("mypy",),
}
SLOW = ("types",)
"""Half a minute in a clean clone, where the others take a second."""
MENDING = (("ruff", "check", "--quiet", "--fix", "."), ("ruff", "format", "--quiet", "."))


def run_tool(tools: Path, tool: str, *arguments: str) -> int:
    """Run a tool of the environment whose programs lie in ``tools``; its exit code."""
    return subprocess.run([tools / tool, *arguments], cwd=ROOT).returncode


class Guard:
    """A guard at work; what it says is printed when it has found something."""

    def __init__(self, tools: Path, keeps: str) -> None:
        tool, *arguments = GUARDS[keeps]
        self.line = f"Guard broken: {keeps} ({' '.join(GUARDS[keeps])})"
        self.process = subprocess.Popen(
            [tools / tool, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def broken(self) -> list[str]:
        """Wait for its end: [] when it found nothing, else its line."""
        said, _ = self.process.communicate()
        if self.process.returncode == 0:
            return []
        print(said.decode(errors="replace"), end="", flush=True)
        return [self.line]


def broken_guards(tools: Path, names: Iterable[str] = tuple(GUARDS)) -> list[str]:
    """Run guards, all at once; a line for each that found something."""
    return [line for guard in [Guard(tools, name) for name in names] for line in guard.broken()]


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
