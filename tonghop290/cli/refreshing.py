"""``report --refresh``: what was done to each document, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from tonghop290.cli.options import mention_unreadable

if TYPE_CHECKING:
    from tonghop290.narrative.controls.refresh import Refreshed
    from tonghop290.pipeline.report import Report

__all__ = ["refresh_all", "refresh_only"]

_MOST = 20
"""Sentences told of one document."""
_LONGEST = 160


def refresh_only(output: Path | None, refresh: tuple[Path, ...]) -> None:
    """Errors: UsageError where it is not said which, or where else as well."""
    if not refresh:
        raise click.UsageError("Thiếu -o (nơi ghi các báo cáo), hoặc --refresh (báo cáo cần cập nhật).")
    if output is not None:
        raise click.UsageError("--refresh cập nhật ngay trên tệp đã có; không dùng cùng -o.")
    for path in refresh:
        if not path.exists():
            raise click.UsageError(f"Không tìm thấy {path}.")


def refresh_all(
    result: Report, paths: tuple[Path, ...], template: Path | None, office_template: Path | None
) -> NoReturn:
    """Bring the figures of these documents to what the returns say, and tell it."""
    from tonghop290.pipeline.edited_papers.refresh_documents import refresh_documents
    from tonghop290.text.normalize import without_controls

    done = refresh_documents(result, paths, template=template, office_template=office_template)
    for path, outcome in done:
        lines = [outcome] if isinstance(outcome, str) else list(_lines(outcome))
        click.echo(without_controls(f"{path.name}: {lines[0]}"))
        for line in lines[1:]:
            click.echo(without_controls(f"    {line}"))
    mention_unreadable(result)


def _lines(outcome: Refreshed) -> Iterator[str]:
    yield _in_short(outcome)
    for one in outcome.updated:
        yield f"{one.title}: {one.before} → {one.now}"
    for one in outcome.kept:
        yield f"giữ số gõ tay: {one.title}: văn bản ghi “{one.now}”, máy đã in “{one.before}”, nay là “{one.fresh}”"
    for one in outcome.sentences[:_MOST]:
        if one.now:
            instead = f"; nay sẽ viết: {_quoted(one.fresh)}" if one.fresh else "; nay không còn câu này"
            yield f"câu cần xem lại{f' ({one.title})' if one.title else ''}: {_quoted(one.now)}{instead}"
        else:
            yield f"câu cần xem lại, nay sẽ viết: {_quoted(one.fresh)}"
    if len(outcome.sentences) > _MOST:
        yield f"và {len(outcome.sentences) - _MOST} câu khác cần xem lại"
    if outcome.new_cells:
        yield f"bảng nay có thêm {outcome.new_cells} ô có số mà văn bản không có"
    for one in outcome.notes[:_MOST]:
        there = f"văn bản ghi {_quoted(one.now)}" if one.now else "văn bản không có"
        instead = f"nay sẽ ghi {_quoted(one.fresh)}" if one.fresh else "nay không còn"
        yield f"chú thích cần xem lại: {one.title}: {there}; {instead}"
    for told in outcome.deleted:
        yield f"ô số đã bị xoá: {told}"
    before, now = outcome.code
    if before != now:
        yield f"mã đối chiếu trên văn bản ({before}) là của biểu trước; của biểu hiện nay là {now}"


def _in_short(outcome: Refreshed) -> str:
    parts = [
        f"{count} {what}"
        for count, what in (
            (len(outcome.kept), "số gõ tay được giữ"),
            (len(outcome.sentences), "câu cần xem lại"),
            (len(outcome.notes), "chú thích cần xem lại"),
            (len(outcome.deleted), "ô số đã bị xoá"),
        )
        if count
    ]
    first = f"cập nhật {len(outcome.updated)} ô số" if outcome.updated else "các ô số đã đúng, không ô nào đổi"
    return "; ".join([first, *parts])


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[: _LONGEST - 1]}…”" if len(text) > _LONGEST else f"“{text}”"
