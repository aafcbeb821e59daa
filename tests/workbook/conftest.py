"""What tests of workbooks share: the one LibreOffice of their process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.samples import libreoffice


@pytest.fixture(scope="module")
def desk() -> Iterator[libreoffice.Desk]:
    if libreoffice.missing():
        pytest.skip(libreoffice.missing())
    with libreoffice.shared() as running:
        yield running
