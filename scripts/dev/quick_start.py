"""The README's quick start, typed into a clean clone: every command of its code blocks, and what it shows is compared.

python scripts/dev/quick_start.py [--tests]      some minutes and a network: ``scripts/demo.py`` sets up an environment

The commands are read from README.md, in the order they stand there. ``tonghop290 …`` is typed as the README says, with
the clone's own Python; what works on returns (``nhan_ve``) is typed in the folder of the demonstration, what belongs to
a round in the folder ``init`` has made. ``--tests``: the test command too. A line a command; ends with 1 if one failed.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = "python3 scripts/test.py"
NOT_TYPED = {
    "tonghop290 fetch": "a mailbox of the office",
    "tonghop290 answer --send": "a mail server of the office",
    TESTS: "half an hour (--tests)",
}
"""Command → what it would need."""
GOOD = {"check": (0, 1), "report": (0, 1), "summary": (0, 1), "receive": (0, 1)}
"""Exit codes that are right where the demonstration has returns with errors."""
_BLOCK = re.compile(r"(?:<!-- (?P<name>\w+) -->\n)?```text\n(?P<text>.*?)```", re.DOTALL)
_COMMAND = re.compile(r"(?:python3|tonghop290) \S.*?(?=\s{2,}|$)")
_FIRST_TIME = "Đang "
"""How the lines begin that only the first run prints."""


def steps(readme: str) -> Iterator[tuple[str, str]]:
    """(command, the output shown right after it or ""), in the order of the README."""
    waiting = ""
    for block in _BLOCK.finditer(readme):
        if block["name"]:
            yield waiting, block["text"]
            waiting = ""
            continue
        if waiting:
            yield waiting, ""
        *earlier, waiting = [found[0] for line in block["text"].splitlines() if (found := _COMMAND.match(line))]
        yield from ((command, "") for command in earlier)
    if waiting:
        yield waiting, ""


class Desk:
    """Somebody who follows the README in a clone of their own."""

    def __init__(self, clone: Path) -> None:
        self.clone, self.folder = clone, clone
        self.python = clone / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def type(self, command: str, shown: str) -> str:
        """ "" where it went as the README says, else what did not."""
        words = re.findall(r'"[^"]*"|\S+', command)
        program, *rest = (word.strip('"') for word in words)
        asked = rest[0] if rest else ""
        if asked == "init" or program == "python3":
            self.folder = self.clone
        line = [sys.executable, *rest] if program == "python3" else [self.python, "-X", "utf8", "-m", program, *rest]
        done = subprocess.run(line, cwd=self.folder, capture_output=True, text=True, encoding="utf-8", check=False)
        if asked == "init":
            self.folder = self.clone / rest[1]
        elif (self.clone / "chay_thu").is_dir() and program == "python3":
            self.folder = self.clone / "chay_thu"
        if done.returncode not in GOOD.get(asked, (0,)):
            return f"exit code {done.returncode}: {(done.stdout + done.stderr).strip()[-500:]}"
        said = [line for line in done.stdout.splitlines() if not line.startswith(_FIRST_TIME)]
        return (
            ""
            if not shown or as_shown(said[-shown.count(chr(10)) :]) == as_shown(shown.splitlines())
            else "\n".join(said)
        )


def as_shown(lines: list[str]) -> list[str]:
    """Without times and counts of tests, which are of a day and of a machine."""
    return [re.sub(r"\d+ passed, \d+ skipped in .*", "passed", line).rstrip() for line in lines]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true")
    typed = parser.parse_args().tests
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "tonghop290"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        desk = Desk(clone)
        for command, shown in steps((clone / "README.md").read_text(encoding="utf-8")):
            if command in NOT_TYPED and not (typed and command == TESTS):
                print(f"not typed  {command}: needs {NOT_TYPED[command]}", flush=True)
                continue
            trouble = desk.type(command, shown)
            failed += bool(trouble)
            compared = ", output as shown" if shown and not trouble else ""
            print(f"{'FAILED' if trouble else 'ok':<10} {command}{compared}{trouble and ': ' + trouble}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
