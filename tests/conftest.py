"""How thoroughly the property tests look, which tests start first, and which wait for what lies beside the project."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

from tests.kept import keep_forms, keep_templates
from tests.processor_time import (  # noqa: F401 - hooks of pytest's
    pytest_addoption,
    pytest_runtest_call,
    pytest_runtest_logreport,
    pytest_runtest_setup,
    pytest_terminal_summary,
)
from tests.samples.libreoffice import KEPT
from tests.samples.paths import CORPUS_FILES

gc.set_threshold(250_000)
"""The modules of a suite are objects by the hundred thousand; to look through them again and again takes a fifth of
its time, and to look through what a test has just made, five times as often, a fortieth."""
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the cores are shared out already

settings.register_profile("quick", max_examples=15, deadline=None, derandomize=True)  # the same ones each time
settings.register_profile("thorough", max_examples=1_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that wait for LibreOffice start first, so that nobody waits for them at the end.

    Those of the corpus of real workbooks, which only adds, are skipped where it is not beside the project.
    """
    keep_templates()
    keep_forms()
    gc.freeze()  # what is there now stays to the end and need not be looked through again
    items.sort(key=lambda item: item.get_closest_marker("libreoffice") is None)
    if not CORPUS_FILES.is_dir():
        absent = pytest.mark.skip(reason=f"the corpus of real workbooks is not there: {CORPUS_FILES}")
        for item in items:
            if item.get_closest_marker("corpus") is not None:
                item.add_marker(absent)


def pytest_sessionfinish() -> None:
    """The LibreOffice that the tests of this process shared ends with them."""
    KEPT.close()
