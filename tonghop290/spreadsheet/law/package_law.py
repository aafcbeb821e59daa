"""The law of the package: every part has a type, every relation a target, every part of XML is well-formed."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Container, Iterator

from tonghop290.spreadsheet.law.law_parts import Fault, Parts
from tonghop290.spreadsheet.zip_out import CONTENT_TYPES

__all__ = ["package_faults"]

_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"


def package_faults(parts: Parts, passed_over: Container[str] = ()) -> Iterator[Fault]:
    """``passed_over``: parts that are known to be well-formed, or that nothing more is to be said of."""
    for name, count in Counter(name.lower() for name in parts.names).items():
        if count > 1:
            yield Fault("part twice", name)
    yield from _types(parts)
    for name in parts.names:
        if name not in passed_over and name.lower().endswith((".xml", ".rels")):
            if b"<!DOCTYPE" in parts.beginning(name, 2000):
                yield Fault("document type declared", name)
            elif parts.tree(name) is None:
                yield Fault("not well-formed", name)
        if name.lower().endswith(".rels"):
            yield from _relations(parts, name)


def _types(parts: Parts) -> Iterator[Fault]:
    root = parts.tree(CONTENT_TYPES)
    if root is None:
        yield Fault("no content types", CONTENT_TYPES)
        return
    defaults = {node.get("Extension").lower(): node.get("ContentType") for node in root.all("Default")}
    overrides = {node.get("PartName").lower(): node.get("ContentType") for node in root.all("Override")}
    said = [node.get("PartName").lower() or "." + node.get("Extension").lower() for node in root.nodes]
    for name, count in Counter(said).items():
        if count > 1:
            yield Fault("content type twice", CONTENT_TYPES, name)
    for name in overrides:
        if name.lstrip("/") not in parts:
            yield Fault("content type of no part", CONTENT_TYPES, name)
    for name in parts.names:
        known = overrides.get("/" + name.lower()) or defaults.get(name.lower().rpartition(".")[2])
        if name != CONTENT_TYPES and not known:
            yield Fault("no content type", name)
        elif name.lower().endswith(".rels") and known != _RELATIONS:
            yield Fault("no content type", name, str(known))


def _relations(parts: Parts, name: str) -> Iterator[Fault]:
    folder, own = posixpath.split(name)
    source = posixpath.join(posixpath.dirname(folder), own.removesuffix(".rels"))
    if source and source not in parts:
        yield Fault("relations of no part", name)
        return
    relations = parts.relations(source)
    for id, count in Counter(relation.id for relation in relations).items():
        if count > 1 or not id:
            yield Fault("relation twice", name, id)
    for relation in relations:
        if not relation.external and relation.target not in parts:
            yield Fault("relation to no part", name, relation.target)
