"""What a definition says of what it prints: ``[documents]``, ``[settings]``, ``[phrases]``, ``[together]``,
``[fitted]``, ``[former_tags]``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from tonghop290.definitions.toml_file import read_toml
from tonghop290.forms.faults import Faults, Part, shown
from tonghop290.forms.glossary import Glossary
from tonghop290.forms.parts.fields import check_name
from tonghop290.model import Document, Field, Fit, FormerTag, Office, OwnSetting, Paper, Phrase, Table, Together
from tonghop290.shipped import phrase_files, profile_files
from tonghop290.text.nearest import suggestion

__all__ = ["OUTPUT_WORDS", "read_own_settings", "read_paper"]

ABOUT = {"unit": "unit", "office": "office"}
_ABOUT_WORDS = {"đơn vị": "unit", "cơ quan": "office", "cơ quan tổng hợp": "office"}
OUTPUT_WORDS = ("unit", "code", "name", "title", "period")
"""What may stand in braces in the name of a document's file."""
_TEMPLATE_END = ".docx"
_ONE_TAG = re.compile(r"\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}")
_FORBIDDEN = '\\/:*?"<>|\n\t'


def read_own_settings(part: Part) -> dict[str, OwnSetting]:
    """The settings of the office only this form knows."""
    ours = {setting.name for setting in dataclass_fields(Office)}
    settings = {}
    for id in part.content:
        inner = part.part(id)
        check_name(id, inner)
        if id in ours:
            inner.fault("", f"'{id}' đã là một mục của cơ quan; đề nghị đặt tên khác")
        settings[id] = OwnSetting(
            id=id,
            label=inner.line("label", id, required=True),
            default=inner.text("default"),
            adds_to=inner.text("adds_to"),
        )
        inner.no_more()
    return settings


def read_paper(
    whole: Part,
    fields: Mapping[str, Field],
    tables: Mapping[str, Table],
    settings: Mapping[str, OwnSetting],
    names: Glossary,
    folder: Path,
) -> Paper:
    """All that is printed; faults go to the part's list."""
    taken = (*fields, *tables)
    _check_lists(whole, settings)
    phrases = tuple(_phrase(id, part) for id, part in _entries(whole.part("phrases"), taken=taken))
    texts = whole.content.get("texts")
    own = {*taken, *settings, *(one.id for one in phrases), *(texts if isinstance(texts, Mapping) else ())}
    documents = tuple(
        _document(id, part, fields, names, folder) for id, part in _entries(whole.part("documents"), taken=())
    )
    _check_outputs(documents, whole.part("documents"))
    return Paper(
        documents=documents,
        settings=settings,
        phrases=(*phrases, *(one for one in _shared_phrases() if one.id not in own)),
        together=tuple(_together(id, part, fields, names) for id, part in _entries(whole.part("together"), taken=())),
        fits=tuple(_fit(id, part) for id, part in _entries(whole.part("fitted"), taken=())),
        former_tags=tuple(_former_tag(id, part) for id, part in _entries(whole.part("former_tags"), taken=())),
    )


def _entries(part: Part, *, taken: Collection[str]) -> list[tuple[str, Part]]:
    entries = []
    for id in part.content:
        inner = part.part(id)
        check_name(id, inner)
        if id in taken:
            inner.fault("", "trùng mã với một chỉ tiêu hoặc một bảng")
        entries.append((id, inner))
    return entries


def _document(id: str, part: Part, fields: Mapping[str, Field], names: Glossary, folder: Path) -> Document:
    title = part.line("title", id, required=True)
    about = part.one_of("for", ABOUT, "unit", required=True, words=_ABOUT_WORDS)
    profile = part.one_of("profile", ("", *profile_files(folder)), "")
    table_fields = _fields_at(part, "table_fields", fields, names)
    if table_fields and about == "unit":
        part.fault("table_fields", 'chỉ văn bản của cơ quan tổng hợp (for = "office") có bảng các đơn vị')
    made = Document(
        id=id,
        title=title,
        about=about,
        template=_template(part),
        profile=profile,
        output=_output(part, about),
        table_fields=table_fields,
        without_notes=part.truth("without_notes"),
    )
    part.no_more()
    return made


def _template(part: Part) -> str:
    template = part.line("template")
    if not template:
        return ""
    plain = PurePosixPath(template).name == template == PureWindowsPath(template).name
    if not plain or template.startswith("."):
        part.fault("template", f"{shown(template)} phải là tên một tệp nằm cùng thư mục với biểu")
    elif not template.casefold().endswith(_TEMPLATE_END):
        part.fault("template", f"{shown(template)} phải là văn bản Word (.docx)")
    return template


