"""A filled form damaged in every way we could think of: bytes, zip, XML, cells, names, rows and sheets.

    for damage in damages(original)["cells"]:
        damage.name, damage.make(), damage.may

``may`` lists the fields the damage itself gives another value, with the values that are then right; None alone: no
value is right. Every other field has its own value, or none and a finding. The same damages every time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.samples.damages.filled_form import Damage, FilledForm
from tests.samples.damages.of_the_content import damaged_cells, damaged_names, damaged_places
from tests.samples.damages.of_the_package import damaged_bytes, damaged_xml, damaged_zips

__all__ = ["KINDS", "Damage", "damages"]

KINDS: dict[str, Callable[[FilledForm], Iterator[Damage]]] = {
    "bytes": damaged_bytes,
    "zip": damaged_zips,
    "xml": damaged_xml,
    "cells": damaged_cells,
    "names": damaged_names,
    "places": damaged_places,
}


def damages(data: bytes, rows: Mapping[str, int], values: Mapping[str, Any]) -> dict[str, list[Damage]]:
    """By kind. ``rows``: the row of each field in ``Số liệu`` (values in column E); ``values``: what the form holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    form = FilledForm(data, parts, rows, values)
    return {kind: list(make(form)) for kind, make in KINDS.items()}
