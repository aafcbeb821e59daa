"""What a child process of a pool does with returns: reads them against one form, and makes of each what it was told to."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tonghop290.spreadsheet.child_process import SILENT, Silent
from tonghop290.spreadsheet.other.calamine import read_with_calamine
from tonghop290.spreadsheet.package import read_file
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.one import RETURN_LIMITS, read_submission

if TYPE_CHECKING:
    from pathlib import Path

    from tonghop290.model import Form, Submission
    from tonghop290.spreadsheet.book import RawBook
    from tonghop290.workbook.intake.sender import Register

__all__ = ["RETURNS", "ReturnsReader"]

RETURNS = "tonghop290.workbook.intake.child:ReturnsReader"
"""The name a worker is given to serve returns."""


class ReturnsReader:
    """Handles ("form", form, register, then), which is not answered, and then ("return", name, bytes or path)."""

    def __init__(self) -> None:
        self.form: Form | None = None
        self.register: Register | None = None
        self.then: Callable[[Form, Submission], Any] | None = None
        self.words: FormWords | None = None

    def __call__(self, what: str, *given: Any) -> Any:
        return self._form(*given) if what == "form" else self._return(*given)

    def _form(self, form: Form, register: Register | None, then: Callable[[Form, Submission], Any] | None) -> Silent:
        self.form, self.register, self.then, self.words = form, register, then, FormWords(form)
        gc.freeze()  # the register of a whole country need not be gone through again and again
        return SILENT

    def _return(self, name: str, given: bytes | Path) -> Any:
        assert self.form is not None
        content = given if isinstance(given, bytes) else read_file(given)
        submission = read_submission(
            name, self.form, register=self.register, data=content, by_calamine=_by_calamine, words=self.words
        )
        return self.then(self.form, submission) if self.then is not None and submission.readable else submission


def _by_calamine(data: bytes, kind: str) -> RawBook:
    return read_with_calamine(data, kind, limits=RETURN_LIMITS)
