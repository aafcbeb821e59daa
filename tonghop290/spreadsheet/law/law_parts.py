"""A package as the law looks at it: its parts by name, their elements, their types and relations.

Sources, of all of ``law/``: ECMA-376 (part 1: SpreadsheetML; part 2: packages); Microsoft's "Excel specifications and
limits" and its notes on what Office asks beyond the standard ([MS-OI29500]).
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from tonghop290.spreadsheet.package import Limits, Unreadable
from tonghop290.spreadsheet.xml import feed, guarded_parser, relation_id, to_the_end

__all__ = ["Fault", "Node", "Parts", "Relation", "number_of"]

_LIMITS = Limits()


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What Excel would repair, refuse or misread: which rule is broken, in which part, and where."""

    rule: str
    part: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.part}" + (f" ({self.place})" if self.place else "")


@dataclass(slots=True)
class Node:
    """An element: its local name, its attributes by local name (``r:id`` as "r:id"), the elements and text inside."""

    name: str
    attributes: dict[str, str]
    nodes: list[Node] = field(default_factory=list)
    text: str = ""

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def first(self, name: str) -> Node | None:
        return next((node for node in self.nodes if node.name == name), None)

    def all(self, name: str) -> list[Node]:
        return [node for node in self.nodes if node.name == name]

    def inside(self, name: str) -> list[Node]:
        """The elements of the first element of this name."""
        node = self.first(name)
        return node.nodes if node is not None else []

    def walk(self) -> Iterator[Node]:
        yield self
        for node in self.nodes:
            yield from node.walk()


@dataclass(frozen=True, slots=True)
class Relation:
    id: str
    kind: str
    target: str
    external: bool


class Parts:
    """Errors: zipfile.BadZipFile for what is no package."""

    def __init__(self, data: bytes) -> None:
        self._package = zipfile.ZipFile(io.BytesIO(data))
        self.names = [info.filename for info in self._package.infolist() if not info.is_dir()]
        self._by_key = {name.lower(): name for name in self.names}
        self._trees: dict[str, Node | None] = {}
        self._naming: dict[str, list[Node]] = {}
        self._relations: dict[str, list[Relation]] = {}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_key

    def read(self, name: str) -> bytes:
        return self._package.read(self._by_key[name.lower()])

    def beginning(self, name: str, size: int) -> bytes:
        """So many bytes of it; the rest is not inflated."""
        with self._package.open(self._by_key[name.lower()]) as part:
            return part.read(size)

    def checksum(self, name: str) -> int:
        return self._package.getinfo(self._by_key[name.lower()]).CRC

    def tree(self, name: str) -> Node | None:
        """The root of an XML part; None where it is not there, not well-formed, or declares a document type."""
        key = name.lower()
        if key not in self._trees:
            self._trees[key], self._naming[key] = _tree(self.read(name), name) if name in self else (None, [])
        return self._trees[key]

    def naming(self, name: str) -> list[Node]:
        """The elements of an XML part that name a relation."""
        self.tree(name)
        return self._naming[name.lower()]

    def count(self, name: str, element: str) -> int:
        """How many elements of this name stand in the root of a part; 0 where :meth:`tree` is None."""
        found = depth = 0

        def start(tag: str, _: dict[str, str]) -> None:
            nonlocal found, depth
            depth += 1
            found += depth == 2 and tag.endswith(element) and tag.rpartition(" ")[2] == element

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1

        return found if name in self and _parsed(self.read(name), name, start, end) else 0

    def relations(self, part: str) -> list[Relation]:
        """Those of a part, "" for the package."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.tree(posixpath.join(folder, "_rels", name + ".rels"))
            self._relations[part] = [self._relation(folder, node) for node in root.nodes] if root is not None else []
        return self._relations[part]

    def _relation(self, folder: str, node: Node) -> Relation:
        target, external = node.get("Target"), node.get("TargetMode").lower() == "external"
        if not external:
            path = target.replace("\\", "/").partition("#")[0]
            path = posixpath.normpath(path if path.startswith("/") else posixpath.join("/", folder, path)).lstrip("/")
            target = path if path in self else unquote(path)
        return Relation(node.get("Id"), node.get("Type").rstrip("/").rpartition("/")[2], target, external)

    def related(self, part: str, kind: str) -> str:
        """The part of this kind that a part points at, "" where there is none."""
        return next(
            (
                one.target
                for one in self.relations(part)
                if one.kind == kind and not one.external and one.target in self
            ),
            "",
        )

    @cached_property
    def workbook(self) -> str:
        return self.related("", "officeDocument")

    @cached_property
    def sheets(self) -> list[tuple[Node, str]]:
        """Each sheet the workbook lists, and its part ("" where there is none)."""
        root = self.tree(self.workbook)
        targets = {one.id: one.target for one in self.relations(self.workbook) if not one.external}
        listed = root.inside("sheets") if root is not None else []
        return [(node, targets.get(node.get("r:id"), "")) for node in listed if node.name == "sheet"]


def _tree(content: bytes, part: str) -> tuple[Node | None, list[Node]]:
    """The root, and the elements that name a relation."""
    naming: list[Node] = []
    top = Node("", {})
    open_nodes = [top]
    plain = set[str]()

    def start(name: str, attributes: dict[str, str]) -> None:
        own = attributes
        if not attributes or plain.issuperset(attributes):
            pass
        elif " " not in "".join(attributes):
            plain.update(attributes)
        else:
            own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            if id := relation_id(attributes):
                own["r:id"] = id
        node = Node(name.rpartition(" ")[2], own)
        if own is not attributes and "r:id" in own:
            naming.append(node)
        open_nodes[-1].nodes.append(node)
        open_nodes.append(node)

    def end(_name: str) -> None:
        open_nodes.pop()

    def text(data: str) -> None:
        open_nodes[-1].text += data

    return (top.nodes[0], naming) if _parsed(content, part, start, end, text) and top.nodes else (None, [])


def _parsed(
    content: bytes,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None = None,
) -> bool:
    """Whether a part could be gone through to its end."""
    parser = guarded_parser(part)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        feed(parser, to_the_end(content, _LIMITS), part=part, limits=_LIMITS)
    except Unreadable:
        return False
    return True


def number_of(text: str) -> int | None:
    """A whole number as an attribute holds it; None for anything else."""
    return int(text) if text.strip().removeprefix("-").isdecimal() else None
