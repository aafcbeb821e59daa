"""What a child process of a pool does with returns: reads them against one form, and makes of each what it was told
to."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tonghop290.plugged import FileKinds, Plugin, PluginError, make_importable, read_with_plugin
from tonghop290.spreadsheet.other.calamine import read_with_calamine
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.one import RETURN_LIMITS, read_submission

if TYPE_CHECKING:
    from tonghop290.model import Form, Submission
    from tonghop290.spreadsheet.book import RawBook
    from tonghop290.spreadsheet.content import Content
    from tonghop290.spreadsheet.package import Limits
    from tonghop290.workbook.intake.names.unit_names import Register

__all__ = ["PLUGGED", "RETURNS", "ReturnsReader", "plugged_reader"]

RETURNS = "tonghop290.workbook.intake.child:ReturnsReader"
"""The name a worker is given to serve returns."""
PLUGGED = "tonghop290.workbook.intake.child:plugged_reader"
"""The same for files that plug-ins read."""


class ReturnsReader:
    """Handles ("form", form, register, then, plugins), answered with None, and then ("return", name, content).

    A plug-in that fails is an answer, :class:`PluginError`, for whoever asked to raise.
    """

    def __init__(self) -> None:
        self.form: Form | None = None
        self.register: Register | None = None
        self.then: Callable[[Form, Submission], Any] | None = None
        self.words: FormWords | None = None
        self.kinds: FileKinds | None = None

    def __call__(self, what: str, *given: Any) -> Any:
        return self._form(*given) if what == "form" else self._return(*given)

    def _form(
        self,
        form: Form,
        register: Register | None,
        then: Callable[[Form, Submission], Any] | None,
        plugins: Sequence[Plugin] = (),
    ) -> None:
        self.form, self.register, self.then, self.words = form, register, then, FormWords(form)
        make_importable(plugins)
        self.kinds = FileKinds(plugins) if plugins else None
        gc.freeze()  # the register of a whole country need not be gone through again and again

    def _return(self, name: str, content: Content) -> Any:
        assert self.form is not None
        try:
            submission = read_submission(
                name,
                self.form,
                register=self.register,
                content=content,
                by_calamine=_by_calamine,
                kinds=self.kinds,
                words=self.words,
            )
            return self.then(self.form, submission) if self.then is not None and submission.readable else submission
        except PluginError as error:
            return error


def plugged_reader() -> Callable[[Plugin, Content, Limits], RawBook | PluginError]:
    """The handler of a child process that reads files of a plug-in's kind: (plug-in, content, limits) → book."""

    def read(plugin: Plugin, content: Content, limits: Limits) -> RawBook | PluginError:
        make_importable([plugin])
        try:
            return read_with_plugin(plugin, content, limits)
        except PluginError as error:
            return error

    return read


def _by_calamine(content: Content) -> RawBook:
    return read_with_calamine(content, limits=RETURN_LIMITS)
