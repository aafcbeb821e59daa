"""The plainest template of a form: its title, its sections, and the sentences its figures bring; no one drew it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tonghop290.files import write_whole
from tonghop290.model import Form
from tonghop290.narrative.template.build import build_template

__all__ = ["sentence_template"]

_SLOT = re.compile(r"\{(\w+)\}")
_PLAIN = "plain"


def sentence_template(form: Form, path: Path) -> Path | None:
    """Write it; None where no figure brings a sentence."""
    lines: list[str] = []
    for section in form.sections:
        fields = [form.fields[id] for id in section.items if id in form.fields]
        told = [_SLOT.sub(r"{{ \1 }}", field.sentence) for field in fields if field.sentence]
        if told:
            lines += [
                f"[Mục lớn] {section.number}. {section.title}".replace(" . ", " "),
                *(f"[Nội dung] {one}" for one in told),
            ]
    if not lines:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "cau.txt")
        write_whole(source, ("\n".join([f"[Trích yếu] {form.title}", *lines]) + "\n").encode())
        return build_template(source, path, profile=_PLAIN)
