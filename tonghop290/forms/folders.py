"""The forms that are shipped, and where a form lies."""

from __future__ import annotations

from pathlib import Path

from tonghop290.model import DEFINITION_FILE
from tonghop290.shipped import shipped_folder

__all__ = ["find_form", "is_excel", "shipped_forms"]

DEFINITION_BOOK = "form.xlsx"
"""What a definition written in Excel is called where its folder is named; elsewhere it has any name."""


def is_excel(path: Path) -> bool:
    """Whether a definition of that name is written in Excel."""
    return path.suffix.casefold() == ".xlsx"


def shipped_forms() -> tuple[str, ...]:
    """The names of the shipped forms, sorted."""
    return tuple(sorted(path.parent.name for path in shipped_folder().glob(f"*/{DEFINITION_FILE}")))


def find_form(name: str | Path) -> Path:
    """The definition of a form: a shipped form's name, its folder, its ``form.toml``, or the Excel file it stands in.

    Errors: FileNotFoundError, whose text (Vietnamese) names the forms there are.
    """
    path = Path(name)
    if path.is_file() and (path.name == DEFINITION_FILE or is_excel(path)):
        return path
    for file in (DEFINITION_FILE, DEFINITION_BOOK):
        if (path / file).is_file():
            return path / file
    if str(name) in shipped_forms():
        return shipped_folder() / str(name) / DEFINITION_FILE
    raise FileNotFoundError(f"Không tìm thấy biểu mẫu “{name}”. Các biểu mẫu có sẵn: {', '.join(shipped_forms())}.")
