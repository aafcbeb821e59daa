"""What is wrong with a Word template, before anything is printed with it."""
from __future__ import annotations

from pathlib import Path

from tonghop290.model import Form


def lint_template(path: Path, form: Form) -> tuple[str, ...]:
    return ()
