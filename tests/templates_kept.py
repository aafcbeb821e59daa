"""A template once made ready for a form and an office stays so for all tests of a process: a third of a second each.

What one report leaves behind never reaches the next: tests/narrative/test_fill.py holds it, and makes its own ready,
as everybody does who puts ``Prepared`` itself back into ``tonghop290.narrative.docx``.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from tonghop290.model import Form, Office
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
