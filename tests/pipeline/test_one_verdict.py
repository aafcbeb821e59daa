"""What ``check`` says of a mail or an archive: of the returns in it, of what came with them, of one without any."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

import tonghop290 as th
from tests.parcels.compound import a_msg
from tests.parcels.dialects import a_part, a_zip, mail_of
from tests.samples.communes import FULL, a_unit, figures_of_its_own
from tests.samples.forms import shipped_form
from tests.samples.packages import package
from tonghop290.messages.on_parcels import ON_PARCELS
from tonghop290.pipeline.counted import in_register_order
from tonghop290.workbook.issue.blank import Filling, write_blank

FORM = shipped_form()
PDF, JPEG, RAR = b"%PDF-1.7\n" + bytes(90), b"\xff\xd8\xff\xe0" + bytes(90), b"Rar!\x1a\x07\x01\x00" + bytes(90)
DOCX = package() and a_zip({"[Content_Types].xml": b"wordprocessingml.document.main", "word/document.xml": b"<x/>"})
RESULT = b'{"totals": {"fields": {"CT01": 1, "CT02": 1, "CT03": 1, "CT04": 1}}, "so_lieu_rong": [{"CT05": 1}]}'
IS_RESULT = (
    "Đây là tệp kết quả của cấp dưới, không phải biểu của một đơn vị. Đề nghị cộng các tệp này bằng lệnh tonghop290 "
    "summary (Tổng hợp)."
)
ASKED = "Đề nghị nhập số liệu vào biểu mẫu .xlsx đã phát hành rồi gửi tệp đó."
OTHERWISE = "Đề nghị gửi thẳng tệp biểu mẫu .xlsx, hoặc nén lại thành .zip."
RESEND = "Đề nghị gửi lại tệp biểu mẫu .xlsx."
KEPT = "Đã giữ lại, không lấy số liệu từ đó."


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = write_blank(FORM, tmp_path_factory.mktemp("form") / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL))
    return path.read_bytes()


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    unit = a_unit("15880", "Hoằng Giang")
    own = Filling(values={**FULL, "don_vi": "Xã Hoằng Giang", **figures_of_its_own(1)})
    path = write_blank(FORM, tmp_path_factory.mktemp("form") / "a.xlsx", unit=unit, filling=own)
    return path.read_bytes()


def files_of(full: bytes, other: bytes) -> dict[str, dict[str, bytes]]:
    return {
        "a return alone": {"a.xlsx": full},
        "with its signed scan": {"a.xlsx": full, "ký.pdf": PDF},
        "with papers and pictures": {"cv.docx": DOCX, "1.jpg": JPEG, "a.xlsx": full, "ghi chú.txt": b"xin gui"},
        "with another workbook": {"phụ lục.xlsx": package(), "a.xlsx": full},
        "two, each with its scan": {"a.xlsx": full, "a.pdf": PDF, "b.xlsx": other, "b.pdf": PDF},
        "with what nobody can open": {"a.xlsx": full, "ảnh.rar": RAR, "khoá.zip": a_zip({"x": b"x"}, flags=1)},
        "with half of another": {"a.xlsx": full, "b.xlsx": other[:9_000]},
        "a scan alone": {"ký.pdf": PDF},
        "scans and papers": {"1.jpg": JPEG, "2.jpg": JPEG, "cv.docx": DOCX},
        "a rar alone": {"a.rar": RAR, "ký.pdf": PDF},
        "nothing whole": {"a.xlsx": full[:9_000], "ký.pdf": PDF},
        "a result of an office below": {"so_lieu.json": RESULT},
        "such a result and a letter": {"cv.docx": DOCX, "so_lieu.json": RESULT},
        "such a result and a return": {"a.xlsx": full, "so_lieu.json": RESULT},
    }


def note(listed: str) -> str:
    return f"Gửi kèm: {listed}. {KEPT}"


CUT = "Tệp bị đứt giữa chừng, chưa tải hết hoặc hỏng khi gửi. Đề nghị gửi lại tệp."
UNOPENED = (
    "Gửi kèm tệp không mở được: khoá.zip (tệp nén .zip), ảnh.rar (tệp nén .rar). Nếu trong đó có biểu số liệu khác, đề "
    "nghị gửi thẳng tệp .xlsx; nếu không thì ghi rõ là tài liệu kèm theo."
)
# what came: name below the parcel ("" for it itself), status, sentences; exit code
SAID: dict[str, tuple[list[tuple[str, str, list[str]]], int]] = {
    "a return alone": ([("a.xlsx", "clean", [])], 0),
    "with its signed scan": ([("a.xlsx", "clean", [note("ký.pdf (tệp PDF)")])], 0),
    "with papers and pictures": (
        [("a.xlsx", "clean", [note("1.jpg (ảnh JPEG), cv.docx (văn bản Word (.docx)), ghi chú.txt (tệp chữ thường)")])],
        0,
    ),
    "with another workbook": (
        [("a.xlsx", "clean", [note("phụ lục.xlsx (bảng tính khác, không phải biểu này)")])],
        0,
    ),
    "two, each with its scan": (
        [("a.xlsx", "clean", [note("a.pdf (tệp PDF)")]), ("b.xlsx", "clean", [note("b.pdf (tệp PDF)")])],
        0,
    ),
    "with what nobody can open": ([("a.xlsx", "warnings", [UNOPENED])], 0),
    "with half of another": ([("a.xlsx", "clean", []), ("b.xlsx", "unreadable", [CUT])], 3),
    "a result of an office below": ([("so_lieu.json", "unreadable", [IS_RESULT])], 3),
    "such a result and a letter": (
        [("so_lieu.json", "unreadable", [note("cv.docx (văn bản Word (.docx))"), IS_RESULT])],
        3,
    ),
    "such a result and a return": ([("a.xlsx", "clean", [note("so_lieu.json (kết quả của cấp dưới)")])], 0),
    "a scan alone": (
        [("ký.pdf", "unreadable", [f"Đây không phải là bảng tính Excel mà là tệp PDF. {RESEND}"])],
        3,
    ),
    "scans and papers": (
        [
            (
                "",
                "unreadable",
                [
                    "Gửi 3 tệp nhưng không có tệp biểu mẫu .xlsx: 1.jpg (ảnh JPEG), 2.jpg (ảnh JPEG), cv.docx (văn bản "
                    f"Word (.docx)). {ASKED}"
                ],
            )
        ],
        3,
    ),
    "a rar alone": (
        [
            (
                "a.rar",
                "unreadable",
                [
                    note("ký.pdf (tệp PDF)"),
                    f"Đây là tệp nén .rar, không mở được. {OTHERWISE}",
                ],
            )
        ],
        3,
    ),
    "nothing whole": ([("a.xlsx", "unreadable", [note("ký.pdf (tệp PDF)"), CUT])], 3),
}


@pytest.mark.parametrize(
    ("what", "carrier"),
    [*((what, "eml") for what in SAID), ("two, each with its scan", "zip"), ("scans and papers", "msg")],
)
def test_one_mail_one_verdict(what: str, carrier: str, full: bytes, other: bytes, tmp_path: Path) -> None:
    files = dict(sorted(files_of(full, other)[what].items()))
    parts = [a_part(data, f'Content-Type: application/octet-stream; name="{name}"') for name, data in files.items()]
    large = {name: data if len(data) > 4_096 else data.ljust(4_096, b" ") for name, data in files.items()}
    made = {"eml": lambda: mail_of(parts), "zip": lambda: a_zip(dict(files)), "msg": lambda: a_msg(large)}[carrier]
    parcel = tmp_path / f"gửi.{carrier}"
    parcel.write_bytes(made())
    report = th.check([parcel], FORM, units={unit.code: unit for unit in (a_unit(), a_unit("15880", "Hoằng Giang"))})
    said = [
        (
            os.path.relpath(file.path, tmp_path).partition(" › ")[2],
            file.status,
            [str(told) for told in file.findings if told.stage == "file"],
        )
        for file in report.files
    ]
    assert (said, report.exit_code()) == SAID[what]
    assert report.counts()["files"] == len(said) and all(file.sha256 for file in report.files)


def test_a_picture_named_outright_is_still_a_file_that_cannot_be_read(full: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(full)
    (tmp_path / "a.pdf").write_bytes(PDF)
    report = th.check([tmp_path / "a.xlsx", tmp_path / "a.pdf"], FORM)
    assert ([file.status for file in report.files], report.exit_code()) == (["clean", "unreadable"], 3)


def test_a_mail_is_marked_like_any_file(full: bytes, tmp_path: Path) -> None:
    (tmp_path / "thư.eml").write_bytes(
        mail_of([a_part(full, "Content-Type: x; name=a.xlsx"), a_part(RAR, "Content-Type: x; name=a.rar")])
    )
    report = th.check([tmp_path / "thư.eml"], FORM)
    (written,) = th.annotate(report, tmp_path / "trả lại")
    assert written.name.startswith("a") and th.check([written], FORM).files[0].status != "unreadable"


def test_what_came_along_is_told_in_the_words_of_the_form_and_harmlessly(full: bytes, tmp_path: Path) -> None:
    english = dataclasses.replace(FORM, words=dataclasses.replace(FORM.words, said=ENGLISH))
    parts = [a_part(full, "Content-Type: x; name=a.xlsx"), a_part(PDF, 'Content-Type: x; name="k\x1b[2J{y}.pdf"')]
    (tmp_path / "thư.eml").write_bytes(mail_of(parts))
    (tmp_path / "ảnh.zip").write_bytes(a_zip({"1.jpg": JPEG, "2.pdf": PDF}))
    report = th.check([tmp_path], english)
    told = [str(one) for file in report.files for one in file.findings if one.code in ("beside", "parcel-no-return")]
    assert told == ["Along: k[2J{y}.pdf (a PDF).", "2 files: 1.jpg (ảnh JPEG), 2.pdf (a PDF)."]


ENGLISH = {
    ON_PARCELS["beside"].message: "Along: {places}.",
    ON_PARCELS["parcel-no-return"].message: "{count} files: {places}.",
    ON_PARCELS["parcel-no-return"].fix: "",
    "tệp PDF": "a PDF",
}


# --- one order of units everywhere: the register's, whatever the files are called ---------------------------------

SENT = {"c.xlsx": a_unit("9", "Xuân"), "a.xlsx": a_unit("2", "Kim"), "b.xlsx": a_unit("10", "Phú"), "d.xlsx": None}


def test_returns_stand_as_their_units_do_in_the_register() -> None:
    register = {code: a_unit(code) for code in ("9", "10", "7", "2")}
    assert in_register_order(sorted(SENT), SENT, register) == ("c.xlsx", "b.xlsx", "a.xlsx", "d.xlsx")


def test_what_the_register_does_not_name_comes_last_and_without_one_all_by_code() -> None:
    assert in_register_order(SENT, SENT, {"9": a_unit("9")}) == ("c.xlsx", "d.xlsx", "b.xlsx", "a.xlsx")
    assert in_register_order(SENT, SENT, None) == in_register_order(reversed(list(SENT)), SENT, None)
