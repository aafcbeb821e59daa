"""Where the shipped forms lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from tonghop290.model import DEFINITION_FILE


def shipped_folder() -> Path:
    """The folder of the shipped forms (``workbook_templates``).

    In a wheel it lies inside the package, in a checkout (editable install) beside it. Errors: FileNotFoundError.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "workbook_templates", package.parent / "workbook_templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"workbook_templates is neither in {package} nor beside it")


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
