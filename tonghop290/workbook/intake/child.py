"""What a child process of a pool does with returns: reads them against one form, and makes of each what it was told
to."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tonghop290.spreadsheet.other.calamine import read_with_calamine
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.one import RETURN_LIMITS, read_submission

if TYPE_CHECKING:
    from tonghop290.model import Form, Submission
    from tonghop290.spreadsheet.book import RawBook
    from tonghop290.spreadsheet.content import Content
    from tonghop290.workbook.intake.names.unit_names import Register

__all__ = ["RETURNS", "ReturnsReader"]

RETURNS = "tonghop290.workbook.intake.child:ReturnsReader"
"""The name a worker is given to serve returns."""


class ReturnsReader:
    """Handles ("form", form, register, then), answered with None, and then ("return", name, content)."""

    def __init__(self) -> None:
        self.form: Form | None = None
        self.register: Register | None = None
        self.then: Callable[[Form, Submission], Any] | None = None
        self.words: FormWords | None = None

    def __call__(self, what: str, *given: Any) -> Any:
        return self._form(*given) if what == "form" else self._return(*given)

    def _form(self, form: Form, register: Register | None, then: Callable[[Form, Submission], Any] | None) -> None:
        self.form, self.register, self.then, self.words = form, register, then, FormWords(form)
        gc.freeze()  # the register of a whole country need not be gone through again and again

    def _return(self, name: str, content: Content) -> Any:
        assert self.form is not None
        submission = read_submission(
            name, self.form, register=self.register, content=content, by_calamine=_by_calamine, words=self.words
        )
        return self.then(self.form, submission) if self.then is not None and submission.readable else submission


def _by_calamine(content: Content) -> RawBook:
    return read_with_calamine(content, limits=RETURN_LIMITS)
