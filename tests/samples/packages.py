"""Small valid packages for the reader's tests, and ways to spoil them."""

from __future__ import annotations

import io
import zipfile
import zlib

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><name val="Times New Roman"/></font><font><name val=".VnTime"/></font></fonts>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0"/><xf numFmtId="164" fontId="0"/>'
    '<xf numFmtId="9" fontId="1"/><xf numFmtId="0" fontId="99"/></cellXfs>'
    '<dxfs><dxf><font><name val="Wingdings"/></font></dxf></dxfs></styleSheet>'
)


def relations(*entries: tuple[str, str, str], kind: str = OFFICE) -> str:
    """A relations part from (id, last word of the type, target)."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{kind}/{word}" Target="{target}"/>' for name, word, target in entries
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def worksheet(rows: str, *, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return f'{HEAD}<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>',
    *,
    before: str = "",
    after: str = "",
    shared: tuple[str, ...] = (),
    names: str = "",
    **changed: str | bytes | None,
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet `Số liệu`.

    `shared` are the inner XML of the shared strings. `changed` replaces parts by name, `/` and `.` written
    as `__` and `_` (`xl__styles_xml=None` drops the styles); see `NAMES`.
    """
    strings = "".join(f"<si>{text}</si>" for text in shared)
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
        ),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Số liệu" sheetId="1" r:id="rId1"/>'
            f"</sheets>{names}</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": worksheet(rows, before=before, after=after),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>',
    }
    for name, content in changed.items():
        part = NAMES.get(name, name)
        if content is None:
            del found[part]
        else:
            found[part] = content
    return found


NAMES = {
    "types": "[Content_Types].xml",
    "package_relations": "_rels/.rels",
    "workbook": "xl/workbook.xml",
    "workbook_relations": "xl/_rels/workbook.xml.rels",
    "sheet": "xl/worksheets/sheet1.xml",
    "styles": "xl/styles.xml",
    "strings": "xl/sharedStrings.xml",
}


def packed(content: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, part in content.items():
            archive.writestr(zipfile.ZipInfo(name), part, compress_type=method)
    return stream.getvalue()


def package(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', **others: object) -> bytes:
    """The packed bytes of `parts(...)`."""
    return packed(parts(rows, **others))  # type: ignore[arg-type]


def spaces(megabytes: int) -> bytes:
    """A raw deflate stream of so many megabytes of spaces, made without inflating it here either."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = squeeze.compress(b" " * 2**20) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + b"\x03\x00"  # an empty last block


def with_raw_part(data: bytes, name: str, raw: bytes, *, size: int) -> bytes:
    """The package with one more part whose deflated bytes are `raw`, and whose directory claims `size`."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), raw)
        made = archive.getinfo(name)
        made.compress_type, made.file_size = zipfile.ZIP_DEFLATED, size
    return stream.getvalue()
