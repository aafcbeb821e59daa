"""The command line as its users meet it: Vietnamese, exit codes, nothing written over."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit, figures_of_its_own
from tests.samples.forms import shipped_form
from tonghop290.cli.main import main


def run(*arguments: str | Path, cwd: Path | None = None) -> tuple[int, str, str]:
    """One command in this process: its exit code, what it printed, and on standard error."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True) for _ in range(2))
    with (
        contextlib.chdir(cwd or Path.cwd()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main(list(map(str, arguments)))
    assert isinstance(ended.value.code, int)
    return ended.value.code, *(stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one clean return, one with an error, one picture and one lock file."""
    folder = tmp_path_factory.mktemp("nhận về")
    form = shipped_form()
    th.write_blank(form, folder / "1 đạt.xlsx", unit=a_unit(), values=FULL)
    th.write_blank(
        form,
        folder / "2 lỗi.xlsx",
        unit=a_unit("15880", "Hoằng Giang"),
        values={**FULL, **figures_of_its_own(1), "don_vi": "Xã Hoằng Giang", "chi_bo": 21},
    )
    (folder / "3 ảnh.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "~$1 đạt.xlsx").write_bytes(b"lock")
    return folder


def test_the_installed_program_speaks_utf_8_and_ends_with_its_code(returns: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-m", "tonghop290", "check", returns], capture_output=True, env=environment)
    assert (done.returncode, done.stdout.decode("utf-8"), done.stderr) == (3, run("check", returns)[1], b"")


HELP = [
    (),
    ("blank",),
    ("check",),
    ("report",),
    ("summary",),
    ("form",),
    ("form", "lint"),
    ("form", "fields"),
    ("form", "list"),
    ("demo",),
]


@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_help_is_in_vietnamese(command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Cách dùng: tonghop290")
    assert not [word for word in ("Usage", "Options", "Commands", "Show this", "default:") if word in out]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["chek"], "Lỗi: Không có lệnh chek."),
        (["check"], "Lỗi: Còn thiếu 'ĐƯỜNG_DẪN...'."),
        (["check", "--foo", "."], "Lỗi: Không có tuỳ chọn --foo."),
        (["check", ".", "--format", "yaml"], "Lỗi: '--format' phải là một trong: text, json, xlsx."),
        (["check", ".", "--form", "khac"], "Lỗi: Không tìm thấy biểu mẫu “khac”. Các biểu mẫu có sẵn: "),
        (["check", ".", "--units", "khong-co.csv"], "Lỗi: Không tìm thấy khong-co.csv."),
        (["check", ".", "--require-all"], "Lỗi: --require-all cần có --units."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_ends_with_2_and_one_sentence(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    code, out, err = run(*arguments, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert err.splitlines()[0].startswith(sentence)


def test_a_broken_definition_lists_all_its_faults_and_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(
        '[form]\nid = "x"\ntitle = "X"\nversion = "1"\n[period]\nfirst_year = 2019\nlast_year = 2009\n',
        encoding="utf-8",
    )
    code, _, err = run("form", "fields", "--form", tmp_path)
    assert code == 2
    assert "period.first_year: 2019 lớn hơn năm cuối 2009" in err


def test_check_prints_file_by_file_and_ends_with_the_highest_code(returns: Path) -> None:
    code, out, _ = run("check", returns)
    assert code == 3
    assert out.splitlines() == [
        f"[ĐẠT] {returns}/1 đạt.xlsx – 15877 Xã Hoằng Xuân",
        f"[CÓ LỖI] {returns}/2 lỗi.xlsx – 15880 Xã Hoằng Giang",
        (
            "    LỖI      Chỉ tiêu 15 – Tổng số chi bộ (trang “Số liệu”, ô E22) là 21, nhưng nông thôn 15 + trường học "
            "4 + khác 1 = 20 (lệch 1). Đề nghị kiểm tra lại bốn ô số chi bộ."
        ),
        f"[KHÔNG ĐỌC ĐƯỢC] {returns}/3 ảnh.xlsx – chưa rõ đơn vị",
        "    LỖI      Đây không phải là bảng tính Excel mà là ảnh PNG. Đề nghị gửi lại tệp biểu mẫu .xlsx.",
        "",
        "Cộng: 3 tệp – 1 đạt, 0 cần xem lại, 1 có lỗi, 1 không đọc được. 2 lỗi, 0 điểm cần xem lại.",
    ]


def test_exit_codes_say_what_happened(returns: Path, tmp_path: Path) -> None:
    units = tmp_path / "don_vi.csv"
    units.write_text("code;name\n15877;Xã Hoằng Xuân\n15880;Xã Hoằng Giang\n15883;Xã Hoằng Phú\n", encoding="utf-8-sig")
    one, two = returns / "1 đạt.xlsx", returns / "2 lỗi.xlsx"
    assert [
        run("check", one)[0],
        run("check", one, two)[0],
        run("check", returns)[0],
        run("check", one, "--units", units, "--require-all")[0],
    ] == [0, 1, 3, 4]


def test_json_is_one_object_with_every_field_of_the_contract(returns: Path) -> None:
    code, out, _ = run("check", returns / "2 lỗi.xlsx", returns / "3 ảnh.xlsx", "--format", "json")
    found = json.loads(out)
    form = shipped_form()
    assert code == 3
    assert list(found) == ["schema_version", "form", "files", "counts"]
    read, unread = found["files"]
    assert list(read) == list(unread) == ["path", "sha256", "unit", "status", "values", "states", "tables", "findings"]
    assert list(read["values"]) == list(unread["values"]) == list(form.fields)
    assert set(unread["values"].values()) == {None}
    assert read["unit"] == {"code": "15880", "name": "Xã Hoằng Giang"} and unread["unit"] is None
    assert {id: read["values"][id] for id in ("dan_so", "dien_tich", "ngay_chot", "quyet_dinh_so", "giam_ngheo")} == {
        "dan_so": 10661,
        "dien_tich": 1442.75,
        "ngay_chot": "2019-12-31",
        "quyet_dinh_so": "15",
        "giam_ngheo": 11.01,
    }
    assert isinstance(read["values"]["dan_so"], int)
    assert read["tables"]["kien_nghi"] == [{"noi_dung": form.tables["kien_nghi"].prefilled[0]["noi_dung"]}]
    assert read["findings"] == [
        {
            "code": "rule-R1",
            "severity": "error",
            "stage": "rule",
            "field": "chi_bo",
            "number": "15",
            "label": "Tổng số chi bộ",
            "sheet": "Số liệu",
            "cell": "E22",
            "value": 21.0,
            "expected": 20.0,
            "difference": 1.0,
            "message": "Tổng số chi bộ là 21, nhưng nông thôn 15 + trường học 4 + khác 1 = 20 (lệch 1).",
            "fix": "Đề nghị kiểm tra lại bốn ô số chi bộ.",
        }
    ]


def test_nothing_is_written_over_a_senders_file(returns: Path) -> None:
    source = returns / "1 đạt.xlsx"
    before = source.read_bytes()
    for command in (
        ("summary", source, "-o", source),
        ("check", source, "-o", source),
        ("check", source, "--format", "xlsx", "-o", source),
    ):
        code, _, err = run(*command)
        assert (code, "không ghi đè lên tệp của người gửi" in err) == (2, True)
    assert source.read_bytes() == before


def test_report_and_summary_end_with_0_once_written_and_3_when_a_file_was_not_read(
    returns: Path, tmp_path: Path
) -> None:
    one, two = returns / "1 đạt.xlsx", returns / "2 lỗi.xlsx"
    assert run("report", one, two, "-o", tmp_path / "bc", "--profile", "hd05-2026")[0] == 0
    assert sorted(path.name for path in (tmp_path / "bc").glob("[!.]*")) == [
        "15877 Xã Hoằng Xuân.docx",
        "15880 Xã Hoằng Giang.docx",
    ]
    code, out, err = run("summary", returns, "-o", tmp_path / "tong_hop.xlsx")
    assert (code, out, "3 ảnh.xlsx" in err) == (3, f"Đã ghi {tmp_path / 'tong_hop.xlsx'}\n", True)


def test_a_report_that_prints_what_no_report_should_says_so(tmp_path: Path) -> None:
    th.write_blank(
        shipped_form(), tmp_path / "a.xlsx", unit=a_unit(), values={**FULL, "nguoi_ky": "Москва", "huong": "{{ x }}"}
    )
    (tmp_path / "don_vi.csv").write_text("code,name\n15877,Xã Hoằng Xuân\n", encoding="utf-8")
    code, _, err = run("report", tmp_path / "a.xlsx", "--units", tmp_path / "don_vi.csv", "-o", tmp_path / "bc")
    assert code == 0
    left, *lines = err.splitlines()
    assert left == (
        "Cấu hình còn thiếu, đề nghị ghi ở mục [office] của tệp tonghop290.toml: letter_number (số công văn)."
    )
    assert [line.partition(".docx: ")[2][:42] for line in lines] == [
        "Còn thẻ hoặc chữ của máy: “Hoằng Xuân là x",
        "Có chữ tiếng Việt không có (М, о, с, к, в,",
    ]


def test_summary_writes_the_appendix_alone(returns: Path, tmp_path: Path) -> None:
    code, out, _ = run(
        "summary", returns / "1 đạt.xlsx", "--format", "docx", "-o", tmp_path / "phu_luc.docx", "--profile", "hd05-2026"
    )
    assert (code, out, (tmp_path / "phu_luc.docx").stat().st_size > 5000) == (
        0,
        f"Đã ghi {tmp_path / 'phu_luc.docx'}\n",
        True,
    )


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is not None, reason="pyarrow is here")
def test_parquet_without_its_library_says_so_before_anything_is_read(returns: Path, tmp_path: Path) -> None:
    code, out, err = run("summary", returns, "--format", "parquet", "-o", tmp_path / "ra")
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == (
        "Lỗi: Máy này chưa có thư viện pyarrow để ghi tệp Parquet. "
        "Đề nghị cài thêm (pip install pyarrow) hoặc chọn --format csv."
    )
    assert not (tmp_path / "ra").exists()


def test_districts_results_are_added_up_to_a_province_and_compared_with_an_earlier_round(
    returns: Path, tmp_path: Path
) -> None:
    for name, file in (("A", "1 đạt.xlsx"), ("B", "2 lỗi.xlsx")):
        (tmp_path / f"{name}.toml").write_text(f'[office]\nname = "{name}"\n', encoding="utf-8")
        code, out, _ = run(
            "summary",
            returns / file,
            "--settings",
            tmp_path / f"{name}.toml",
            "--format",
            "json",
            "-o",
            tmp_path / "huyen" / name,
        )
        assert (code, out) == (0, f"Đã ghi 2 tệp vào {tmp_path / 'huyen' / name}\n")
    code, out, err = run(
        "summary", tmp_path / "huyen", "-o", tmp_path / "tinh.xlsx", "--earlier", tmp_path / "huyen" / "A"
    )
    assert (code, out, err) == (0, f"Đã ghi {tmp_path / 'tinh.xlsx'}\n", "Cộng 2 tệp kết quả: Huyện A, Huyện B.\n")

    broken = tmp_path / "huyen" / "B" / "so_lieu.json"
    broken.write_text(broken.read_text(encoding="utf-8").replace('"top": 10661.0', '"top": 99661.0'), encoding="utf-8")
    code, out, err = run("summary", tmp_path / "huyen", "-o", tmp_path / "lai.xlsx")
    assert (code, out, (tmp_path / "lai.xlsx").exists()) == (3, "", False)
    assert err == (
        f"{broken}: tổng “Dân số năm 2019” không bằng tổng các đơn vị trong tệp. Tệp đã bị sửa hoặc hỏng; "
        "đề nghị cơ quan gửi xuất lại tệp.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--earlier", "khac.json"], "Lỗi: khac.json: không phải là tệp kết quả (so_lieu.json) của một đợt trước."),
        (["--earlier", "khac.json", "--format", "csv"], "Lỗi: --earlier chỉ dùng với --format xlsx."),
    ],
)
def test_an_earlier_round_that_is_none_is_refused(
    arguments: list[str], sentence: str, returns: Path, tmp_path: Path
) -> None:
    (tmp_path / "khac.json").write_text("{}", encoding="utf-8")
    code, out, err = run("summary", returns / "1 đạt.xlsx", "-o", "ra.xlsx", *arguments, cwd=tmp_path)
    assert (code, out, err.splitlines()[0]) == (2, "", sentence)


def test_tables_are_not_written_among_the_returns(returns: Path) -> None:
    code, _, err = run("summary", returns, "--format", "csv", "-o", returns)
    assert (code, err.splitlines()[0]) == (2, f"Lỗi: {returns} là thư mục nhận về; không ghi đè lên tệp của người gửi.")


def test_blank_writes_one_workbook_or_one_per_unit(tmp_path: Path) -> None:
    (tmp_path / "don_vi.csv").write_text("code,name\n15877,Xã Hoằng Xuân\n", encoding="utf-8")
    assert run("blank", "-o", tmp_path / "mau.xlsx")[:2] == (0, f"Đã ghi {tmp_path / 'mau.xlsx'}\n")
    assert run("blank", "--units", tmp_path / "don_vi.csv", "-o", tmp_path / "ra")[:2] == (
        0,
        f"Đã ghi 1 biểu vào {tmp_path / 'ra'}\n",
    )
    assert [path.name for path in (tmp_path / "ra").iterdir()] == ["15877 Xã Hoằng Xuân.xlsx"]


def test_the_demonstration_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    code, _, err = run("demo", tmp_path)
    assert (code, "thư mục đã có tệp" in err) == (2, True)


def test_a_form_without_a_paper_of_the_office_says_so(tmp_path: Path) -> None:
    (tmp_path / "ve").mkdir()
    _, out, _ = run("report", tmp_path / "ve", "--form", "school-return", "-o", tmp_path / "giay", "--district")
    assert "Biểu không có văn bản nào của cơ quan tổng hợp" in out
