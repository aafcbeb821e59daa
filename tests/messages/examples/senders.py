"""Who sent a return, how often; what other editions, other returns and earlier answers say of it."""

from __future__ import annotations

import dataclasses
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import tonghop290 as th
from tests.messages.examples.example import Example, checked, drawn, repacked
from tests.messages.examples.small_form import (
    GOOD,
    OTHER,
    UNIT,
    UNITS,
    form_of,
    good,
    issued,
    place,
    returned,
    the_form,
)
from tonghop290.data.editions.carry_over import carry_over
from tonghop290.model import Unit
from tonghop290.pipeline.exports import earlier_of

CORE = "docProps/core.xml"
STRANGER = Unit(code="99999", name="Hoằng Xuân", type="xã")


def saved_at(minute: int, data: bytes) -> bytes:
    """A return whose properties say when it was saved."""

    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        at = f"2020-01-10T08:{minute:02}:00Z".encode()
        return {CORE: re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + at, parts[CORE])}

    return repacked(change, data)


def examples() -> Iterator[Example]:
    yield from alone()
    yield from several()
    yield from of_editions()
    yield from compared()


def alone() -> Iterator[Example]:
    said = checked(
        {
            "mã lạ.xlsx": returned(unit=STRANGER),
            "tên lạ.xlsx": returned(unit=None, don_vi="Xã Không Có"),
            "thieu ten.xlsx": returned(unit=None),
            "nhầm biểu.xlsx": returned(don_vi="Xã Hoằng Giang"),
            "15880 Xã Hoằng Giang.xlsx": returned(),
            "phiên bản 1.xlsx": returned(form_of(('version = "2"', 'version = "1"'))),
        },
        units=UNITS,
    )
    yield drawn("unit-code", "biểu của đợt khác, mã đơn vị đã đổi", said["mã lạ.xlsx"])
    yield drawn("unit-unknown", "ghi tên “Xã Không Có”", said["tên lạ.xlsx"])
    yield drawn("unit-missing", "biểu chưa ghi tên đơn vị", said["thieu ten.xlsx"])
    yield drawn("unit-disagrees", "điền vào biểu phát cho xã bên", said["nhầm biểu.xlsx"])
    yield drawn("unit-file-name", "tên tệp là của xã bên", said["15880 Xã Hoằng Giang.xlsx"])
    yield drawn("form-version", "điền trên biểu phiên bản cũ", said["phiên bản 1.xlsx"])
    zeros = {"42": dataclasses.replace(UNIT, code="42", name="Hoà Bình")}
    own = returned(unit=dataclasses.replace(UNIT, code="00042", name="Hoà Bình"))
    [found] = checked({"a.xlsx": own}, units=zeros).values()
    yield drawn("unit-list-zeros", "danh sách đơn vị lưu bằng Excel, mã 00042 thành 42", found)


def several() -> Iterator[Example]:
    """Several of one unit. Files given by name, as their names stand in the sentences."""
    last = saved_at(9, good())
    returns = [("lần 1.xlsx", saved_at(1, returned(chi_bo=22))), ("lần 2.xlsx", last), ("lần 2 (1).xlsx", last)]
    said = th.check(returns, the_form(), units=UNITS).findings
    yield drawn("unit-twice", "xã gửi hai lần, lần sau sửa số", said)
    yield drawn("unit-same-file", "gửi lại đúng tệp đã gửi", said)
    said = th.check([("a.xlsx", good()), ("b.xlsx", returned(chi_bo=22))], the_form(), units=UNITS).findings
    yield drawn("unit-same-time", "hai biểu khác nhau, lưu cùng một lúc", said)


def of_editions() -> Iterator[Example]:
    """Returns of the form, as later editions of it see them."""
    before = th.check([("a.xlsx", good())], the_form(), compare=False).dataset
    later = form_of(
        ('version = "2"', 'version = "3"'),
        ('unit = "ha"', 'unit = "km²"'),
        ('["BÍ THƯ", "PHÓ BÍ THƯ"]', '["BÍ THƯ ĐẢNG UỶ", "PHÓ BÍ THƯ"]'),
        ("hard = [20, 40000]", "hard = [20, 2000]"),
        ("[fields.don_to_cao]", "[fields.don_phan_anh]"),
        ("don_to_cao / 10", "don_phan_anh / 10"),
        ("Số đơn tố cáo đã tiếp nhận, xử lý", "Số đơn phản ánh đã tiếp nhận, xử lý"),
        ('short = "Đơn tố cáo"', 'short = "Đơn phản ánh"'),
    )
    [said] = carry_over(before, later)[1].values()
    yield drawn("form-earlier", "biểu làm trên phiên bản 2, biểu hiện hành là 3", said)
    yield drawn("form-lacks", "biểu hiện hành thêm một chỉ tiêu", said)
    yield drawn("form-dropped", "biểu hiện hành bỏ một chỉ tiêu", said)
    yield drawn("form-meaning", "biểu hiện hành đổi đơn vị tính ha thành km²", said)
    yield drawn("form-choice", "biểu hiện hành đổi danh sách chức vụ", said)
    yield drawn("form-range", "biểu hiện hành hạ mức cao nhất của số hộ", said)
    [said] = carry_over(before, form_of(("last_year = 2019", "last_year = 2020")))[1].values()
    yield drawn("form-period", "biểu hiện hành lập cho kỳ khác", said)


def compared() -> Iterator[Example]:
    said = checked({"a.xlsx": good(), "b.xlsx": returned(unit=OTHER)}, units=UNITS, compare=True)
    yield drawn("figures-repeated", "hai xã gửi số liệu giống hệt nhau", said["a.xlsx"])
    with tempfile.TemporaryDirectory() as folder:
        blank = issued(returned(unit=None, don_vi="Xã Mẫu"))
        for number, homes in enumerate((2579, 2610, 2300, 1980, 2230, 25790)):
            cells = {place("don_vi"): f"Xã Mẫu {number}", place("ho"): homes}
            blank.fill(Path(folder) / f"{number}.xlsx", cells)
        found = th.check(folder, the_form()).findings
    yield drawn("R15", "số hộ gấp mười lần năm xã kia (gõ thừa một chữ số)", found)
    form = form_of(("usual = [1000, 40000]", "usual = [1000, 40000]\nchange_usual = 20"))
    with tempfile.TemporaryDirectory() as folder:
        then = th.check([("a.xlsx", returned(form, dan_so=GOOD["dan_so"] // 2))], form, units=UNITS)
        th.write_tables(then, folder, format="json")
        earlier = earlier_of(Path(folder), form)
    found = th.check([("a.xlsx", returned(form))], form, units=UNITS, earlier=earlier).findings
    yield drawn("figure-changed", "kỳ trước dân số chỉ bằng một nửa", found)
