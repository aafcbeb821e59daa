"""Word templates and their readable texts: tags that are broken or compute without end, parts that reach outside."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

from dev.fuzzers.case import Case
from dev.fuzzers.mutate import Entry, packed, parts_of, spoil_bytes, spoil_entries, spoil_lines, spoil_xml
from dev.fuzzers.seeds import SMALL_TEMPLATE, Seeds
from dev.fuzzers.trial import MARK

__all__ = ["a_case"]

TAGS = (
    "{{ 'a' * 10**10 }}",
    "{{ 10**10**10 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '{:>999999999}'.format(1) }}",
    "{{ 'x'.ljust(10**9) }}",
    "{{ 'x'.join(range(10**9)) }}",
    "{{ range(10**9)|list }}",
    "{{ lipsum(10**6) }}",
    "{{ dan_so|center(10**9) }}",
    "{{ dan_so.__class__.__mro__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ dan_so.cau.__func__.__globals__ }}",
    "{% for a in range(10**5) %}{% for b in range(10**5) %}{% endfor %}{% endfor %}",
    "{% for a in mo_hinh recursive %}{{ loop(mo_hinh) }}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% set dan_so = 999 %}",
    "{{ dan_so + 1 }}",
    "{{ dan_so.cau('#' * 9999) }}",
    "{{ dan_so.cau('#', la='x') }}",
    "{{ dan_so.cau(1, 2, 3) }}",
    "{{ liet_ke(1) }}",
    "{{ don_vi[10**9] }}",
    "{{ mo_hinh[0].ten.nam.x }}",
    "{{ xa.y.z }}",
    "{{ 1/0 }}",
    "{{ khong_co }}",
    "{{ dan_so | khong_co }}",
    "{{r dan_so }}",
    "{% raw %}{{ x }}{% endraw %}",
    "{%p if",
    "{%tr for m in mo_hinh %}",
    "{{",
    "}}",
    "{# x",
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "{{ " + "not " * 3_000 + "1 }}",
    "{{ " + "[" * 300 + "]" * 300 + " }}",
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = ("attachedTemplate", "image", "hyperlink", "oleObject", "frame", "subDocument", "aFChunk", "vbaProject")
_FIELDS = (
    f'INCLUDETEXT "http://{MARK}/x"',
    f'INCLUDEPICTURE "http://{MARK}/x"',
    "DDEAUTO cmd x",
    f"LINK Word http://{MARK}/",
)


def a_case(dice: Random, seeds: Seeds) -> Case:
    how = dice.choice(("tags", "tags", "xml", "parts", "acting", "bytes", "zip", "text", "text"))
    files = {"20001.xlsx": seeds.small_returns["20001"][0]} | seeds.small
    template = "mau.docx"
    if how == "text":
        built = _built(_spoiled_text(dice))
        files["bieu/bao_cao_xa.docx"] = files[template] = built if built else seeds.small["bieu/bao_cao_xa.docx"]
    else:
        files[template] = _spoiled(seeds.small["bieu/bao_cao_xa.docx"], how, dice)
    lint = ("form", "lint", "--form", "bieu", "--template", template)
    if dice.random() < 0.2:
        files["bieu/bao_cao_huyen.docx"] = files[template]
        report = (
            "report",
            "20001.xlsx",
            "--form",
            "bieu",
            "-o",
            "bao_cao",
            "--district",
            "--district-template",
            template,
        )
    else:
        report = ("report", "20001.xlsx", "--form", "bieu", "-o", "bao_cao", "--template", template, "--verify")
    return Case(fuzzer="templates", files=files, commands=(lint, report), label=how)


def _spoiled_text(dice: Random) -> str:
    text = SMALL_TEMPLATE
    for _ in range(dice.choice((0, 1, 1, 2))):
        lines = text.split("\n")
        lines.insert(dice.randrange(len(lines)), dice.choice(TAGS))
        text = "\n".join(lines)
    return spoil_lines(text, dice) if dice.random() < 0.7 else text


def _built(text: str) -> bytes | None:
    """The Word template of a readable text, as the author's own tool makes it; None where it says no (ValueError)."""
    from tonghop290.narrative.template.build import build_template

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "bao_cao_xa.txt"
        source.write_text(text, encoding="utf-8")
        try:
            return build_template(source, Path(folder) / "a.docx").read_bytes()
        except ValueError:
            return None


def _spoiled(data: bytes, how: str, dice: Random) -> bytes:
    if how == "bytes":
        return spoil_bytes(data, dice)
    entries = parts_of(data)
    if how == "zip":
        return spoil_entries(entries, dice)
    main = next(number for number, one in enumerate(entries) if one.name == b"word/document.xml")
    if how == "tags":
        entries[main] = replace(entries[main], data=_with_tags(entries[main].data, dice))
    elif how == "acting":
        entries = _acting(entries, main, dice)
    else:
        for _ in range(dice.choice((1, 2, 4))):
            at = main if dice.random() < 0.6 and how == "xml" else dice.randrange(len(entries))
            one = entries[at]
            spoiled = (
                spoil_xml(one.data, dice)
                if how == "xml"
                else dice.choice((b"", entries[dice.randrange(len(entries))].data))
            )
            entries[at] = replace(one, data=spoiled)
    return packed(entries)


def _with_tags(xml: bytes, dice: Random) -> bytes:
    """Texts of the template with a hostile tag in them, or with their own braces broken."""
    for _ in range(dice.choice((1, 1, 2))):
        texts = list(re.finditer(rb"(<w:t[^>]*>)([^<]*)(</w:t>)", xml))
        one = dice.choice(texts)
        tag = dice.choice(TAGS).replace("&", "&amp;").replace("<", "&lt;").encode()
        own = one[2]
        cut = own.replace(dice.choice((b"{", b"}", b"%", b" ")), dice.choice((b"", b"{{", b" ")), 1)
        text = dice.choice((tag, own + tag, cut, cut))
        xml = xml[: one.start(2)] + text + xml[one.end(2) :]
    return xml


def _acting(entries: list[Entry], main: int, dice: Random) -> list[Entry]:
    """A part, a link or a field that fetches or runs something when the report is opened."""
    kind = dice.choice(_KINDS)
    mode = dice.choice((' TargetMode="External"', ""))
    target = f"http://{MARK}/x" if mode else "vbaProject.bin"
    relation = f'<Relationship Id="rId901" Type="{_RELATION}/{kind}" Target="{target}"{mode}/>'.encode()
    rels = dice.choice((b"word/_rels/document.xml.rels", b"_rels/.rels"))
    made = [
        replace(one, data=one.data.replace(b"</Relationships>", relation + b"</Relationships>"))
        if one.name == rels
        else one
        for one in entries
    ]
    field = dice.choice(_FIELDS)
    quoted = field.replace('"', "&quot;")
    inserted = dice.choice(
        (
            f'<w:p><w:fldSimple w:instr="{quoted}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
            f"<w:p><w:r><w:instrText>{field}</w:instrText></w:r></w:p>",
            '<w:altChunk r:id="rId901" xmlns:r="' + _RELATION + '"/>',
            '<w:p><w:hyperlink r:id="rId901" xmlns:r="' + _RELATION + '"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>',
        )
    ).encode()
    made[main] = replace(made[main], data=made[main].data.replace(b"<w:sectPr", inserted + b"<w:sectPr", 1))
    added = [Entry(name=b"word/vbaProject.bin", data=b"\xd0\xcf\x11\xe0" + bytes(60))] if not mode else []
    return [*made, *added]
