"""The editions of the form a round has worked with, for ever.

``luu_tru/bieu_mau/<first 16 digits of its SHA-256>/form.toml``

A form may be changed while a round runs (a field added, a range put right). What was filled in under an earlier
edition is still read and judged by that one: a field that changed its unit would else be read as something it is not.
Which edition a return was judged by stands in its verdict ("form"), so that it is read the same however often the
form changes afterwards.

A definition is kept before anything is issued or judged under it, by content and whole; one that was touched is not
believed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.campaign.folder import RoundError, RoundFolder
from tonghop290.forms.load import content_of
from tonghop290.model import DEFINITION_FILE, Earlier, Form, FormError, Office, Period, Unit
from tonghop290.pipeline.arrivals import Identity
from tonghop290.pipeline.callers.progress import Progress
from tonghop290.pipeline.check import KeptReadings
from tonghop290.pipeline.editions import check_editions
from tonghop290.pipeline.forms import definition_of, load_form
from tonghop290.pipeline.report import Report

if TYPE_CHECKING:
    from tonghop290.spreadsheet.content import Content

__all__ = ["DOUBTS", "Editions"]

DOUBTS = ("form-unknown", "form-unidentified")
"""Findings about a return whose own edition is not known."""
_NAME = re.compile(r"[0-9a-f]{16}")


class Editions:
    """The definitions of a round. ``present``: the form its settings name now."""

    def __init__(self, folder: RoundFolder, present: Form, *, period: Period | None = None) -> None:
        """``period``: of the round, where that says it itself."""
        self.folder, self.present, self._period = folder, present, period
        self._found: dict[str, Form | None] = {_short(present.hash): present}
        self._versions: dict[str, str] = {}

    def keep(self) -> None:
        """Keep the present definition, where it is not kept yet. Under the lock. Errors: RoundError; OSError."""
        place = self.folder.forms / _short(self.present.hash) / DEFINITION_FILE
        if not _is_whole(place):
            data = definition_of(self.present)
            if hashlib.sha256(data).hexdigest() != self.present.hash:
                raise RoundError(
                    "Định nghĩa biểu mẫu vừa bị sửa trong khi lệnh đang chạy. Đề nghị chạy lại đúng lệnh này."
                )
            self.folder.put(place, data)

    def find(self, hash: str) -> Form | None:
        """The edition of that hash (whole, or its first digits as workbooks carry them).

        None when it is not kept, was touched, is of another form, or can no longer be read.
        """
        short = _short(hash)
        if short not in self._found:
            self._found[short] = self._load(short)
        return self._found[short]

    def _load(self, short: str) -> Form | None:
        place = self.folder.forms / short / DEFINITION_FILE
        if not _NAME.fullmatch(short) or not _is_whole(place):
            return None
        try:
            form = load_form(place, period=self._period)
        except FormError:
            return None
        # an older one may name no levels yet: units are called as they are now
        return replace(form, levels=self.present.levels) if form.id == self.present.id else None

    def version_judging(self, verdict: Mapping[str, object]) -> str:
        """The version of :meth:`judging`, "" for the present edition; of another one no more is read than that."""
        short = _short(str(verdict.get("form", "")))
        if short not in self._versions:
            self._versions[short] = "" if short == _short(self.present.hash) else self._version(short)
        return self._versions[short]

    def _version(self, short: str) -> str:
        place = self.folder.forms / short / DEFINITION_FILE
        if not _NAME.fullmatch(short) or not _is_whole(place):
            return ""
        try:
            head = content_of(place)["form"]
            return str(head["version"]) if head["id"] == self.present.id else ""
        except (FormError, LookupError, TypeError):
            return ""

    def judging(self, verdict: Mapping[str, object]) -> Form:
        """The edition a return was judged by; the present one where that is not kept any more."""
        return self.find(str(verdict.get("form", ""))) or self.present

    def doubt(self, identity: Identity) -> str | None:
        """The code of the finding on a workbook whose own edition is not known.

        None where it is, or where its version already tells.
        """
        if identity.form_hash:
            unknown = self.find(identity.form_hash) is None and identity.version == self.present.version
            return "form-unknown" if unknown else None
        several = self.folder.forms.is_dir() and any(
            self.find(edition.name) not in (None, self.present) for edition in self.folder.forms.iterdir()
        )
        return "form-unidentified" if several else None

    def check(
        self,
        places: Mapping[Path, Form],
        *,
        units: Mapping[str, Unit],
        office: Office,
        compare: bool = True,
        accepted: Mapping[Path, Sequence[str]] | None = None,
        progress: Progress | None = None,
        kept: KeptReadings | None = None,
        contents: Mapping[Path, Content] | None = None,
        senders: Mapping[Path, Unit] | None = None,
        earlier: Earlier | None = None,
    ) -> Report:
        """Check returns, each by its own edition, and give them as the present one sees them; the order is kept.

        ``accepted``: the fields whose values the office lets stand outside their range. ``kept``: what was made of
        files before. ``contents``: what was read of the places already. ``senders``: whose they are.
        ``earlier``: what their units answered an earlier time.
        """
        return check_editions(
            places,
            self.present,
            units=units,
            office=office,
            compare=compare,
            accepted=accepted or {},
            progress=progress,
            kept=kept,
            contents=contents,
            senders=senders,
            earlier=earlier,
        )


def _short(hash: str) -> str:
    return hash[:16]


def _is_whole(place: Path) -> bool:
    """Whether a kept definition is there and is what its folder is named after."""
    return place.is_file() and _short(hashlib.sha256(place.read_bytes()).hexdigest()) == place.parent.name
