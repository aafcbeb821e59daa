"""How thoroughly the property tests look, and which tests start first."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("thorough", max_examples=1_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that wait for LibreOffice start first, so that nobody waits for them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("libreoffice") is None)
