"""The forms that are shipped, and where a form lies."""

from __future__ import annotations

from pathlib import Path

from tonghop290.model import DEFINITION_FILE
from tonghop290.shipped import shipped_folder


def shipped_forms() -> tuple[str, ...]:
    """The names of the shipped forms, sorted."""
    return tuple(sorted(path.parent.name for path in shipped_folder().glob(f"*/{DEFINITION_FILE}")))


def find_form(name: str | Path) -> Path:
    """The folder of a form: a shipped form's name, a folder, or a ``form.toml``.

    Errors: FileNotFoundError, whose text (Vietnamese) names the forms there are.
    """
    path = Path(name)
    if path.name == DEFINITION_FILE and path.is_file():
        return path.parent
    if (path / DEFINITION_FILE).is_file():
        return path
    shipped = shipped_folder() / str(name)
    if str(name) in shipped_forms():
        return shipped
    raise FileNotFoundError(f"Không tìm thấy biểu mẫu “{name}”. Các biểu mẫu có sẵn: {', '.join(shipped_forms())}.")
