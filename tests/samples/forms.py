"""Small forms drawn in tests: head, sections and codes are filled in where the test leaves them out."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from tonghop290.forms.load import load_form
from tonghop290.model import Form, FormError

HEAD = """
[form]
id = "nho"
title = "Biểu nhỏ"
version = "1"
[period]
first_year = 2015
last_year = 2020
[sections]
chung = { number = "I", title = "CHUNG" }
"""


@functools.cache
def shipped_form(name: str = "qd290-10-nam") -> Form:
    """A shipped form, loaded once: it is a value, and loading is a third of many a short test."""
    return load_form(name)


def drawn(definition: str, folder: Path, *, head: str = HEAD) -> Form:
    """The form of ``[fields.x]``, ``[tables.x]``, ``[rules.x]``; a part without code, section or label gets them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "form.toml").write_text(head + completed(definition), encoding="utf-8")
    return load_form(folder)


def faults_of(definition: str, folder: Path, *, head: str = HEAD) -> list[str]:
    """The faults of a definition, all of them, without their lines; [] when there are none."""
    try:
        drawn(definition, folder, head=head)
    except FormError as error:
        return [re.sub(r"^dòng [0-9]+: ", "", fault) for fault in error.faults]
    return []


def completed(definition: str) -> str:
    parts = re.split(r"(?m)^(?=\[(?:fields|tables|rules)\.\w+\]$)", definition)
    return "".join(_completed(part, number) for number, part in enumerate(parts))


def _completed(part: str, number: int) -> str:
    head = re.match(r"\[(fields|tables|rules)\.(\w+)\]\n", part)
    if head is None:
        return part
    kind, id = head.groups()
    wanted = {"label": f'"Nhãn {id}"'} | (
        {"message": '"Chưa đúng."', "fix": '"Đề nghị kiểm tra lại."', "severity": '"error"'}
        if kind == "rules"
        else {"code": f'"M{number:02}"', "section": '"chung"'}
    )
    own, _, inner = part[head.end() :].partition("\n[")
    if kind == "fields" and re.search(r'(?m)^type = "(integer|decimal|percent)"', own):
        wanted["unit"] = '"cái"'
    added = "".join(f"{key} = {value}\n" for key, value in wanted.items() if not re.search(rf"(?m)^{key} =", own))
    return part[: head.end()] + added + own + ("\n[" + inner if inner else "")
