"""Processor time of each test, its children's with it: the same on a busy machine, where the clock is not.

``--slowest=N`` prints the N dearest files and tests. A test (or the fixtures it was the first to ask for) that takes
more than ``MOST`` seconds fails, but in the thorough job.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator

import pytest

from tests import THOROUGH

MOST = 60.0
"""Three times what the dearest takes on a quiet machine: two programs on one core slow each other down."""
SPENT: Counter[str] = Counter()


def spent() -> float:
    """Seconds of processor time of this process and of its children that have ended."""
    return sum(os.times()[:4])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slowest", type=int, default=0, metavar="N", help="print the N files and tests of most work")


def _weighed(item: pytest.Item) -> Generator[None, object, object]:
    before = spent()
    result = yield
    seconds = spent() - before
    item.user_properties.append(("processor", seconds))
    if seconds > MOST and not THOROUGH:
        pytest.fail(f"{seconds:.0f} s of processor time, at most {MOST:.0f} (CONTRIBUTING.md, The suite's time)")
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _weighed(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _weighed(item))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "teardown":  # by now both others stand in it
        SPENT[report.nodeid] += sum(float(str(value)) for name, value in report.user_properties if name == "processor")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    count = config.getoption("--slowest")
    if not count:
        return
    files: Counter[str] = Counter()
    for test, seconds in SPENT.items():
        files[test.partition("::")[0]] += seconds
    terminalreporter.section(f"{SPENT.total():.0f} s of processor time in {len(SPENT)} tests")
    for found in (files, SPENT):
        for name, seconds in found.most_common(count):
            terminalreporter.line(f"{seconds:7.1f}  {name}")
