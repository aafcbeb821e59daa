"""Set up and run the tests: ``python3 scripts/test.py [PYTEST ARGUMENTS]``. Windows: ``py scripts\\test.py``.

Without arguments the whole suite runs on all cores. ``--coverage`` also measures the package, which must reach 90 %
(twice as slow).
"""

from __future__ import annotations

import os
import sys

from environment import ROOT, ready_python, run

WHOLE_SUITE = ("-q", "-n", "auto", "--dist", "worksteal")
COVERAGE = ("--cov=tonghop290", "--cov-report=term:skip-covered", "--cov-fail-under=90")


def main() -> int:
    python = ready_python("test")
    os.chdir(ROOT)
    arguments = sys.argv[1:]
    if arguments in ([], ["--coverage"]):
        arguments = [*WHOLE_SUITE, *(COVERAGE if arguments else ())]
    return run(python, "-m", "pytest", *arguments)


if __name__ == "__main__":
    sys.exit(main())
