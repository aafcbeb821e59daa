"""Set up, run the guards and the tests: ``python3 scripts/test.py``. Windows: ``py scripts\\test.py``.

Alone, the whole suite runs on all cores once the quick guards (lint, format, floors) have found nothing and all is
compiled, and the types are checked beside it; a guard that has found something ends it with 1. ``--thorough`` tries the
whole number of what the suite tries a little of (hours). ``--coverage`` also measures the package, which must reach
90 % (twice as slow).
Other arguments go to pytest, without the guards: ``python3 scripts/test.py tests/text -k number``.
``--lowest`` runs the suite, or those arguments, with the lowest versions ``setup.cfg`` admits, without the guards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from dev.guards import GUARDS, SLOW, Guard, broken_guards
from environment import ROOT, floors, ready_python, run

WHOLE_SUITE = ("-q", "-n", str(os.cpu_count() or 1), "--dist", "worksteal")
"""A process a core: one more, for while they wait for LibreOffice, costs more in being made ready than it gives (on two
cores 332 s, of processor time 561; without it 319 and 508)."""
COVERAGE = ("--cov=tonghop290", "--cov-report=term:skip-covered", "--cov-fail-under=90")

MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
"""Where Linux keeps files in memory, and how much of it must be free: the suite writes a tenth of that."""

THOROUGH = {
    "TONGHOP290_THOROUGH": "1",
    "TONGHOP290_KILLS": "300",
    "TONGHOP290_WORKBOOKS": "500",
    "TONGHOP290_RANDOM_DISTRICTS": "40",
    "TONGHOP290_BENCHMARK": "1",
    "HYPOTHESIS_PROFILE": "thorough",
}
"""How many of each, where the suite tries a few."""


def may_lie_in(folder: Path) -> bool:
    """Whether there is room for what the tests write there, and programs among it may be run."""
    if sys.platform != "linux" or not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return False
    return shutil.disk_usage(folder).free >= ROOM and not os.statvfs(folder).f_flag & os.ST_NOEXEC


@contextmanager
def in_memory() -> Iterator[None]:
    """What the tests write lies in memory, where that can be: no flush of a file waits for a disk."""
    if "TMPDIR" in os.environ or not may_lie_in(MEMORY):
        yield
        return
    with TemporaryDirectory(prefix="tonghop290-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # one test reads as somebody without rights
        os.environ["TMPDIR"] = folder
        yield


def main() -> int:
    arguments = sys.argv[1:]
    lowest = "--lowest" in arguments
    python = ready_python("test", lowest=lowest)
    os.chdir(ROOT)
    if "--thorough" in arguments:
        arguments.remove("--thorough")
        os.environ.update({name: os.environ.get(name, count) for name, count in THOROUGH.items()})
    if lowest:
        arguments.remove("--lowest")
        print("With", *floors(), flush=True)
        arguments = arguments or list(WHOLE_SUITE)
    if lowest or arguments not in ([], ["--coverage"]):
        return run(python, "-m", "pytest", *arguments)
    tools = python.parent
    compiling = subprocess.Popen([python, ROOT / "scripts" / "dev" / "compiled.py"])
    broken = broken_guards(tools, [name for name in GUARDS if name not in SLOW])
    compiling.wait()
    if broken:
        print(*broken, "The tests were not run.", sep="\n", file=sys.stderr)
        return 1
    slow = [Guard(tools, name) for name in SLOW]
    with in_memory():
        code = run(python, "-m", "pytest", *WHOLE_SUITE, *(COVERAGE if arguments else ()))
    broken = [line for guard in slow for line in guard.broken()]
    print(*broken, sep="\n", end="\n" * bool(broken), file=sys.stderr)
    return code or bool(broken)


if __name__ == "__main__":
    sys.exit(main())
