"""Set up and run the tests: ``python3 scripts/test.py [PYTEST ARGUMENTS]``. Windows: ``py scripts\\test.py``.

Without arguments the whole suite runs on all cores and the coverage of the package must reach 90 %.
"""

from __future__ import annotations

import os
import sys

from environment import ROOT, ready_python, run

WHOLE_SUITE = ("-n", "auto", "--dist", "worksteal", "--cov=tonghop290", "--cov-report=term:skip-covered", "--cov-fail-under=90")


def main() -> int:
    python = ready_python("test")
    os.chdir(ROOT)
    return run(python, "-m", "pytest", *(sys.argv[1:] or WHOLE_SUITE))


if __name__ == "__main__":
    sys.exit(main())
