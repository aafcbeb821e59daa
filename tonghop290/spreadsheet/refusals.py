"""What Excel would not take and XlsxWriter would leave out in silence, or with a warning, is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Refused", "done", "fitting", "known_options"]


class Refused(RuntimeError):
    """What Excel would not take, or XlsxWriter would leave out: a fault of ours, never of the data."""


def fitting(text: str, limit: int, what: str) -> str:
    length = len(text.encode("utf-16-le")) // 2  # as Excel counts
    if length > limit:
        raise Refused(f"Excel allows {limit} characters in a {what}, not {length}: {text[:40]}…")
    return text


def known_options(options: Mapping[str, Any], names: frozenset[str]) -> Mapping[str, Any]:
    unknown = set(options) - names
    if unknown:
        raise Refused(f"not used in our charts, so not checked: {', '.join(sorted(unknown))}")
    return options


def done(code: int | None) -> None:
    """XlsxWriter's answer: 0 or None when it is done, a negative number when it has left something out."""
    if code:
        raise Refused(f"XlsxWriter refused with code {code}")