def _output(part: Part, about: str) -> str:
    """The name pattern of the file, without its ending."""
    output = part.line("output")
    rest = output
    for word in OUTPUT_WORDS:
        rest = rest.replace("{" + word + "}", "")
    if set(rest) & {"{", "}"}:
        known = ", ".join("{" + word + "}" for word in OUTPUT_WORDS)
        part.fault("output", f"{shown(output)}: trong ngoặc nhọn chỉ ghi được {known}")
    elif set(rest) & set(_FORBIDDEN):
        part.fault("output", f"{shown(output)} có ký tự không dùng được trong tên tệp ({' '.join(_FORBIDDEN[:9])})")
    elif output and about == "unit" and not any("{" + word + "}" in output for word in ("unit", "code", "name")):
        part.fault("output", f"{shown(output)}: các đơn vị sẽ trùng tên tệp; đề nghị thêm {{unit}}")
    return output


def _check_outputs(documents: tuple[Document, ...], part: Part) -> None:
    first: dict[tuple[str, str], str] = {}
    for document in documents:
        name = (document.about, (document.output or document.id).casefold())
        if first.setdefault(name, document.id) != document.id:
            other = first[name]
            part.fault(f"{document.id}.output", f"trùng tên tệp với văn bản '{other}'; mỗi văn bản một tên")


def _check_lists(whole: Part, settings: Mapping[str, OwnSetting]) -> None:
    texts = whole.content.get("texts")
    lists = [key for key, value in texts.items() if isinstance(value, list)] if isinstance(texts, Mapping) else []
    for setting in settings.values():
        if setting.adds_to and setting.adds_to not in lists:
            close = suggestion(setting.adds_to, lists)
            where = whole.part("settings").part(setting.id)
            where.fault("adds_to", f"không có danh sách '{setting.adds_to}' trong [texts]{close}")


def _phrase(id: str, part: Part) -> Phrase:
    made = Phrase(
        id=id,
        text=part.text("text", required=True),
        office=part.text("office"),
        label=part.line("label", id),
        about=part.one_of("for", ("", *ABOUT), ""),
    )
    part.no_more()
    return made


def _shared_phrases() -> tuple[Phrase, ...]:
    """The phrases shipped for any form."""
    parts = (Part("phrases", read_toml(path)[0].get("phrases", {}), Faults()) for path in phrase_files())
    return tuple(replace(_phrase(id, part.part(id)), shared=True) for part in parts for id in part.content)


def _together(id: str, part: Part, fields: Mapping[str, Field], names: Glossary) -> Together:
    made = Together(
        id=id, label=part.line("label", id, required=True), fields=_fields_at(part, "fields", fields, names)
    )
    if len(made.fields) < 2 and len(part.content.get("fields", ())) < 2:
        part.fault("fields", "cần ít nhất hai chỉ tiêu được trả lời cùng nhau")
    part.no_more()
    return made


def _fit(id: str, part: Part) -> Fit:
    made = Fit(
        id=id,
        word=part.line("word", required=True),
        becomes=part.line("becomes", required=True),
        after=part.texts("after"),
        not_after=part.texts("not_after"),
        not_before=part.texts("not_before"),
        about=part.one_of("for", ("", *ABOUT), ""),
        in_workbook=part.one_of("in_workbook", ("", "word", "parts", "cells", "tier"), ""),
    )
    part.no_more()
    return made


def _former_tag(id: str, part: Part) -> FormerTag:
    made = FormerTag(id=id, was=part.line("was", required=True), becomes=part.line("becomes", required=True))
    if made.was and not _ONE_TAG.fullmatch(made.was):
        part.fault("was", f"{shown(made.was)} không phải là một thẻ; cần viết cả dấu ngoặc, như {{{{ ten }}}}")
    part.no_more()
    return made


def _fields_at(part: Part, key: str, fields: Mapping[str, Any], names: Glossary) -> tuple[str, ...]:
    """Ids of fields, named by id, code or label."""
    ids = []
    for said in part.texts(key):
        id = names.id_of(said)
        if id in fields:
            ids.append(id)
        else:
            part.fault(key, f"không có chỉ tiêu '{said}'{suggestion(said, (*fields, *names.known))}")
    return tuple(ids)
