"""Mail addresses in what people write."""

from __future__ import annotations

import re

__all__ = ["addresses"]

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"']+@[^\s@<>()\[\],;:\\\"']+\.[^\s@<>()\[\],;:\\\"']+")


def addresses(text: str) -> tuple[str, ...]:
    """The mail addresses in a cell of ``don_vi.csv`` or in a From header; what is none is passed over."""
    found = (address for address in _ADDRESS.findall(text) if address.isascii())
    return tuple(dict.fromkeys(found))
