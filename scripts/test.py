"""Set up, run the guards, run the tests: ``python3 scripts/test.py``. Windows: ``py scripts\\test.py``.

Alone, the whole suite runs on all cores once the guards (lint, format, floors, types) have found nothing.
``--coverage`` also measures the package, which must reach 90 % (twice as slow). Other arguments go to pytest, without
the guards: ``python3 scripts/test.py tests/text -k number``.
"""

from __future__ import annotations

import os
import sys

from dev.guards import broken_guards
from environment import ROOT, ready_python, run

WHOLE_SUITE = ("-q", "-n", "auto", "--dist", "worksteal")
COVERAGE = ("--cov=tonghop290", "--cov-report=term:skip-covered", "--cov-fail-under=90")


def main() -> int:
    python = ready_python("test")
    os.chdir(ROOT)
    arguments = sys.argv[1:]
    if arguments in ([], ["--coverage"]):
        if broken := broken_guards(python.parent):
            print(*broken, "The tests were not run.", sep="\n", file=sys.stderr)
            return 1
        arguments = [*WHOLE_SUITE, *(COVERAGE if arguments else ())]
    return run(python, "-m", "pytest", *arguments)


if __name__ == "__main__":
    sys.exit(main())
