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
from tonghop290.forms.excel import titles
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
    lines += ["\n## Các hàm trong điều kiện, công thức\n", ", ".join(f"`{name}`" for name in sorted(FUNCTION_WORDS))]
    lines += ["\n## Các từ trong điều kiện\n", ", ".join(f"`{word}`" for word in KEYWORDS)]
    profiles = ", ".join(f"`{name}`" for name in profile_files(None))
    return "\n".join([*lines, "\n## Thể thức có sẵn\n", f"{profiles}; xem [thể thức văn bản](the_thuc.md)."]) + "\n"


def sentences() -> str:
    """What the shipped form's report says of each answer in each of its states, as it prints it."""
    from tonghop290.pipeline.authoring import sentences_by_state

    return sentences_by_state(th.load_form())


PAGES = {
    "docs/cau_theo_trang_thai.md": sentences,
    "docs/muc_cua_bieu.md": parts_of_a_form,
    "docs/lenh.md": commands,
    "docs/chi_tieu.md": fields,
}
DEAR = {"docs/ket_qua_kiem_tra.md": findings}
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
