"""What a form says of its documents, settings, phrases and fitted words; each mistake is one fault at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.forms import drawn, faults_of
from tonghop290.definitions.toml_file import read_toml
from tonghop290.forms.excel.author_looks import as_bytes
from tonghop290.forms.excel.write_form import written_book
from tonghop290.forms.load import load_form
from tonghop290.forms.parts.office import load_office
from tonghop290.model import Document, FormError, OwnSetting

FIELDS = '[fields.so_ho]\ntype = "integer"\nunit = "hộ"\n[fields.ten]\ntype = "text"\nfilled_by = "office"\n'
SAID = """
[documents.chung]
title = "Báo cáo chung"
for = "office"
template = "chung.docx"
profile = "plain"
output = "Chung {period}"
table_fields = ["so_ho"]
without_notes = true
[settings.duong_day]
label = "Đường dây nóng"
default = "1900"
[phrases.loi_chao]
text = "Kính gửi {{ cap }}"
office = "Kính trình"
label = "Lời chào"
[together.ca_hai]
label = "Cả hai"
fields = ["so_ho", "ten"]
[fitted.xa]
word = "xã"
becomes = "loai_don_vi"
not_before = ["hội"]
for = "unit"
[former_tags.ten_cu]
was = "{{ ten_don_vi_cu }}"
becomes = "{{ ten_don_vi }}"
"""


def test_what_is_printed_stands_in_the_form(tmp_path: Path) -> None:
    paper = drawn(FIELDS + SAID, tmp_path).paper
    assert paper.documents == (
        Document(
            id="chung",
            title="Báo cáo chung",
            about="office",
            template="chung.docx",
            profile="plain",
            output="Chung {period}",
            table_fields=("so_ho",),
            without_notes=True,
        ),
    )
    assert paper.settings == {"duong_day": OwnSetting(id="duong_day", label="Đường dây nóng", default="1900")}
    own = [one for one in paper.phrases if not one.shared]
    assert [(one.id, one.text, one.office, one.label) for one in own] == [
        ("loi_chao", "Kính gửi {{ cap }}", "Kính trình", "Lời chào")
    ]
    assert [(one.label, one.fields) for one in paper.together] == [("Cả hai", ("so_ho", "ten"))]
    assert [(one.word, one.becomes, one.not_before, one.about) for one in paper.fits] == [
        ("xã", "loai_don_vi", ("hội",), "unit")
    ]
    assert [(one.was, one.becomes) for one in paper.former_tags] == [("{{ ten_don_vi_cu }}", "{{ ten_don_vi }}")]


def test_it_comes_back_out_of_excel(tmp_path: Path) -> None:
    form = drawn(FIELDS.replace('filled_by = "office"', 'role = "signer"') + SAID, tmp_path)
    book = tmp_path / "bieu.xlsx"
    book.write_bytes(as_bytes(written_book(read_toml(tmp_path / "form.toml")[0])))
    back = load_form(book)
    assert back.paper == form.paper and back.fields["ten"].role == "signer"


# what somebody wrote · what is said of it
FAULTS = [
    ('[documents.a]\ntitle = "A"\n', "documents.a.for: còn thiếu"),
    (
        '[documents.a]\ntitle = "A"\nfor = "đơn vị"\n',
        "documents.a.for: 'đơn vị' không có trong: unit, office; ý đồng chí là 'unit'?",
    ),
    (
        '[documents.a]\ntitle = "A"\nfor = "unit"\ntemplate = "../a.docx"\n',
        "documents.a.template: '../a.docx' phải là tên một tệp nằm cùng thư mục với biểu",
    ),
    (
        '[documents.a]\ntitle = "A"\nfor = "unit"\ntemplate = "a.doc"\n',
        "documents.a.template: 'a.doc' phải là văn bản Word (.docx)",
    ),
    (
        '[documents.a]\ntitle = "A"\nfor = "unit"\noutput = "Báo cáo"\n',
        "documents.a.output: 'Báo cáo': các đơn vị sẽ trùng tên tệp; đề nghị thêm {unit}",
    ),
    (
        '[documents.a]\ntitle = "A"\nfor = "office"\noutput = "{nam}"\n',
        "documents.a.output: '{nam}': trong ngoặc nhọn chỉ ghi được {unit}, {code}, {name}, {title}, {period}",
    ),
    (
        '[documents.a]\ntitle = "A"\nfor = "office"\noutput = "C"\n[documents.b]\ntitle = "B"\nfor = "office"\n'
        'output = "c"\n',
        "documents.b.output: trùng tên tệp với văn bản 'a'; mỗi văn bản một tên",
    ),
    (
        '[documents.a]\ntitle = "A"\nfor = "office"\ntable_fields = ["so_hoo"]\n',
        "documents.a.table_fields: không có chỉ tiêu 'so_hoo'; ý đồng chí là 'so_ho'?",
    ),
    (
        '[documents.a]\ntitle = "A"\nfor = "unit"\ntable_fields = ["so_ho"]\n',
        'documents.a.table_fields: chỉ văn bản của cơ quan tổng hợp (for = "office") có bảng các đơn vị',
    ),
    (
        '[settings.committee]\nlabel = "A"\n',
        "settings.committee: 'committee' đã là một mục của cơ quan; đề nghị đặt tên khác",
    ),
    (
        '[settings.ten_them]\nlabel = "A"\nadds_to = "ten_ngoi"\n[texts]\nten_nguoi = ["A"]\n',
        "settings.ten_them.adds_to: không có danh sách 'ten_ngoi' trong [texts]; ý đồng chí là 'ten_nguoi'?",
    ),
    ('[phrases.so_ho]\ntext = "A"\n', "phrases.so_ho: trùng mã với một chỉ tiêu hoặc một bảng"),
    ('[phrases.loi]\ntxt = "A"\n', "phrases.loi.text: còn thiếu"),
    (
        '[together.hai]\nlabel = "Hai"\nfields = ["so_ho"]\n',
        "together.hai.fields: cần ít nhất hai chỉ tiêu được trả lời cùng nhau",
    ),
    ('[fitted.xa]\nword = "xã"\n', "fitted.xa.becomes: còn thiếu"),
    (
        '[former_tags.cu]\nwas = "xã"\nbecomes = "{{ ten }}"\n',
        "former_tags.cu.was: 'xã' không phải là một thẻ; cần viết cả dấu ngoặc, như {{ ten }}",
    ),
    (
        '[fields.nd]\ntype = "text"\noffice = "duong_dai"\n[settings.Duong]\nlabel = "A"\n',
        "settings.Duong: mã 'Duong' chỉ được gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("said", "fault"), FAULTS, ids=[fault.partition(":")[0] for _, fault in FAULTS])
def test_each_mistake_is_told_at_its_place(said: str, fault: str, tmp_path: Path) -> None:
    assert fault in faults_of(FIELDS + said, tmp_path)


def test_a_round_may_say_the_forms_own_settings_and_no_others(tmp_path: Path) -> None:
    form = drawn(FIELDS + SAID, tmp_path)
    settings = tmp_path / "tonghop290.toml"
    settings.write_text('[office]\nduong_day = "113"\n', encoding="utf-8")
    assert load_office(settings, form.office, settings=form.paper.settings).own == {"duong_day": "113"}
    settings.write_text('[office]\nduong_day = ""\n', encoding="utf-8")
    assert load_office(settings, form.office, settings=form.paper.settings).setting("duong_day") == "1900"
    settings.write_text('[office]\nduong_dai = "113"\n', encoding="utf-8")
    with pytest.raises(FormError, match="office.duong_dai: không có mục này; ý đồng chí là 'duong_day'"):
        load_office(settings, form.office, settings=form.paper.settings)
