"""A template that carries what acts or fetches is one sentence with its place; nothing of it travels into reports."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from tests.samples.reports import refused, template_with, the_form
from tonghop290.narrative.template.opened import open_template
from tonghop290.narrative.template.package_check import package_notes
from tonghop290.narrative.template.tag_check import lint_template, printed_names

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
Change = Callable[[dict[str, bytes]], None]


def inserted(xml: str) -> Change:
    """XML after the first paragraph."""

    def change(parts: dict[str, bytes]) -> None:
        body = parts["word/document.xml"].decode()
        parts["word/document.xml"] = body.replace("</w:p>", f"</w:p>{xml}", 1).encode()

    return change


def related(kind: str, target: str, *, external: bool = True, part: str = "document", body: bytes = b"") -> Change:
    def change(parts: dict[str, bytes]) -> None:
        name, mode = f"word/_rels/{part}.xml.rels", ' TargetMode="External"' if external else ""
        empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        relation = f'<Relationship Id="rId99" Type="{RELATIONS}{kind}" Target="{target}"{mode}/></Relationships>'
        parts[name] = parts.get(name, empty.encode()).replace(b"</Relationships>", relation.encode())
        if body:
            parts[f"word/{target}"] = body

    return change


def replaced(name: str, old: str, new: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode(), 1)

    return change


def holding(name: str, xml: str) -> Change:
    return lambda parts: parts.update({name: xml.encode()})


def paragraph_of(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def field(*instructions: str, name: str = "p") -> str:
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>' for text in instructions)
    return f"<w:p>{BEGIN}{runs}{SEPARATE}<w:r><w:t>x</w:t></w:r>{END}</w:p>"


DOCTYPE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'
LAUGHS = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document'
FETCHES = "lấy hoặc chạy nội dung từ nơi khác; đề nghị bỏ trường này."
INSIDE = "đề nghị chèn hẳn vào mẫu hoặc bỏ đi."
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
AGAIN = "đề nghị mở bằng Word và lưu lại kiểu Word Document (.docx)."
DTD = "có khai báo DTD (lấy nội dung từ nơi khác hoặc nhân bản vô hạn)"
NO_WORD = "mau.docx không phải là văn bản Word (.docx); mẫu cần lưu bằng Word, kiểu Word Document (.docx)."
# what was changed in the package · what is said
PACKAGES: dict[str, tuple[Change, str]] = {
    "an entity of a file": (
        replaced("word/document.xml", "<w:document", DOCTYPE),
        f"Thân mẫu: {DTD}; {AGAIN}",
    ),
    "a billion laughs": (
        replaced("word/document.xml", "<w:document", LAUGHS),
        f"Thân mẫu: {DTD}; {AGAIN}",
    ),
    "a DTD in the styles": (
        replaced("word/styles.xml", "<w:styles", DOCTYPE.replace("document", "styles")),
        f"Phần word/styles.xml: {DTD}; {AGAIN}",
    ),
    "a text of 300 MB": (
        lambda parts: inserted(paragraph_of("a" * (300 * 2**20)))(parts),
        f"mau.docx: nén quá mức, hoặc quá lớn khi mở ra (300 MB); {AGAIN}",
    ),
    "a text of 9 MB": (
        lambda parts: inserted(paragraph_of(random.Random(0).randbytes(9 * 2**19).hex()))(parts),
        f"Thân mẫu: quá lớn (9 MB); {AGAIN}",
    ),
    "a text of 12,000 paragraphs": (
        inserted("<w:p><w:r><w:t>Một đoạn</w:t></w:r></w:p>" * 12_000),
        f"Thân mẫu: quá dài (hơn 10000 đoạn hoặc 1000000 ký tự); {AGAIN}",
    ),
    "300 levels": (
        inserted("<w:p>" * 300 + "</w:p>" * 300),
        f"Thân mẫu: nén quá mức, hoặc quá lớn khi mở ra; {AGAIN}",
    ),
    "broken XML": (
        inserted("<w:p>"),
        f"Thân mẫu: XML bị hỏng ở dòng 2; {AGAIN}",
    ),
    "styles that are none": (holding("word/styles.xml", f"<w:numbering {W}/>"), NO_WORD),
    "properties that are none": (holding("docProps/core.xml", f"<w:numbering {W}/>"), NO_WORD),
    "a header that is nowhere": (
        replaced("word/document.xml", "<w:pgSz", '<w:headerReference w:type="first" r:id="0x1F"/><w:pgSz'),
        NO_WORD,
    ),
    "a width that is no number": (replaced("word/document.xml", 'w:w="12240"', 'w:w="NaN"'), NO_WORD),
    "INCLUDETEXT outside a field": (
        inserted('<w:p><w:r><w:instrText>INCLUDETEXT "http://a.example/x"</w:instrText></w:r></w:p>'),
        f"Đoạn 2: trường INCLUDETEXT {FETCHES}",
    ),
    "INCLUDETEXT": (inserted(field(' INCLUDETEXT "C:\\\\a.docx" ')), f"Đoạn 2: trường INCLUDETEXT {FETCHES}"),
    "INCLUDEPICTURE in pieces": (
        inserted(field(" INCLUDE", 'PICTURE "http://a.example/a.png" ')),
        f"Đoạn 2: trường INCLUDEPICTURE {FETCHES}",
    ),
    "DDEAUTO": (inserted(field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe")), f"Đoạn 2: trường DDEAUTO {FETCHES}"),
    "dde": (inserted(field(' dde "a" "b"')), f"Đoạn 2: trường DDE {FETCHES}"),
    "LINK": (inserted(field(" LINK Excel.Sheet.12 a.xlsx ")), f"Đoạn 2: trường LINK {FETCHES}"),
    "a name made by another field": (
        inserted(f"<w:p>{BEGIN}{field('QUOTE 68 68 69')[5:-6]}{SEPARATE}{END}</w:p>"),
        f"Đoạn 2: trường không rõ tên {FETCHES}",
    ),
    "a simple field": (
        inserted('<w:p><w:fldSimple w:instr=" DATABASE \\d a.mdb "/></w:p>'),
        f"Đoạn 2: trường DATABASE {FETCHES}",
    ),
    "a field in a header": (
        related("header", "header9.xml", external=False, body=f"<w:hdr {W}>{field('LINK a')}</w:hdr>".encode()),
        f"Đầu trang: trường LINK {FETCHES}",
    ),
    "a linked picture": (
        related("image", "http://a.example/a.png"),
        f"Thân mẫu: hình nằm ngoài tệp (http://a.example/a.png); {INSIDE}",
    ),
    "a picture on a share": (
        related("image", "file:///\\\\a.example\\a.png"),
        f"Thân mẫu: hình nằm ngoài tệp (file:///\\\\a.example\\a.png); {INSIDE}",
    ),
    "a picture without a relation": (
        inserted(f'<w:p><w:r><w:pict><v:imagedata {VML} src="http://a.example/a.png"/></w:pict></w:r></w:p>'),
        "Đoạn 2: hình lấy từ nơi khác (http://a.example/a.png); đề nghị chèn hình vào mẫu.",
    ),
    "an embedded workbook": (
        related("package", "embeddings/a.xlsx", external=False, body=b"PK"),
        "Thân mẫu: có tệp nhúng (embeddings/a.xlsx); đề nghị bỏ đi.",
    ),
    "an embedded object": (
        related("oleObject", "embeddings/a.bin", external=False, body=b"\xd0\xcf"),
        "Thân mẫu: có đối tượng nhúng (embeddings/a.bin); đề nghị bỏ đi.",
    ),
    "a linked object": (
        related("oleObject", "file:///C:/a.xlsx"),
        f"Thân mẫu: đối tượng nhúng nằm ngoài tệp (file:///C:/a.xlsx); {INSIDE}",
    ),
    "a control": (
        related("control", "activeX/activeX1.xml", external=False, body=b"<a/>"),
        "Thân mẫu: có nút điều khiển (ActiveX) (activeX/activeX1.xml); đề nghị bỏ đi.",
    ),
    "a macro": (
        related("vbaProject", "vbaProject.bin", external=False, body=b"\xd0\xcf"),
        "Thân mẫu: có macro (vbaProject.bin); đề nghị bỏ đi.",
    ),
    "a document with macros": (
        replaced("[Content_Types].xml", "wordprocessingml.document.main", "ms-word.document.macroEnabled.main"),
        "Phần [Content_Types].xml: tệp có macro; đề nghị lưu lại kiểu Word Document (.docx), không có macro.",
    ),
    "a chunk of another document": (
        related("aFChunk", "a.html", external=False, body=b"<html></html>"),
        "Thân mẫu: có văn bản khác chèn vào (a.html); đề nghị bỏ đi.",
    ),
    "a part of another document": (
        related("subDocument", "a.docx"),
        f"Thân mẫu: văn bản con nằm ngoài tệp (a.docx); {INSIDE}",
    ),
    "a source of letters": (
        related("mailMergeSource", "file:///C:/a.mdb", part="settings"),
        f"Phần word/settings.xml: nội dung (mailMergeSource) nằm ngoài tệp (file:///C:/a.mdb); {INSIDE}",
    ),
}


def changed(folder: Path, change: Change, *texts: str) -> Path:
    """The small template with its package changed."""
    template = template_with(folder, *texts)
    with zipfile.ZipFile(template) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(template, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return template


@pytest.mark.parametrize("name", PACKAGES)
def test_what_acts_or_fetches_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    change, fault = PACKAGES[name]
    template = changed(tmp_path, change)
    assert lint_template(template, the_form()) == (fault,) == refused(template)
    assert printed_names(template) == frozenset() and not (tmp_path / "a.docx").exists()


def test_a_part_that_lies_twice_in_the_package_is_refused(tmp_path: Path) -> None:
    template = template_with(tmp_path)
    with zipfile.ZipFile(template, "a") as package, pytest.warns(UserWarning):
        package.writestr("word/document.xml", b"<a/>")
    assert refused(template) == (f"Thân mẫu: nằm hai lần trong tệp; {AGAIN}",)


def test_the_link_to_another_template_is_dropped_with_a_word(tmp_path: Path) -> None:
    def attached(parts: dict[str, bytes]) -> None:
        related("attachedTemplate", "https://a.example/a.dotm", part="settings")(parts)
        link = b'<w:attachedTemplate xmlns:r="%s" r:id="rId99"/><w:linkStyles/></w:settings>' % RELATIONS[:-1].encode()
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"</w:settings>", link)

    for texts in (("{{ dan_so }}",), ()):
        template = changed(tmp_path, attached, *texts)
        assert package_notes(template) == ("bỏ liên kết tới tệp mẫu khác (https://a.example/a.dotm)",)
        assert refused(template) == ()
        with zipfile.ZipFile(tmp_path / "a.docx") as package:
            contents = {name: package.read(name) for name in package.namelist()}
        assert not [name for name, content in contents.items() if b"a.example" in content or b"attachedT" in content]
        assert b"linkStyles" not in contents["word/settings.xml"]


def test_what_only_opens_when_clicked_stays(tmp_path: Path) -> None:
    template = changed(tmp_path, related("hyperlink", "https://a.example/"), "{{ dan_so }}")
    assert refused(template) == () and package_notes(template) == ()


def test_page_numbers_and_tables_of_contents_are_no_fault(tmp_path: Path) -> None:
    xml = field(" PAGE \\* MERGEFORMAT ") + field(' TOC \\o "1-3" ') + field("=1+1") + field(" date \\@ dd/MM ")
    assert refused(changed(tmp_path, inserted(xml))) == ()


def test_a_table_without_its_grid_is_filled(tmp_path: Path) -> None:
    xml = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{ dan_so }}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"
    assert refused(changed(tmp_path, inserted(xml))) == ()


def test_a_table_whose_columns_cannot_be_counted_is_told(tmp_path: Path) -> None:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="nhiều"/></w:tcPr><w:p/></w:tc>'
    template = changed(tmp_path, inserted(f"<w:tbl><w:tblGrid/><w:tr>{cell}</w:tr></w:tbl><w:p/>"))
    assert refused(template) == ("có bảng mà số cột không đọc được; đề nghị mở bằng Word, sửa bảng và lưu lại.",)


def test_shipped_templates_carry_nothing(tmp_path: Path) -> None:
    for path in sorted(the_form().folder.glob("*.docx")):
        assert package_notes(path) == () and open_template(path) is not None


def test_a_workbook_with_macros_is_still_no_word_file(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", b"<a/>")
    (tmp_path / "mau.docx").write_bytes(buffer.getvalue())
    assert "không phải là văn bản Word" in lint_template(tmp_path / "mau.docx", the_form())[0]


def test_what_is_dropped_is_said_beside_the_report(tmp_path: Path) -> None:
    template = changed(tmp_path, related("attachedTemplate", "file:///C:/Normal.dotm", part="settings"))
    _, _, err = run("form", "lint", "--form", "school-return", "--template", template)
    assert err == "mau.docx: bỏ liên kết tới tệp mẫu khác (file:///C:/Normal.dotm).\n"
