"""Write the parts of the docs that the code knows best: command help, fields, rules, finding codes.

``python scripts/dev/write_docs.py`` writes them; ``--check`` only says which have drifted (exit code 1).
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import tonghop290 as th
from tonghop290.cli.main import cli
from tonghop290.expressions.keywords import KEYWORDS
from tonghop290.expressions.tokens import FUNCTION_WORDS
from tonghop290.forms.desk.desk_settings import GROUPS, SETTINGS
from tonghop290.forms.excel import titles
from tonghop290.forms.unit_lists.headings import COLUMNS, TITLES
from tonghop290.pipeline.forms import words_of_templates
from tonghop290.shipped import profile_files
from tonghop290.text.format import format_date, format_number

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # the examples of findings are drawn by tests
SEVERITY = {"error": "lỗi", "warning": "cần xem lại", "note": "ghi chú"}
TOTAL = {
    "sum": "tổng",
    "mean": "bình quân gia quyền",
    "ratio": "tỷ lệ của tổng",
    "count": "đếm",
    "latest": "ngày muộn nhất",
    "none": "–",
}
WITHOUT_COLUMN = {
    "sections.…": "các phần của biểu (ở Excel: dòng kiểu “phần” của trang Chỉ tiêu)",
    "lists.…": "danh sách lựa chọn (ở Excel: trang Danh sách)",
    "terms.…": "giải thích từ dùng trong biểu (ở Excel: trang Giải thích)",
    "names.…": "của bảng các cấp: chữ đứng quanh tên đơn vị (`bodies`, `after`, `titles`), bỏ qua khi nhận ra đơn vị",
    "parameters.…": "hằng số dùng trong quy tắc (ở Excel: trang Tham số)",
    "tables.….prefilled": "các dòng ghi sẵn của một bảng tự thêm dòng (ở Excel: trang Dòng)",
    "fitted.….word": "chữ có sẵn trong biểu, in ra thành chữ của từng đơn vị",
    "fitted.….becomes": "thẻ cho ra chữ ấy",
    "fitted.….for": "chỉ ở văn bản của đơn vị (`unit`) hay của cơ quan (`office`)",
    "fitted.….after": "chỉ thay khi đứng ngay sau một trong các chữ này",
    "fitted.….not_after": "không thay khi đứng ngay sau một trong các chữ này",
    "fitted.….not_before": "không thay khi đứng ngay trước một trong các chữ này",
    "fitted.….in_workbook": "trong nhãn của biểu nhập thì là gì: `word`, `parts`, `cells`, `tier`",
    "together.….fields": "các chỉ tiêu phải trả lời cùng nhau",
    "former_tags.….was": "thẻ của mẫu Word trước kia; `becomes` là thẻ thay nó",
    "levels.….needs": "mục cơ quan cấp này không được để trống; `status` và `report` kể ra",
    "levels.….own_needs": "mục không được để trống trong báo cáo của chính cơ quan",
    "levels.….asks": "mục chưa chắc, không tự điền: ghi thành câu hỏi khi mở đợt",
    "levels.….changes": "từ một ngày (`from`), các mục ghi sau thay cho các mục ở trên",
}
"""Key of a form that no column of the form in Excel has → what it means. A test finds the keys that stand nowhere."""


def commands() -> str:
    """Every command's help, as the program prints it."""

    def pages(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
        context = command.make_context(name, ["--help"], parent=parent, resilient_parsing=True)
        context.max_content_width = 90
        yield f"```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                yield f"## {context.command_path} {inner}\n"
                found = command.get_command(context, inner)
                assert found is not None
                yield from pages(found, inner, context)

    return "# Các lệnh\n\nTrang này do `scripts/dev/write_docs.py` viết từ chính chương trình.\n\n" + "\n".join(
        pages(cli, "tonghop290", None)
    )


def limits(field: object) -> str:
    both = getattr(field, "hard", None)
    if both is None:
        return ""
    return " – ".join(
        format_date(limit) if hasattr(limit, "year") else format_number(limit) for limit in (both.low, both.high)
    )


def fields() -> str:
    form = th.load_form()
    lines = [
        "# Các chỉ tiêu và quy tắc của biểu “Tổng kết 10 năm”\n",
        "Trang này do `scripts/dev/write_docs.py` viết từ `form.toml`.\n",
        "| Mã | Mã máy | Chỉ tiêu | Đơn vị | Bắt buộc | Khoảng cho phép | Cách cộng | Chỗ trống của mẫu |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for field in form.fields.values():
        must = "tự tính" if field.derived else "có" if field.required else ""
        lines.append(
            f"| {field.code} | `{field.id}` | {field.label} | {field.unit} | {must} | {limits(field)} | "
            f"{TOTAL[field.total.how]} | {field.blank_number} |"
        )
    lines += ["\n## Bảng\n", "| Mã | Mã máy | Bảng | Cột |", "|---|---|---|---|"]
    lines += [
        f"| {table.code} | `{table.id}` | {table.label} | {', '.join(f'`{column.id}`' for column in table.columns)} |"
        for table in form.tables.values()
    ]
    lines += ["\n## Quy tắc\n", "| Quy tắc | Mức | Nội dung | Mã kết quả |", "|---|---|---|---|"]
    lines += [f"| {rule.id} | {SEVERITY[rule.severity]} | {rule.label} | `rule-{rule.id}` |" for rule in form.rules]
    return "\n".join(lines) + "\n"


def findings() -> str:
    """Every finding with an example: small returns are made and checked, some seconds of work."""
    made: str = importlib.import_module("tests.messages.examples.page").page()
    return made


def parts_of_a_form() -> str:
    """The sheets and columns of a form in Excel, with their TOML names; the words of conditions; the profiles."""

    def one(column: titles.Column) -> str:
        key = f"`{column.key}`" if column.key else ""
        words = ", ".join(column.words)
        return f"| {column.title} | {key} | {words} | {column.hint} |"

    lines = [
        "# Từng mục của biểu\n",
        "Trang này do `scripts/dev/write_docs.py` viết từ chính chương trình. "
        "Cách làm: [làm một biểu mới](lam_bieu_moi.md).\n",
    ]
    heading = ["\n| Cột | Mục trong TOML | Ghi được | Nghĩa |", "|---|---|---|---|"]
    lines += [f"## Trang {titles.HEAD}\n\n| Cài đặt | Mục trong TOML | Nghĩa |\n|---|---|---|"]
    lines += [f"| {setting.title} | `{setting.key}` | {setting.hint} |" for setting in titles.SETTINGS]
    for sheet, columns in titles.SHEETS.items():
        if sheet != titles.HEAD:
            lines += [f"\n## Trang {sheet}", *heading, *map(one, columns)]
    lines += ["\nCác mục không có cột riêng:\n", "| Mục trong TOML | Nghĩa |", "|---|---|"]
    lines += [f"| `{key}` | {meaning} |" for key, meaning in WITHOUT_COLUMN.items()]
    lines += ["\n## Các hàm trong điều kiện, công thức\n", ", ".join(f"`{name}`" for name in sorted(FUNCTION_WORDS))]
    lines += ["\n## Các từ trong điều kiện\n", ", ".join(f"`{word}`" for word in KEYWORDS)]
    profiles = ", ".join(f"`{name}`" for name in profile_files(None))
    return "\n".join([*lines, "\n## Thể thức có sẵn\n", f"{profiles}; xem [thể thức văn bản](the_thuc.md)."]) + "\n"


def parts_of_a_round() -> str:
    """The rows of ``Đợt.xlsx``, with their keys in tonghop290.toml; the columns of its list of units."""
    lines = [
        "# Từng mục của Đợt.xlsx\n",
        "Trang này do `scripts/dev/write_docs.py` viết từ chính chương trình. "
        "Cách làm: [một đợt thu thập](dot_thu_thap.md).\n",
        "## Trang Cơ quan",
    ]
    for key, setting in SETTINGS.items():
        if key in GROUPS:
            lines += [f"\n### {GROUPS[key]}\n", "| Mục | Trong `tonghop290.toml` | Ghi gì |", "|---|---|---|"]
        part, _, name = key.partition(".")
        words = f"; chọn: {', '.join(setting.words)}" if setting.words else ""
        lines.append(f"| {setting.title} | `[{part}]` `{name}` | {setting.hint}{words} |")
    lines += ["\nMục chỉ biểu mẫu của đợt có (`[settings]` của biểu) đứng ở cuối trang, dưới “Riêng của biểu mẫu này”."]
    lines += ["\n## Trang Đơn vị\n", "| Cột | Trong `don_vi.csv` |", "|---|---|"]
    lines += [f"| {TITLES[column]} | `{column}` |" for column in COLUMNS]
    return "\n".join(lines) + "\n"


def words_of_a_template() -> str:
    """Every tag a Word template may use, as ``form words`` tells them of the shipped form."""
    lines = [
        "# Thẻ của mẫu Word\n",
        "Trang này do `scripts/dev/write_docs.py` viết: những gì `tonghop290 form words` kể của biểu “Tổng kết 10 năm” "
        "cho báo cáo của một đơn vị. Biểu khác: `tonghop290 form words --form …`. Thẻ có dấu chấm ở đầu là điều hỏi "
        "được sau dấu chấm của thẻ đứng trên. Cách làm: [lập biểu mới](lam_bieu_moi.md).",
    ]
    told, _ = words_of_templates(th.load_form(), "bao_cao_xa")
    for line in told:
        cells = [cell.strip().replace("|", "\\|") for cell in line.split("\t")]
        if line.startswith("# "):
            lines += [f"\n## {line[2:].partition(':')[0]}\n", "| Thẻ | Loại | Nghĩa | Cách viết |", "|---|---|---|---|"]
        elif len(cells) == 4 and cells[0] != "Thẻ":
            tag, kind, meaning, written = cells
            lines.append(f"| `{tag}` | {kind} | {meaning} | {f'`{written}`' if written else ''} |")
    return "\n".join(lines) + "\n"


def sentences() -> str:
    """What the shipped form's report says of each answer in each of its states, as it prints it."""
    from tonghop290.pipeline.authoring import sentences_by_state

    return sentences_by_state(th.load_form())


PAGES = {
    "docs/muc_cua_bieu.md": parts_of_a_form,
    "docs/lenh.md": commands,
    "docs/chi_tieu.md": fields,
    "docs/muc_cua_dot.md": parts_of_a_round,
    "docs/the_mau.md": words_of_a_template,
}
DEAR = {"docs/ket_qua_kiem_tra.md": findings, "docs/cau_theo_trang_thai.md": sentences}
"""Pages that take seconds: looked at with ``--all`` only, and always written."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name the pages that have drifted")
    parser.add_argument("--all", action="store_true", help="check the pages too that take seconds to make")
    asked = parser.parse_args()
    check, drifted = asked.check, []
    for name, page in {**PAGES, **(DEAR if asked.all or not check else {})}.items():
        path, text = ROOT / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            drifted.append(name)
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
    print(*(f"{'drifted' if check else 'written'}: {name}" for name in drifted), sep="\n")
    return 1 if check and drifted else 0


if __name__ == "__main__":
    sys.exit(main())
