"""Click in Vietnamese: headings of help, and what it says of a wrong call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from tonghop290.text.nearest import near_ones
from tonghop290.text.normalize import fold_marks

__all__ = ["Command", "Group", "said"]

_HEADINGS = {"Options": "Tuỳ chọn", "Commands": "Các lệnh", "Arguments": "Tham số"}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix="Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl(
            [(name, text.replace("[required]", "[bắt buộc]")) for name, text in rows], col_max, col_spacing
        )


class _Context(click.Context):
    formatter_class = _Formatter


class _InVietnamese(click.Command):
    context_class = _Context

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [
            "[TUỲ CHỌN]…" if piece == self.options_metavar else piece for piece in super().collect_usage_pieces(ctx)
        ]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "In trang hướng dẫn này."
        return option


class Command(_InVietnamese):
    """A command whose help is in Vietnamese."""


class Group(_InVietnamese, click.Group):
    """A group of such commands, listed in the order they were added."""

    command_class = Command
    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "LỆNH [TUỲ CHỌN]…")


def said(error: click.ClickException) -> str:
    """A wrong call in Vietnamese, one line."""
    parameter: Any = getattr(error, "param", None)
    name = parameter.get_error_hint(getattr(error, "ctx", None)) if parameter is not None else ""
    match error:
        case click.MissingParameter():
            return f"Còn thiếu {name}."
        case click.NoSuchOption():
            return f"Không có tuỳ chọn {error.option_name}.{_options_near(error)}"
        case click.BadParameter():
            if isinstance(parameter, click.Parameter) and isinstance(parameter.type, click.Choice):
                return f"{name} phải là một trong: {', '.join(map(str, parameter.type.choices))}."
            return f"{name}: {error.message}"
        case click.UsageError() if "No such command" in error.message:
            typed = error.message.split(chr(39))[1] if chr(39) in error.message else ""
            return f"Không có lệnh {typed or 'này'}.{_commands_near(typed, error.ctx)}"
        case click.UsageError() if "unexpected extra argument" in error.message:
            return "Thừa tham số: " + error.message.partition("(")[2].rstrip(").") + "."
        case _:
            return error.format_message()


_SAID_IN_VIETNAMESE = {
    "huyen": "--district", "quan": "--district", "tinh": "--province", "danhsach": "--units", "donvi": "--units",
    "bieu": "--form", "ky": "--period", "nguoi": "--who", "lydo": "--why", "thumuc": "--folder", "gui": "--send",
    "mau": "--template", "thethuc": "--profile", "danhmuc": "--register", "cauhinh": "--settings", "tatca": "--all",
}  # fmt: skip
"""An option as people call it, without marks and signs → its name."""


def _options_near(error: click.NoSuchOption) -> str:
    """What may be meant: an option that is nearly so, or that means it."""
    known = (
        [name for one in error.ctx.command.params for name in one.opts if name.startswith("--")] if error.ctx else []
    )
    plain = fold_marks(error.option_name).replace("-", "").replace("_", "")
    meant = _SAID_IN_VIETNAMESE.get(plain, "")
    near = [meant] if meant in known else near_ones(error.option_name, known, cutoff=0.6, most=3)
    return f" Ý đồng chí là {', '.join(near or error.possibilities or ())}?" if near or error.possibilities else ""


def _commands_near(typed: str, ctx: click.Context | None) -> str:
    if ctx is None or not isinstance(ctx.command, click.Group):
        return ""
    near = near_ones(fold_marks(typed), ctx.command.list_commands(ctx), cutoff=0.6, most=3)
    return f" Ý đồng chí là: {' hay '.join(f'{ctx.command_path} {name}' for name in near)}?" if near else ""
