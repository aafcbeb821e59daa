"""What all parts of an Office Open XML package share: guarded XML, namespaces, relations, escaped text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote
from xml.parsers import expat

from tonghop290.spreadsheet.package import Limits, Package, Unreadable

MAIN_NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_RELATION_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATION_ATTRIBUTES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
_ENCODINGS = re.compile(
    r"utf-8|utf-16(le|be)?|us-ascii|iso-8859-([1-9]|10|11|13|14|15|16)|windows-125[0-8]", re.IGNORECASE
)
_MOST_NAMES = 20_000  # distinct element and attribute names in one part; real parts have a few hundred
MOST_DEPTH = 200
"""Elements inside each other; real parts have a dozen."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation of a part: `kind` is the last word of its type, `target` a part name or, if external, an address."""

    id: str
    kind: str
    target: str
    external: bool


class Remarks:
    """Stable codes gathered while reading, each with its place; at most `most` of one code are kept."""

    def __init__(self, most: int = 50) -> None:
        self._most = most
        self._found: dict[str, dict[str, None]] = {}

    def add(self, code: str, place: str = "") -> None:
        places = self._found.setdefault(code, {})
        if len(places) < self._most:
            places[place] = None
        elif place not in places:
            places["…"] = None

    def lines(self) -> tuple[str, ...]:
        """ "code" or "code: place", in the order first met."""
        return tuple(f"{code}: {place}" if place else code for code, places in self._found.items() for place in places)


class LastPiece(bytes):
    """The end of a part whose content is known to be whole: expat need not count its lines for a piece to follow."""


def to_the_end(content: bytes, limits: Limits) -> Iterator[bytes]:
    """The rest of a part that is held whole, in pieces no larger than the guards between them may see."""
    size = max(1, limits.token // 2)
    for start in range(0, len(content), size):
        yield LastPiece(content[start:]) if start + size >= len(content) else content[start : start + size]


def guarded_parser(part: str) -> expat.XMLParserType:
    """An expat parser giving names as "namespace local", refusing any DTD and any coding we do not know."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_size = 65_536
    parser.buffer_text = True

    def refuse_doctype(*_: object) -> None:
        raise Unreadable("file-dtd", part=part)

    def check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and not _ENCODINGS.fullmatch(encoding):
            raise Unreadable("file-damaged", part=part, reason="encoding")

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    parser.XmlDeclHandler = check_declaration
    return parser


def feed(
    parser: expat.XMLParserType,
    pieces: Iterable[bytes],
    *,
    part: str,
    limits: Limits,
    after_piece: Callable[[], None] | None = None,
) -> None:
    """Drive the parser over the pieces to the end; raises `Unreadable`.

    After every piece the guards look at what cannot be seen from a handler: a token that never ends, a flood
    of names; `after_piece` is the caller's own guard. A `LastPiece` ends the part without another look at its bytes.
    """
    fed = 0
    ended = False
    names = parser.intern
    try:
        for piece in pieces:
            ended = isinstance(piece, LastPiece)
            parser.Parse(piece, ended)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > limits.token or len(names) > _MOST_NAMES:
                raise Unreadable("file-bomb", part=part)
            if after_piece is not None:
                after_piece()
        if not ended:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable("file-damaged", part=part, reason="xml", line=error.lineno) from None
    finally:  # parser and handlers hold each other, and a whole sheet with them, until they are let go
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.XmlDeclHandler = None


def walk_content(content: bytes, visit: Callable[[list[str], Attributes], None], *, part: str, limits: Limits) -> None:
    """Visit every element of a small part's content with its path of names, root first; text is not given."""
    parser = guarded_parser(part)
    path: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if len(path) > MOST_DEPTH:
            raise Unreadable("file-bomb", part=part)
        path.append(name)
        visit(path, attributes)

    def end(_name: str) -> None:
        path.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, to_the_end(content, limits), part=part, limits=limits)


def read_relations(package: Package, part: str) -> dict[str, Relation]:
    """The relations of a part ("" for the package itself) by id; none where the part has no relations part.

    Workbooks of one form have the same relations to the byte: what was read of a part is kept for the next.
    """
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", name + ".rels")
    if source not in package:
        return {}
    content = package.read(source)
    listed = (_kept if len(content) <= _MOST_KEPT else _relations_in)(content, source, folder, package.limits)
    return {
        relation.id: relation
        if relation.external or relation.target in package
        else replace(relation, target=_unquoted(package, relation.target))
        for relation in listed
    }


def _relations_in(content: bytes, source: str, folder: str, limits: Limits) -> tuple[Relation, ...]:
    """The relations a part lists, of an id the first."""
    found: dict[str, Relation] = {}

    def visit(path: list[str], attributes: Attributes) -> None:
        if path[-1] == _RELATION_NAMESPACE + " Relationship":
            id, target = attributes.get("Id", ""), attributes.get("Target", "")
            external = attributes.get("TargetMode", "").lower() == "external"
            relation = Relation(
                id=id,
                kind=attributes.get("Type", "").rstrip("/").rpartition("/")[2],
                target=target if external else _resolve(folder, target),
                external=external,
            )
            found.setdefault(id, relation)

    walk_content(content, visit, part=source, limits=limits)
    return tuple(found.values())


_kept = lru_cache(maxsize=64)(_relations_in)
_MOST_KEPT = 64 * 2**10


def relation_id(attributes: Attributes) -> str:
    """The value of `r:id` whatever its prefix, "" where there is none."""
    for name in _RELATION_ATTRIBUTES:
        if name in attributes:
            return attributes[name]
    return ""


def is_true(value: str | None) -> bool:
    """An xsd:boolean attribute."""
    return value is not None and value.strip() in ("1", "true", "on")


def decode_text(text: str) -> str:
    """Undo the `_xHHHH_` escapes of ST_Xstring exactly once (ECMA-376 part 1 §22.9.2.19).

    >>> decode_text("a_x000D_b _x005F_x000D_")
    'a\\rb _x000D_'
    """
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if any("\ud800" <= character <= "\udfff" for character in decoded):
        # Pairs of halves become one character, a half alone becomes U+FFFD.
        decoded = decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return decoded


def _resolve(folder: str, target: str) -> str:
    """The part a relation points at; a query or fragment plays no part in it."""
    target = target.replace("\\", "/").partition("#")[0]
    path = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(path).lstrip("/")


def _unquoted(package: Package, path: str) -> str:
    return unquote(path) if unquote(path) in package else path
