"""What is shipped beside the program: forms, registers, format profiles, languages, phrases and tables of levels."""

from __future__ import annotations

import functools
from pathlib import Path

PROFILES_FOLDER = "profiles"
"""Of format profiles: in the shipped folder, and in the folder of a form that brings its own."""

LEVELS_FOLDER = "levels"
"""Of the tables of levels of offices and kinds of units, in the shipped folder."""


@functools.cache
def shipped_folder() -> Path:
    """The folder of what is shipped (``workbook_templates``).

    In a wheel it lies inside the package, in a checkout (editable install) beside it. Errors: FileNotFoundError.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "workbook_templates", package.parent / "workbook_templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"workbook_templates is neither in {package} nor beside it")


def profile_files(form_folder: Path | None = None) -> dict[str, Path]:
    """The files of the format profiles by name: those shipped, and those of a form, which go before them."""
    folders = (shipped_folder(), *((form_folder,) if form_folder is not None else ()))
    return {path.stem: path for folder in folders for path in sorted((folder / PROFILES_FOLDER).glob("*.toml"))}


def language_files() -> dict[str, Path]:
    """The shipped languages by name: what is printed in each for every text of the program."""
    return {path.stem: path for path in sorted((shipped_folder() / "languages").glob("*.toml"))}


def phrase_files() -> tuple[Path, ...]:
    """The files of phrases that any form's templates may use."""
    return tuple(sorted((shipped_folder() / "phrases").glob("*.toml")))


def level_files() -> dict[str, Path]:
    """The files of the tables of levels by name."""
    return {path.stem: path for path in sorted((shipped_folder() / LEVELS_FOLDER).glob("*.toml"))}
