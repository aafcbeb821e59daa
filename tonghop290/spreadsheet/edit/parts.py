"""A workbook package under edit: parts read, replaced and added, then written as a new file, whole or not at all."""

from __future__ import annotations

import posixpath
import re

from tonghop290.seals import last_comment
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.splice import CannotMark, Splice, attribute, find_elements
from tonghop290.spreadsheet.package import part_key
from tonghop290.spreadsheet.xml import Relation, read_relations
from tonghop290.spreadsheet.zip_out import UNIX, pack, packed

__all__ = ["RELATIONS", "Rewriting"]

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "[Content_Types].xml"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_DOCUMENT_TYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>")


class Rewriting:
    """The parts of an .xlsx or .xlsm with our changes on top. Errors: Unreadable; CannotMark for what must not be
    edited."""

    def __init__(self, source: Content | bytes) -> None:
        content = Content.of(source)
        self._package, self.kind = content.open(), content.package_kind()
        if self.kind not in ("zip-xlsx", "zip-xlsm"):
            raise CannotMark(f"a file of the kind {self.kind}")
        self._names = {part_key(name): name.replace("\\", "/").lstrip("/") for name in self._package.names}
        self._came: dict[str, bytes] = {}
        self._parts: dict[str, bytes] = {}
        roots = read_relations(self._package, "")
        if any(relation.kind == "origin" for relation in roots.values()) or any(
            key.startswith("_xmlsignatures/") for key in self._names
        ):
            raise CannotMark("digitally signed")
        self.workbook = next(
            (root.target for root in roots.values() if root.kind == "officeDocument" and root.target in self._package),
            "xl/workbook.xml",
        )
        self._relations: dict[str, dict[str, Relation]] = {"": roots}
        self._made = 0

    def __contains__(self, part: str) -> bool:
        return part_key(part) in self._names

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._names.values())

    def read(self, part: str) -> bytes:
        key = part_key(part)
        if key not in self._parts:
            self._parts[key] = self._came[key] = b"".join(self._package.pieces(part))
        return self._parts[key]

    def is_as_it_came(self, part: str) -> bool:
        """Whether nothing in a part has been changed."""
        key = part_key(part)
        return key not in self._parts or self._parts[key] == self._came.get(key)

    def write(self, part: str, data: bytes) -> None:
        key = part_key(part)
        self._names.setdefault(key, part)
        self._parts[key] = data

    def relations(self, part: str) -> dict[str, Relation]:
        if part not in self._relations:
            self._relations[part] = dict(read_relations(self._package, part)) if part in self._package else {}
        return self._relations[part]

    def add_part(self, pattern: str, content_type: str, data: bytes) -> str:
        """Add a part under a free name (``pattern`` holds ``{}`` for its number) and declare its type."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        part = pattern.format(number)
        self.write(part, data)
        self._declare(f'<Override PartName="/{attribute(part)}" ContentType="{content_type}"/>')
        return part

    def declare_extension(self, extension: str, content_type: str) -> None:
        types = find_elements(self.read(_TYPES), _TYPES, lambda path, _: path[-1] == "Default")
        if all(default.attributes.get("Extension", "").lower() != extension for default in types):
            self._declare(f'<Default Extension="{extension}" ContentType="{content_type}"/>', first=True)

    def add_relation(self, part: str, kind: str, target: str) -> str:
        """The id of a new relation from one part to another."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", name + ".rels")
        if source not in self:
            self.declare_extension("rels", _RELATIONS_TYPE)  # packages of some programs name each part's type
            self.write(
                source,
                b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>',
            )
        known = self.relations(part)
        self._made += 1
        while f"rIdTh{self._made}" in known:
            self._made += 1
        id = f"rIdTh{self._made}"
        splice = Splice(self.read(source))
        root = find_elements(splice.data, source, lambda path, _: len(path) == 1)[0]
        splice.append_to(root, f'<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="/{attribute(target)}"/>')
        self.write(source, splice.done())
        known[id] = Relation(id=id, kind=kind, target=target, external=False)
        return id

    def drop_relations(self, part: str, kind: str) -> None:
        """Forget the relations of one kind from a part; nothing in the part may name them any more."""
        gone = {id for id, relation in self.relations(part).items() if relation.kind == kind}
        if not gone:
            return
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", name + ".rels")
        splice = Splice(self.read(source))
        for element in find_elements(splice.data, source, lambda path, _: path[-1] == "Relationship"):
            if element.attributes.get("Id") in gone:
                splice.replace(element.start, element.end, "")
        self.write(source, splice.done())
        for id in gone:
            del self.relations(part)[id]

    def forget_document_types(self) -> None:
        """Take the declaration of a document type out of the properties of the file, where nobody reads them: Office
        opens no package with one. Errors: CannotMark where the part means something by it."""
        for part in self.names:
            if part.lower().startswith("docprops/") and b"<!DOCTYPE" in self.read(part)[:2000]:
                bare = _DOCUMENT_TYPE.sub(b"", self.read(part), count=1)
                find_elements(bare, part, lambda path, _: False)
                self.write(part, bare)

    def _declare(self, xml: str, *, first: bool = False) -> None:
        splice = Splice(self.read(_TYPES))
        root = find_elements(splice.data, _TYPES, lambda path, _: len(path) == 1)[0]
        if root.empty:
            raise CannotMark("no content types")
        if first:
            splice.insert(root.inner, xml.replace("<", f"<{root.prefix}"))
        else:
            splice.append_to(root, xml)
        self.write(_TYPES, splice.done())

    def done(self, sealed: str = "") -> bytes:
        """The new package; the same parts give the same bytes. Parts keep their order, ours come last.

        ``sealed``: a part of ours that carries the seal over all, as a last comment.
        """
        members = {
            name: pack(name, self._parts[key] if key in self._parts else b"".join(self._package.pieces(name)))
            for key, name in self._names.items()
        }
        if sealed:
            data, own = self.read(sealed), self._names[part_key(sealed)]
            rest = ((one.name, one.checksum, one.size) for name, one in members.items() if name != own)
            members[own] = pack(own, data + last_comment(data, rest))
        return packed(members.values(), UNIX)
