"""Compile the package and the tests once, before the processes of the suite start and each compiles all of it.

``scripts/test.py`` starts it beside the quick guards; in a clean clone it saves each process half of its collection.
What pytest writes for a test file (its asserts rewritten) is written as pytest writes it: where another pytest does it
otherwise, nothing is written, and the suite does it itself.
"""

from __future__ import annotations

import compileall
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_files() -> list[Path]:
    """Those whose asserts pytest rewrites."""
    return [ROOT / "tests" / "conftest.py", *sorted((ROOT / "tests").rglob("test_*.py"))]


def write_rewritten(source: Path) -> Path | None:
    """The compiled file of a test, as pytest looks for it; None where it could not be written."""
    with suppress(ImportError, OSError, TypeError, ValueError, SyntaxError):
        from _pytest.assertion import rewrite

        target: Path = rewrite.get_cache_dir(source) / f"{source.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(source, target) is None:
            target.parent.mkdir(exist_ok=True)
            stamp, code = rewrite._rewrite_test(source, None)  # type: ignore[arg-type]  # asked for one setting only
            rewrite._write_pyc(None, code, stamp, target)  # type: ignore[arg-type]  # which it tells its errors
        return target
    return None


def main() -> None:
    if sys.dont_write_bytecode:
        return
    rewritten = set(test_files())
    others = [path for name in ("tonghop290", "scripts", "tests") for path in (ROOT / name).rglob("*.py")]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        done = pool.map(compiled, [path for path in others if path not in rewritten], chunksize=40)
        written = pool.map(write_rewritten, rewritten, chunksize=20)
        list(done), list(written)


def compiled(path: Path) -> None:
    compileall.compile_file(path, quiet=2)


if __name__ == "__main__":
    main()
