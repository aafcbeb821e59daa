"""The shipped templates agree with their readable text, and lint says what is wrong with others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.light_word import empty_document
from tests.samples.reports import short_document, the_form
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.template.build import build_template, read_source
from tonghop290.narrative.template.tag_check import lint_template, printed_names
from tonghop290.pipeline.forms import lint_form
from tonghop290.text.printing.widths import width_of

NAMES = ("bao_cao_xa", "bao_cao_huyen")


@pytest.mark.parametrize("name", NAMES)
def test_the_word_template_is_what_its_text_builds(name: str, tmp_path: Path) -> None:
    shipped = the_form().folder / f"{name}.docx"
    built = build_template(the_form().folder / f"{name}.txt", tmp_path / f"{name}.docx")
    if built.read_bytes() != shipped.read_bytes():
        pytest.fail(
            f"{shipped.name} does not agree with {name}.txt. Build it again:\n"
            f"  python -m tonghop290.narrative.template.build {shipped.parent}"
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_templates_have_no_fault(name: str) -> None:
    assert lint_template(the_form().folder / f"{name}.docx", the_form()) == ()


# what somebody wrote · what lint says of it
FAULTS = [
    ("Dân số {{ dan_soo }} người", "“Dân số {{ dan_soo }} người”: không có thẻ “dan_soo” (có phải “dan_so”?)."),
    ("{{ thuan_loi }}", "“{{ thuan_loi }}”: “thuan_loi” là danh sách, cần in từng dòng ({%p for y in thuan_loi %})."),
    (
        "{% for y in dan_so %}{{ y }}{% endfor %}",
        "“{% for y in dan_so %}{{ y }}{% endfor %}”: “dan_so” không phải là danh sách, không dùng được sau “in”.",
    ),
    ("{{ dan_so.cao('#') }}", "“{{ dan_so.cao('#') }}”: “dan_so” không có “.cao” (có phải “cau”?)."),
    ("{{ nguoi_ky.bang_khong }}", "“{{ nguoi_ky.bang_khong }}”: “nguoi_ky” không có “.bang_khong”."),
    ("{{ dan_so | ky_hiu }}", "“{{ dan_so | ky_hiu }}”: không có cách viết “ky_hiu” (có phải “ky_hieu”?)."),
    ("{{ dan_so }", "“{{ dan_so }”: thẻ bị hỏng, có 1 dấu {{ và 0 dấu }}."),
    ("{ dan_so }", "“{ dan_so }”: “{ dan_so }” không phải là thẻ; thẻ viết {{ dan_so }}."),
    ("Có «chi_bo» chi bộ", "“Có «chi_bo» chi bộ”: “«chi_bo»” không phải là thẻ; thẻ viết {{ chi_bo }}."),
    ("｛｛ dan_so ｝｝", "“｛｛ dan_so ｝｝”: “｛｛ dan_so ｝｝” không phải là thẻ; thẻ viết {{ dan_so }}."),
    ("{{ a b }}", "“{{ a b }}”: thẻ viết chưa đúng (cần “}}” ở chỗ của “b”)."),
    ("{% fi dan_so %}", "“{% fi dan_so %}”: thẻ viết chưa đúng (không có lệnh {% fi %})."),
    ("{ { dan_so }}", "“{ { dan_so }}”: thẻ bị hỏng, có 0 dấu {{ và 1 dấu }}."),
    (
        "{% if %}x{% endif %}",
        "“{% if %}x{% endif %}”: thẻ viết chưa đúng (thiếu tên hoặc số trước “%}”).",
    ),
    (
        "Nếu {%p if du_thao %} thì",
        "“Nếu {%p if du_thao %} thì”: thẻ {%p … %} hoặc {%tr … %} phải đứng một mình trong đoạn.",
    ),
]


@pytest.mark.parametrize(("text", "fault"), FAULTS)
def test_a_fault_is_told_with_its_paragraph(text: str, fault: str, tmp_path: Path) -> None:
    found = lint_template(_changed(tmp_path, text), the_form())
    assert [line.partition(" “")[2] for line in found[:1]] == [fault.removeprefix("“")]
    assert found[0].startswith("Đoạn ")


def test_faults_are_told_together(tmp_path: Path) -> None:
    found = lint_template(_changed(tmp_path, "{{ mot }} {{ hai }} {{ dan_so.ba }}"), the_form())
    assert len([line for line in found if line.startswith("Đoạn ")]) == 3


def test_tags_that_word_broke_into_runs_still_work(tmp_path: Path) -> None:
    from docx import Document

    document = Document(str(the_form().folder / "bao_cao_xa.docx"))
    paragraph = document.add_paragraph()
    for part in ("Dân số {", "{ dan\u200b", "_so\u00ad }", "} người {tập thể} «a»"):
        paragraph.add_run(part).bold = "_so" in part
    path = tmp_path / "mau.docx"
    document.save(str(path))
    assert lint_template(path, the_form()) == ()


def test_a_blank_that_is_never_printed_is_told(tmp_path: Path) -> None:

    document = empty_document()
    document.add_paragraph("{{ ten_don_vi }}")
    path = tmp_path / "mau.docx"
    document.save(str(path))
    found = lint_template(path, the_form())
    assert "Mẫu không in chỉ tiêu “Dân số năm 2019” (thẻ {{ dan_so }})." in found
    assert not [line for line in found if "Tên xã" in line]
    assert lint_template(path, the_form(), about="office") == (
        "Đoạn 1 “{{ ten_don_vi }}”: không có thẻ “ten_don_vi” (có phải “tong_don_vi”?).",
    )


def test_whose_template_it_is_shows_in_its_tags(tmp_path: Path) -> None:
    copy = tmp_path / "mau cua co quan.docx"
    for name in NAMES:
        copy.write_bytes((the_form().folder / f"{name}.docx").read_bytes())
        assert lint_template(copy, the_form()) == ()


@pytest.mark.parametrize(
    ("name", "content"), [("a.docx", b"khong phai Word"), ("b.docx", b""), ("c.docx", b"PK\x05\x06" + bytes(18))]
)
def test_what_is_not_a_word_file_is_told_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert lint_template(tmp_path / name, the_form()) == (
        f"{name} không phải là văn bản Word (.docx); mẫu cần lưu bằng Word, kiểu Word Document (.docx).",
    )
    assert printed_names(tmp_path / name) == frozenset()


def test_a_workbook_is_no_template(tmp_path: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(tmp_path / "a.docx")
    assert len(lint_template(tmp_path / "a.docx", the_form())) == 1


def test_the_names_a_template_prints_are_known() -> None:
    names = printed_names(the_form().folder / "bao_cao_xa.docx")
    assert {"dan_so", "don_to_cao", "thuan_loi", "mo_hinh", "ten_don_vi"} <= names and "ten_huyen" not in names


def test_linting_the_form_covers_its_word_templates_and_the_offices_own(tmp_path: Path) -> None:
    """(That the shipped ones have no fault stands in ``tests/forms/test_lint.py``.)"""
    form = replace(the_form(), rules=())  # trying out rules takes its time
    own = _changed(tmp_path, "{{ dan_soo }}", whole=True)
    assert [line for line in lint_form(form, template=own) if "docx" in line] == [
        "mau.docx: Đoạn 92 “{{ dan_soo }}”: không có thẻ “dan_soo” (có phải “dan_so”?)."
    ]
    own.rename(tmp_path / "bao_cao_xa.docx")
    found = [line for line in lint_form(replace(form, folder=tmp_path)) if "docx" in line]
    assert [line.partition(":")[0] for line in found] == ["bao_cao_xa.docx", "documents.bao_cao_huyen.template"]
    assert found[1].endswith("không có tệp bao_cao_huyen.docx cạnh biểu; ý đồng chí là 'bao_cao_xa.docx'?")


def test_an_unknown_style_is_told_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "mau.txt"
    source.write_text("## lời dẫn\n\nMột đoạn.\n[Kiểu lạ] Hai đoạn.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="mau.txt, dòng 4: không có kiểu 'Kiểu lạ'"):
        build_template(source, tmp_path / "mau.docx")


def test_every_component_has_a_style_of_its_own() -> None:
    from docx import Document

    names = {style.name for style in Document(str(the_form().folder / "bao_cao_xa.docx")).styles}
    assert set(profile_of("hd36-2018").looks) <= names
    assert names - set(profile_of("hd36-2018").looks) == {
        "Normal",
        "Default Paragraph Font",
        "Normal Table",
        "No List",
        "Thẻ mẫu",
        "Thẻ điều kiện",
    }


def test_the_source_reads_as_it_looks(tmp_path: Path) -> None:
    source = tmp_path / "mau.txt"
    source.write_text(
        "[Tên loại] BÁO CÁO\nĐoạn.\n- Gạch.\n[trái | Dấu sao] *\n[bảng 10 20] A | B\n[ngang]\n", encoding="utf-8"
    )
    assert [(line.where, line.style, line.text, line.widths) for line in read_source(source)] == [
        ("body", "Tên loại", "BÁO CÁO", ()), ("body", "Nội dung", "Đoạn.", ()),
        ("body", "Gạch đầu dòng", "- Gạch.", ()),
        ("left", "Dấu sao", "*", ()), ("table", "", "A | B", (10.0, 20.0)), ("page", "ngang", "", ()),
    ]  # fmt: skip


def test_the_title_is_as_wide_as_its_letters() -> None:
    """206,67 pt measured in the font (Times New Roman Bold, 15 pt)."""
    assert round(width_of("ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True), 2) == 206.67


def _changed(folder: Path, text: str, *, whole: bool = False) -> Path:
    from docx import Document

    document = Document(str(the_form().folder / "bao_cao_xa.docx")) if whole else short_document()
    document.add_paragraph(text)
    path = folder / "mau.docx"
    document.save(str(path))
    return path
