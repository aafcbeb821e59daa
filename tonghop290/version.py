"""The version of the program: one place for the package, its metadata and what is kept of earlier work."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path

__all__ = ["RELEASED", "__version__", "program"]

__version__ = "0.2.0"
RELEASED = dt.date(2026, 11, 29)
"""The day of this version: what it writes without knowing another day says this one."""


@cache
def program() -> tuple[str, str]:
    """What tells this program from another one: its version; of one that is being worked on, also its files, as a
    digest."""
    root = Path(__file__).parent
    seen = ((path, path.stat()) for path in root.rglob("*.py"))
    files = sorted((path.relative_to(root).as_posix(), own.st_size, own.st_mtime_ns) for path, own in seen)
    return __version__, hashlib.blake2b(repr(files).encode(), digest_size=16).hexdigest()
