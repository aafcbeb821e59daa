"""What is a value, and dear, is made once for all tests of a process: a template made ready for a form and an office (a
third of a second each), and the form of a definition (a tenth, at every command).

What one report leaves behind never reaches the next: tests/narrative/test_fill.py holds it, and makes its own ready,
as everybody does who puts ``Prepared`` itself back into ``tonghop290.narrative.docx``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from tonghop290.forms import load
from tonghop290.forms.faults import Faults
from tonghop290.model import Form, Office, Period
from tonghop290.shipped import profile_files
from tonghop290.written_before import key_of

MOST = 12
DOCX = "tonghop290.narrative.docx"


def keep_templates() -> None:
    """Where the tests that were found open no reports, nothing is imported for it."""
    if DOCX not in sys.modules:
        return
    docx, kept = sys.modules[DOCX], {}
    make = docx.Prepared

    def prepared(source: Path, form: Form, office: Office, *, title: str) -> object:
        content = sha256(source.read_bytes()).digest() if source.is_file() else None
        key = (source, content, title, key_of(form, office))
        made = kept.pop(key, None) or make(source, form, office, title=title)
        kept[key] = made
        if len(kept) > MOST:
            del kept[next(iter(kept))]
        return made

    docx.Prepared = prepared


def keep_forms() -> None:
    """Of a definition without a fault, wherever it lies; what profiles lie beside it is asked again."""
    kept: dict[object, Form] = {}
    make = load._form

    def form(content: Mapping[str, Any], path: Path, hash: str, faults: Faults, asked: Period | None) -> Form:
        key = (hash, path.name, path.parent.name, repr(asked), *profile_files(path.parent))
        if key not in kept or faults.lines:
            made = make(content, path, hash, faults, asked)
            if faults.lines:
                return made
            kept[key] = made
            if len(kept) > MOST:
                del kept[next(iter(kept))]
        return replace(kept[key], folder=path.parent)

    load._form = form
